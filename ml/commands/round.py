"""`round`: the whole method, from a manifest to two models and their scores."""

import argparse
import os
import sys
import threading
from pathlib import Path
from typing import Any

from ml.commands.arguments import add_command, add_json, add_manifest, add_out, add_settings
from ml.commands.reporting import report
from ml.config import load_settings

TEXT = """
Run a round in DIR, or go on with it: proposals, AnnNet, pseudo masks (again with rounds=2, ...), SegNet, scores.

reads    MANIFEST: F (masks) and W (boxes) to train on, gold to measure with
writes   DIR/annnet.safetensors   boxes -> masks
         DIR/segnet.safetensors   picture -> label map
         DIR/pseudo/              AnnNet's masks of W
         DIR/result.json          scores on gold, minutes, settings; DIR/events.jsonl: all that happened
It may be stopped or killed at any time: the same command goes on.
Several GPUs: torchrun --nproc-per-node 4 -m ml round m.json --out rounds/1 --profile paper

examples:
  python -m ml round m.json --out rounds/1
  python -m ml round m.json --out rounds/2 --profile gpu --set rounds=2 --set annnet.weights=hrnet_w48.safetensors
  python -m ml round m.json --out rounds/3 --set epochs=5 --set tau=0.8
  python -m ml round more.json --out rounds/4 --after rounds/1 --set segnet.epochs=30 --set segnet.lr=0.001
                             no new AnnNet: that of rounds/1 labels W, its SegNet is trained further (paper table 7)

next: python -m ml predict rounds/1/segnet.safetensors cat.jpg --out masks
      python -m ml export rounds/1/segnet.safetensors --out segnet.onnx
"""


def add_parser(commands: Any) -> None:
    """Add the command."""
    parser = add_command(commands, "round", "the whole method; goes on where it was stopped", TEXT, run, resumable=True)
    add_manifest(parser)
    add_out(parser, "the round's folder")
    add_settings(parser)
    add_json(parser, "print one JSON event per line instead of progress bars")
    parser.add_argument(
        "--cache", type=Path, metavar="DIR", help="proposals by picture and box, shared by rounds: none is made twice"
    )
    parser.add_argument("--after", type=Path, metavar="DIR", help="a finished round to go on from with other pictures")
    add_watch(parser)


def add_watch(parser: argparse.ArgumentParser) -> None:
    """For parent processes."""
    parser.add_argument(
        "--watch-stdin", action="store_true", help="exit at once when standard input ends (when the parent is gone)"
    )


def run(options: argparse.Namespace) -> int:
    """Its errors are events too, so that a parent process can show them."""
    if options.watch_stdin:
        threading.Thread(target=_exit_with_parent, daemon=True).start()

    def work(log: Any) -> Any:
        settings = load_settings(options.profile, options.changes)
        from ml.round import run_round

        return run_round(options.manifest, options.out, settings, log, options.cache, options.after)

    return report(work, options.json, options.out / "events.jsonl")


def _exit_with_parent() -> None:
    """Wait for the end of standard input; every file is written whole or not at all: leaving at once does no harm.

    Reads past Python's buffer: a thread that waits in that one makes the interpreter abort at its own end.
    """
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os._exit(1)
