"""`unpack`: the published archives of the data sets, checked before they are opened."""

import argparse
from pathlib import Path
from typing import Any

from ml.commands.arguments import add_command, add_out

TEXT = """
Check archives of VOC 2012, SBD or COCO 2017 by their published hash, then unpack them.

reads   FILE...: archives under their usual names (docs/experiments.md says where they come from)
writes  DIR/VOCdevkit, DIR/benchmark_RELEASE, ...; nothing of an archive whose hash is another

examples:
  python -m ml unpack VOCtrainval_11-May-2012.tar benchmark.tgz --out data
  python -m ml unpack train2017.zip annotations_trainval2017.zip --out data/coco

next: python -m ml experiment table4 --data data --profile paper --out paper
"""


def add_parser(commands: Any) -> None:
    """Add the command."""
    parser = add_command(commands, "unpack", "check and unpack a data set's archives", TEXT, run)
    parser.add_argument("archives", type=Path, nargs="+", metavar="FILE")
    add_out(parser, "folder that will hold the data sets")


def run(options: argparse.Namespace) -> int:
    """One after the other; the first that is not what it should be ends it."""
    from ml.archives import unpack

    for archive in options.archives:
        unpack(archive, options.out)
        print(f"{archive.name}: hash right, unpacked into {options.out}")
    return 0
