"""`proposals`: masks made without a network, as files and as pictures to look at."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ml.commands.arguments import add_command, add_json, add_manifest, add_out
from ml.commands.reporting import report

if TYPE_CHECKING:
    from ml.progress import EventLog

TEXT = """
Make the proposals of every image of a manifest: masks from the picture and its boxes alone, no network.

reads    MANIFEST and its pictures
writes   DIR/ID.json         every kind of mask of every object, as run lengths
         DIR/KIND/ID.png     label map: class index, 0 background, 255 where the fused proposal is uncertain
         DIR/drawn/ID.png    the picture with its boxes, then each kind: foreground red, uncertain yellow
kinds    grabcut             colour models of the box and its surroundings
         mcg                 the union of regions that fits the box best
         fused               where both agree (what AnnNet is first trained with)
An image that is done is skipped, so the same command goes on after a stop; it works on all CPUs.

examples:
  python -m ml proposals m.json --out proposals
  python -m ml proposals m.json --out p --kind mcg --recipe paper --limit 20

next: python -m ml train annnet m.json --out round --proposals proposals
"""


def add_parser(commands: Any) -> None:
    """Add the command."""
    parser = add_command(
        commands, "proposals", "masks without a network: GrabCut, MCG and both fused", TEXT, run, resumable=True
    )
    add_manifest(parser)
    add_out(parser, "folder for masks and pictures")
    parser.add_argument(
        "--kind",
        action="append",
        metavar="KIND",
        help="label maps and drawings of this kind only; repeatable (default: all)",
    )
    parser.add_argument(
        "--recipe",
        default="product",
        help="product: scaled crops (default); paper: whole pictures; or the path of a promptable segmenter (.onnx)",
    )
    parser.add_argument(
        "--cache", type=Path, metavar="DIR", help="proposals by picture, box and recipe, kept for any manifest"
    )
    parser.add_argument("--limit", type=int, default=0, metavar="N", help="only the first N images")
    parser.add_argument("--processes", type=int, default=0, metavar="N", help="work on so many CPUs (default: all)")
    add_json(parser, "print one JSON event per line instead of a progress bar")


def run(options: argparse.Namespace) -> int:
    """Make, keep and draw them."""
    return report(lambda log: _propose(options, log), options.json)


def _propose(options: argparse.Namespace, log: "EventLog") -> None:
    from ml.data.proposal_files import KINDS, ProposalFiles
    from ml.files import hold_folder
    from ml.manifest import load_manifest
    from ml.progress import Progress
    from ml.proposals.batch import propose_all
    from ml.proposals.proposal import check_recipe

    check_recipe(options.recipe)
    kinds = options.kind or list(KINDS)
    for kind in kinds:
        if kind not in KINDS:
            raise ValueError(f"--kind {kind} is none of {', '.join(KINDS)}")
    if min(options.limit, options.processes) < 0:
        raise ValueError("--limit and --processes are 0 (all) or more")
    images = load_manifest(options.manifest, training=False).images[: options.limit or None]
    if options.cache is not None:
        options.cache.mkdir(parents=True, exist_ok=True)
    for folder in (*kinds, "drawn"):
        (options.out / folder).mkdir(parents=True, exist_ok=True)
    hold_folder(options.out)
    files = ProposalFiles(options.out)
    missing = [image for image in images if not files.has(image)]
    progress = Progress(log, "proposing", len(images), "images")
    for image in images:
        if files.has(image):
            _write_pictures(options.out, image, files.read(image), kinds)
            progress.advance()
    for image, made in propose_all(missing, options.recipe, options.processes, options.cache):
        files.write(image, made)
        _write_pictures(options.out, image, files.read(image), kinds)
        progress.advance()
    log.emit("log", level="info", message=f"{len(images)} images; look at {options.out / 'drawn'}")


def _write_pictures(out: Any, image: Any, proposals: Any, kinds: Sequence[str]) -> None:
    """A label map of each kind, and the drawing of all."""
    from ml.data.labels import compose_labels
    from ml.drawing import draw_boxes, draw_masks, side_by_side
    from ml.files import write_png, write_whole
    from ml.voc.palette import label_png

    picture = image.read()
    views = [draw_boxes(picture, image.boxes, image.classes)]
    for kind in kinds:
        masks = [masks[kind] for masks in proposals]
        write_whole(out / kind / f"{image.id}.png", label_png(compose_labels(image, masks)))
        views.append(draw_masks(picture, masks))
    write_png(out / "drawn" / f"{image.id}.png", side_by_side(views))
