"""`priors`: the extra input channels made from boxes, as pictures."""

import argparse
from typing import Any

from ml.commands.arguments import add_command, add_json, add_manifest, add_out
from ml.commands.reporting import report

TEXT = """
Draw what AnnNet sees beside the picture: the priors made from boxes (paper equations 1 and 2).

reads    MANIFEST and its pictures
writes   DIR/ID-position.png  position prior: dark inside the boxes, 128 at their edge, brighter with the distance
         DIR/ID-class.png     class prior: class index of the smallest box, spread over black to white
         DIR/drawn/ID.png     picture with boxes, position prior, class prior in VOC's colours

examples:
  python -m ml priors m.json --out priors --limit 10

next: python -m ml train annnet m.json --out round
"""


def add_parser(commands: Any) -> None:
    """Add the command."""
    parser = add_command(commands, "priors", "draw the position and class priors of boxes", TEXT, run)
    add_manifest(parser)
    add_out(parser, "folder for the pictures")
    parser.add_argument("--limit", type=int, default=0, metavar="N", help="only the first N images")
    add_json(parser, "print one JSON event per line instead of a progress bar")


def run(options: argparse.Namespace) -> int:
    """Draw them."""
    return report(lambda log: _draw(options, log), options.json)


def _draw(options: argparse.Namespace, log: Any) -> None:
    from ml.drawing import draw_boxes, side_by_side
    from ml.files import write_png
    from ml.manifest import load_manifest
    from ml.priors import class_prior, position_prior
    from ml.progress import Progress
    from ml.voc.palette import voc_palette

    if options.limit < 0:
        raise ValueError(f"--limit is {options.limit}, 0 (all) or more is needed")
    manifest = load_manifest(options.manifest, training=False)
    images = manifest.images[: options.limit or None]
    (options.out / "drawn").mkdir(parents=True, exist_ok=True)
    progress = Progress(log, "priors", len(images), "images")
    for image in images:
        position = position_prior(image.boxes, image.height, image.width)
        classes = class_prior(image.boxes, image.classes, image.height, image.width)
        views = [draw_boxes(image.read(), image.boxes, image.classes), position, voc_palette()[classes]]
        write_png(options.out / f"{image.id}-position.png", position)
        write_png(options.out / f"{image.id}-class.png", classes * (255 // len(manifest.classes)))
        write_png(options.out / "drawn" / f"{image.id}.png", side_by_side(views))
        progress.advance()
