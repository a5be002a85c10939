"""`python -m ml`: the method without any server, from a manifest file to masks, models and scores."""

import argparse
import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ml.config import ConfigError, describe_settings, load_settings, profile_names
from ml.manifest import ManifestError
from ml.progress import EventLog, print_json_line
from ml.progress_bars import ProgressBars

EXAMPLES = """
examples:
  python -m ml round manifest.json --out rounds/1                  train with the cpu profile and measure
  python -m ml round manifest.json --out rounds/1                  again: goes on where it was stopped
  python -m ml round m.json --out r --profile paper --set annnet.weights=hrnet_w48.safetensors --set tau=0.8
  python -m ml settings paper                                      every switch, its value and what it does
  python -m ml predict rounds/1/annnet.safetensors cat.jpg --box 10,20,200,220,1 --out masks
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it worked, 1 with a message when not, 2 for a wrong command line."""
    options = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, _stop)
    try:
        return options.command(options)
    except KeyboardInterrupt:
        print("stopped; the same command goes on from the last finished step", file=sys.stderr)
        return 130
    except (ManifestError, ConfigError, OSError, ValueError, RuntimeError) as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m ml", description=__doc__, epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True, metavar="command")
    _add_round(commands)
    _add_pictures(commands, "proposals", "make proposals of every image of a manifest and draw them", _draw_proposals)
    _add_pictures(commands, "priors", "draw the position and class priors of every image of a manifest", _draw_priors)
    predict = commands.add_parser("predict", help="masks from an AnnNet and boxes, or a label map from a SegNet")
    predict.add_argument("model", type=Path, help="a .safetensors file of a round")
    predict.add_argument("pictures", type=Path, nargs="+", help="pictures; an AnnNet takes one")
    predict.add_argument(
        "--box", action="append", default=[], metavar="X0,Y0,X1,Y1,CLASS", help="a box (AnnNet), repeatable"
    )
    predict.add_argument("--out", type=Path, required=True, help="folder for the label maps (PNG) and masks (JSON)")
    predict.set_defaults(command=_predict)
    evaluate = commands.add_parser("evaluate", help="score a model on the gold images of a manifest")
    evaluate.add_argument("model", type=Path, help="a .safetensors file of a round")
    evaluate.add_argument("manifest", type=Path)
    evaluate.add_argument("--json", action="store_true", help="print JSON instead of a table")
    evaluate.set_defaults(command=_evaluate)
    settings = commands.add_parser("settings", help="list every switch of a profile")
    settings.add_argument("profile", nargs="?", default="cpu")
    settings.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", dest="changes")
    settings.set_defaults(command=_settings)
    return parser


def _add_round(commands: Any) -> None:
    parser = commands.add_parser(
        "round", help="run a round, or go on with it", description="Run, or go on with, the round in DIR."
    )
    parser.add_argument("manifest", type=Path, help="the frozen list of images to train on and to measure with")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="the round's folder: models, pseudo masks, result.json"
    )
    parser.add_argument(
        "--profile", default="cpu", help=f"{', '.join(profile_names())}, or the path of a .toml file (default: cpu)"
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        dest="changes",
        help="change a setting, repeat for more",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON event per line instead of progress bars")
    parser.add_argument(
        "--watch-stdin", action="store_true", help="exit at once when standard input ends (when the parent is gone)"
    )
    parser.set_defaults(command=_round)


def _add_pictures(commands: Any, name: str, text: str, command: Callable[[argparse.Namespace], int]) -> None:
    parser = commands.add_parser(name, help=text)
    parser.add_argument("manifest", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="folder for the pictures")
    parser.set_defaults(command=command)


def _round(options: argparse.Namespace) -> int:
    """The round command: its errors are events too, so that a parent process can show them."""
    if options.watch_stdin:
        threading.Thread(target=_exit_with_parent, daemon=True).start()
    bars = None if options.json else ProgressBars()
    log = EventLog(options.out / "events.jsonl", bars.show if bars else print_json_line)
    try:
        settings = load_settings(options.profile, options.changes)
        from ml.round import run_round

        log.emit("result", result=run_round(options.manifest, options.out, settings, log))
        return 0
    except (OSError, ValueError, RuntimeError) as problem:
        log.emit("error", message=str(problem))
        return 1
    finally:
        if bars:
            bars.close()


def _exit_with_parent() -> None:
    """Wait for the end of standard input; every file is written whole or not at all: leaving at once does no harm.

    Reads past Python's buffer: a thread that waits in that one makes the interpreter abort at its own end.
    """
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os._exit(1)


def _stop(number: int, frame: Any) -> None:
    raise KeyboardInterrupt


def _draw_proposals(options: argparse.Namespace) -> int:
    """One picture per image: foreground red, uncertain pixels yellow."""
    from ml.drawing import draw_masks
    from ml.files import write_png
    from ml.manifest import load_manifest
    from ml.proposals.batch import propose_all

    manifest = load_manifest(options.manifest, training=False)
    options.out.mkdir(parents=True, exist_ok=True)
    for image, proposals in propose_all(manifest.images):
        masks = [proposal["fused"] for proposal in proposals]
        write_png(options.out / f"{image.id}.png", draw_masks(image.read(), masks))
    return 0


def _draw_priors(options: argparse.Namespace) -> int:
    """Two grey pictures per image: its position prior, and its class prior stretched over black to white."""
    from ml.files import write_png
    from ml.manifest import load_manifest
    from ml.priors import class_prior, position_prior

    options.out.mkdir(parents=True, exist_ok=True)
    manifest = load_manifest(options.manifest, training=False)
    for image in manifest.images:
        position = position_prior(image.boxes, image.height, image.width)
        classes = class_prior(image.boxes, image.classes, image.height, image.width)
        write_png(options.out / f"{image.id}-position.png", position)
        write_png(options.out / f"{image.id}-class.png", classes * (255 // len(manifest.classes)))
    return 0


def _predict(options: argparse.Namespace) -> int:
    """Label map as PNG; with boxes also the masks as JSON."""
    from ml.files import write_json, write_png
    from ml.label_map import compose
    from ml.manifest import read_picture
    from ml.predictor import Predictor

    predictor = Predictor.load(options.model)
    boxes, classes = _parse_boxes(options.box)
    if (predictor.card.kind == "annnet") != bool(boxes) or (boxes and len(options.pictures) != 1):
        raise ValueError("an AnnNet needs one picture and at least one --box, a SegNet takes pictures without boxes")
    pictures = {file: read_picture(file) for file in options.pictures}
    for picture in pictures.values():
        _check_boxes(boxes, *picture.shape[:2])
    options.out.mkdir(parents=True, exist_ok=True)
    for file, picture in pictures.items():
        height, width = picture.shape[:2]
        if boxes:
            masks = predictor.suggest(picture, boxes, classes)
            write_json(options.out / f"{file.stem}.json", [mask.tight().to_json() for mask in masks])
            label_map = compose(height, width, list(zip(masks, classes, strict=True)), "best-guess")
        else:
            label_map = predictor.segment(picture)
        write_png(options.out / f"{file.stem}.png", label_map)
    return 0


def _parse_boxes(texts: Sequence[str]) -> tuple[list[tuple[int, int, int, int]], list[int]]:
    boxes: list[tuple[int, int, int, int]] = []
    classes: list[int] = []
    for text in texts:
        try:
            x0, y0, x1, y1, index = (int(part) for part in text.split(","))
        except ValueError as problem:
            raise ValueError(f"--box {text}: five whole numbers are needed, x0,y0,x1,y1,class") from problem
        boxes.append((x0, y0, x1, y1))
        classes.append(index)
    return boxes, classes


def _check_boxes(boxes: Sequence[tuple[int, int, int, int]], height: int, width: int) -> None:
    for x0, y0, x1, y1 in boxes:
        if not (0 <= x0 < x1 <= width and 0 <= y0 < y1 <= height):
            raise ValueError(f"box {x0},{y0},{x1},{y1} is empty or leaves the {width}x{height} picture")


def _evaluate(options: argparse.Namespace) -> int:
    """Scores on the gold images of a manifest, as a table or JSON."""
    from ml.evaluation import measure_model
    from ml.manifest import load_manifest

    manifest = load_manifest(options.manifest, training=False)
    if not manifest.part("gold"):
        raise ManifestError(f"{options.manifest} has no gold images to measure with")
    bars = ProgressBars()
    try:
        scores = measure_model(options.model, manifest, EventLog(None, bars.show))
    finally:
        bars.close()
    print(json.dumps(scores) if options.json else _table(scores, manifest.classes))
    return 0


def _table(scores: dict[str, Any], classes: Sequence[str]) -> str:
    """Lines of name, score and number of objects or images."""
    if "segnet" in scores:
        rows = [(("background", *classes)[row["class"]], row["iou"], row["n"]) for row in scores["segnet"]["per_class"]]
        rows.append(("mean", scores["segnet"]["miou"], sum(row[2] for row in rows)))
    else:
        rows = [(name, score["mean"], score["n"]) for name, score in scores["object_iou"].items() if score]
    return "\n".join(f"{name:16} {'-' if value is None else format(value, '.4f')}  n = {n}" for name, value, n in rows)


def _settings(options: argparse.Namespace) -> int:
    for key, value, text in describe_settings(load_settings(options.profile, options.changes)):
        print(f"{key} = {json.dumps(value)}\n    {text}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
