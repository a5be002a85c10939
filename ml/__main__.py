"""`python -m ml`: the method without any server, from a data folder to masks, models and scores."""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from typing import Any

from ml.commands import (
    describe,
    evaluate,
    experiment,
    export,
    manifest,
    predict,
    priors,
    proposals,
    pseudo,
    round,
    settings,
    train,
    unpack,
)
from ml.commands.reporting import Expected, fail

COMMANDS = (
    *(manifest, proposals, priors, train, pseudo, round),
    *(evaluate, experiment, predict, export, describe, settings, unpack),
)
EXAMPLES = """
from a VOC folder to a model:
  python -m ml manifest VOC2012 --f train --gold val --out m.json     which images train, which measure
  python -m ml round m.json --out rounds/1                            both networks, pseudo masks, scores
  python -m ml round m.json --out rounds/1                            again: goes on where it was stopped
  python -m ml predict rounds/1/segnet.safetensors cat.jpg --out masks --draw

the same step by step:
  python -m ml proposals m.json --out proposals
  python -m ml train annnet m.json --out annnet --proposals proposals
  python -m ml pseudo annnet/annnet.safetensors m.json --out pseudo
  python -m ml train segnet m.json --pseudo pseudo --out segnet
  python -m ml evaluate segnet/segnet.safetensors m.json

python -m ml COMMAND --help says what each reads and writes; python -m ml settings PROFILE explains every switch.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it worked, 1 with a message when not, 2 for a wrong command line."""
    options = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, _stop)
    try:
        return options.command(options)
    except KeyboardInterrupt:
        more = "; the same command goes on from the last finished step" if options.resumable else ""
        print(f"stopped{more}", file=sys.stderr)
        return 130
    except BrokenPipeError:  # `| head` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Expected as problem:
        return fail(problem)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m ml", description=__doc__, epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True, metavar="command")
    for command in COMMANDS:
        command.add_parser(commands)
    return parser


def _stop(number: int, frame: Any) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
