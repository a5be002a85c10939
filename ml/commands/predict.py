"""`predict`: a model on pictures of one's own."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ml.commands.arguments import add_command, add_out

Boxes = list[tuple[int, int, int, int]]

TEXT = """
Masks from an AnnNet and boxes, or label maps from a SegNet.

reads    MODEL (.safetensors) and pictures (JPEG, PNG, ...)
writes   DIR/NAME.png         label map: class index, 0 background, in VOC's colours
         DIR/NAME.json        AnnNet: one mask per box, as run lengths
         DIR/NAME-drawn.png   with --draw: the picture under the colours
Classes are numbers 1..N in the model's order; `python -m ml describe MODEL` names them.

examples:
  python -m ml predict rounds/1/segnet.safetensors pictures/*.jpg --out masks --draw
  python -m ml predict rounds/1/annnet.safetensors cat.jpg --box 10,20,200,220,1 --box 5,5,60,80,2 --out masks
"""


def add_parser(commands: Any) -> None:
    """Add the command."""
    parser = add_command(commands, "predict", "masks or label maps of pictures", TEXT, run)
    parser.add_argument("model", type=Path, help="an annnet.safetensors or segnet.safetensors")
    parser.add_argument("pictures", type=Path, nargs="+", help="pictures; an AnnNet takes one")
    parser.add_argument(
        "--box", action="append", default=[], metavar="X0,Y0,X1,Y1,CLASS", help="a box in pixels (AnnNet), repeatable"
    )
    add_out(parser, "folder for label maps and masks")
    parser.add_argument("--draw", action="store_true", help="also draw the result over each picture")


def run(options: argparse.Namespace) -> int:
    """Read everything first, so that a bad picture leaves nothing half-written."""
    from ml.manifest import ManifestError, read_picture
    from ml.predictor import Predictor

    predictor = Predictor.load(options.model)
    boxes, classes = _parse_boxes(options.box)
    if (predictor.card.kind == "annnet") != bool(boxes) or (boxes and len(options.pictures) != 1):
        raise ValueError("an AnnNet needs one picture and at least one --box, a SegNet takes pictures without boxes")
    _check_names(options.pictures)
    for file in options.pictures:
        _check_boxes(boxes, *read_picture(file).shape[:2])
    for index in classes:
        if not 1 <= index <= len(predictor.card.classes):
            names = ", ".join(f"{n} {name}" for n, name in enumerate(predictor.card.classes, 1))
            raise ManifestError(f"class {index} is unknown to this model; it knows {names}")
    options.out.mkdir(parents=True, exist_ok=True)
    for file in options.pictures:
        _predict(predictor, file, boxes, classes, options)
    return 0


def _predict(predictor: Any, file: Path, boxes: Boxes, classes: list[int], options: argparse.Namespace) -> None:
    from ml.drawing import draw_boxes, draw_label_map
    from ml.files import write_json, write_png, write_whole
    from ml.label_map import compose
    from ml.manifest import read_picture
    from ml.voc.palette import label_png

    picture = read_picture(file)
    if boxes:
        masks = predictor.suggest(picture, boxes, classes)
        write_json(options.out / f"{file.stem}.json", [mask.tight().to_json() for mask in masks])
        height, width = picture.shape[:2]
        label_map = compose(height, width, list(zip(masks, classes, strict=True)), "best-guess")
    else:
        label_map = predictor.segment(picture)
    write_whole(options.out / f"{file.stem}.png", label_png(label_map))
    if options.draw:
        drawn = draw_boxes(draw_label_map(picture, label_map), boxes, classes)
        write_png(options.out / f"{file.stem}-drawn.png", drawn)


def _check_names(pictures: Sequence[Path]) -> None:
    """Two pictures of one name would overwrite each other's masks."""
    seen: dict[str, Path] = {}
    for file in pictures:
        if file.stem in seen:
            raise ValueError(
                f"{seen[file.stem]} and {file} would both be written as {file.stem}.png; predict them apart"
            )
        seen[file.stem] = file


def _parse_boxes(texts: Sequence[str]) -> tuple[Boxes, list[int]]:
    boxes: Boxes = []
    classes: list[int] = []
    for text in texts:
        try:
            x0, y0, x1, y1, index = (int(part) for part in text.split(","))
        except ValueError as problem:
            raise ValueError(f"--box {text}: five whole numbers are needed, x0,y0,x1,y1,class") from problem
        boxes.append((x0, y0, x1, y1))
        classes.append(index)
    return boxes, classes


def _check_boxes(boxes: Boxes, height: int, width: int) -> None:
    for x0, y0, x1, y1 in boxes:
        if not (0 <= x0 < x1 <= width and 0 <= y0 < y1 <= height):
            raise ValueError(f"box {x0},{y0},{x1},{y1} is empty or leaves the {width}x{height} picture")
