"""`manifest`: from a VOC folder and its lists to the file everything else reads."""

import argparse
import json
from pathlib import Path
from typing import Any

from ml.commands.arguments import add_command, add_json

TEXT = """
Write a manifest: the frozen list of images a round trains on and is measured with.

reads    a PASCAL VOC folder (JPEGImages, Annotations, SegmentationClass, SegmentationObject) and lists of
         picture names, one per line: a file, or the name of a list in the folder's ImageSets/Segmentation
writes   one JSON file; it names the pictures where they lie, nothing is copied
parts    F     fully labelled: boxes and masks, to train on
         W     boxes only; their masks are never opened
         gold  boxes and masks, to measure with, never to train on
A picture that cannot be used (unreadable annotation, masks that cannot belong to its boxes) is left out and named; the
exit code is then 3.

examples:
  python -m ml manifest VOC2012 --f train --gold val --out m.json
  python -m ml manifest VOC2012 --f few.txt --w rest.txt --gold val --classes cat,dog --out m.json

next: python -m ml round m.json --out rounds/1
"""
LEFT_OUT = 3
"""Exit code: the manifest is written, without pictures that cannot be used."""


def add_parser(commands: Any) -> None:
    """Add the command."""
    parser = add_command(commands, "manifest", "list the images of a VOC folder for the other commands", TEXT, run)
    parser.add_argument("folder", type=Path, help="the VOC folder, or one above it")
    for part, text in (
        ("f", "fully labelled pictures"),
        ("w", "pictures with boxes only"),
        ("gold", "to measure with"),
    ):
        parser.add_argument(f"--{part}", type=Path, metavar="LIST", help=text)
    parser.add_argument("--classes", metavar="NAME,NAME", help="only pictures whose objects are all of these classes")
    parser.add_argument(
        "--champion",
        type=Path,
        metavar="MODEL",
        help="an AnnNet to score beside the new one; with --set annnet.warm_start=true training starts from it",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the manifest to write (.json)")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Write the manifest and say what is in it."""
    from ml.voc.manifests import write_manifest

    if not (options.f or options.w or options.gold):
        raise ValueError("no list given: name the pictures with --f, --w or --gold, as in --f train --gold val")
    if options.out.is_dir():
        raise ValueError(f"--out {options.out} is a folder: name the file to write, as in {options.out / 'm.json'}")
    classes = None if options.classes is None else [name.strip() for name in options.classes.split(",") if name.strip()]
    lists = options.f, options.w, options.gold
    written = write_manifest(options.folder, options.out, *lists, classes, options.champion)
    if options.json:
        left_out = [vars(picture) for picture in written.left_out]
        print(json.dumps({**vars(written), "file": str(written.file), "left_out": left_out}))
    else:
        print(written.describe())
    return LEFT_OUT if written.broken else 0
