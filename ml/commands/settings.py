"""`settings`: every switch of a profile."""

import argparse
import json
from typing import Any

from ml.commands.arguments import add_command, add_json
from ml.config import describe_settings, load_settings, profile_names

TEXT = """
List every switch, its value in a profile and what it does.

profiles  cpu    a round in minutes on two CPU cores (the default of all commands)
          gpu    one graphics card with 16 to 24 GB
          paper  the paper's recipe (section 4.2), for several large cards
          experiment  the paper's tables in hours on one CPU core
          tiny   for tests: seconds, learns next to nothing
A profile of your own is a .toml file with the settings that differ from the paper's: --profile mine.toml

examples:
  python -m ml settings gpu
  python -m ml settings cpu --set epochs=40 --set annnet.lr=0.02

next: python -m ml round m.json --out rounds/1 --profile gpu --set epochs=40
"""


def add_parser(commands: Any) -> None:
    """Add the command."""
    parser = add_command(commands, "settings", "every switch of a profile and what it does", TEXT, run)
    parser.add_argument("profile", nargs="?", default="cpu", help=f"{', '.join(profile_names())} or a .toml file")
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", dest="changes", help="see the result"
    )
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Print them."""
    rows = describe_settings(load_settings(options.profile, options.changes))
    if options.json:
        print(json.dumps([{"key": key, "value": value, "doc": text} for key, value, text in rows]))
    else:
        for key, value, text in rows:
            print(f"{key} = {json.dumps(value)}\n    {text}")
    return 0
