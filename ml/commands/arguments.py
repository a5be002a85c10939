"""Arguments and texts that several commands share."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ml.config import profile_names

Run = Callable[[argparse.Namespace], int]


def add_command(
    commands: Any, name: str, summary: str, text: str, run: Run, resumable: bool = False
) -> argparse.ArgumentParser:
    """A command with its one-line summary for the list and its text (what it reads, writes, what comes next).

    resumable: started again after a stop, it goes on.
    """
    description, _, epilog = text.strip().partition("\n\n")
    parser = commands.add_parser(
        name,
        help=summary,
        description=description,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=run, resumable=resumable)
    return parser


def add_manifest(parser: argparse.ArgumentParser) -> None:
    """The manifest to read."""
    parser.add_argument("manifest", type=Path, help="the list of images (JSON); `python -m ml manifest` writes one")


def add_out(parser: argparse.ArgumentParser, text: str) -> None:
    """The folder to write into."""
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help=text)


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Profile and changed settings."""
    parser.add_argument(
        "--profile", default="cpu", help=f"{', '.join(profile_names())}, or the path of a .toml file (default: cpu)"
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        dest="changes",
        help="change a setting, repeat for more; `python -m ml settings` lists all",
    )


def add_json(parser: argparse.ArgumentParser, text: str = "print JSON for programs instead of text") -> None:
    """Output for programs."""
    parser.add_argument("--json", action="store_true", help=text)
