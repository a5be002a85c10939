"""`evaluate`: how good a model is on gold."""

import argparse
import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ml.commands.arguments import add_command, add_json, add_manifest

if TYPE_CHECKING:
    from ml.networks.model_file import Card

TEXT = """
Score a model on the gold images of a manifest.

reads    MODEL (.safetensors), MANIFEST: its gold part, whose masks are the truth
prints   segnet: IoU of each class over all pixels, and their mean (mIoU); n = images that show the class
         annnet: mean IoU of object masks with the boxes given and, with these masks put into their pictures, the mIoU
                 over background and classes; beside those of the filled box and of the proposals; and `ahead`: by how
                 much AnnNet's object IoU is better on the same objects, with one standard error

examples:
  python -m ml evaluate rounds/1/segnet.safetensors m.json
  python -m ml evaluate segnet.safetensors m.json --scales 0.5,0.75,1,1.25,1.5,1.75 --flip     the paper's test

next: python -m ml predict MODEL cat.jpg --out masks       python -m ml export MODEL --out model.onnx
"""


NO_OBJECTS = "No gold image has an object with a mask: there is nothing that an AnnNet could be measured with."


def add_parser(commands: Any) -> None:
    """Add the command."""
    parser = add_command(commands, "evaluate", "score a model on gold images", TEXT, run)
    parser.add_argument("model", type=Path, help="an annnet.safetensors or segnet.safetensors")
    add_manifest(parser)
    parser.add_argument("--scales", metavar="A,B,..", help="average over these sizes (default: the model's setting)")
    parser.add_argument("--flip", action="store_true", help="average with the mirrored picture")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Scores as a table or JSON."""
    from ml.evaluation import measure_predictor
    from ml.manifest import ManifestError, load_manifest
    from ml.networks.model_file import load_model, read_card
    from ml.predictor import Predictor
    from ml.progress import EventLog
    from ml.progress_bars import ProgressBars

    manifest = load_manifest(options.manifest, training=False)
    if not manifest.part("gold"):
        raise ManifestError(f"{options.manifest} has no gold images to measure with")
    network, card = load_model(options.model, read_card(options.model).kind)
    card.check_classes(manifest.classes)
    bars = ProgressBars()
    try:
        scores = measure_predictor(Predictor(network, _at_test(card, options)), manifest, EventLog(None, bars.show))
    finally:
        bars.close()
    print(json.dumps(scores) if options.json else _table(scores, manifest.classes))
    return 0


def _at_test(card: "Card", options: argparse.Namespace) -> "Card":
    """The card with the scales and mirrors of the command line."""
    changes: dict[str, Any] = {"flip_test": True} if options.flip else {}
    if options.scales:
        try:
            changes["scales"] = tuple(float(scale) for scale in options.scales.split(","))
        except ValueError as problem:
            raise ValueError(f"--scales {options.scales}: numbers with commas between, as in 0.75,1,1.25") from problem
        if not all(0.1 <= scale <= 4 for scale in changes["scales"]):
            raise ValueError(f"--scales {options.scales}: each must lie between 0.1 and 4")
    network = dataclasses.replace(card.network_settings, **changes)
    return dataclasses.replace(card, settings=dataclasses.replace(card.settings, **{card.kind: network}))


def _table(scores: dict[str, Any], classes: Sequence[str]) -> str:
    """Lines of name, score and number of objects or images."""
    if "segnet" in scores:
        rows = [(("background", *classes)[row["class"]], row["iou"], row["n"]) for row in scores["segnet"]["per_class"]]
        return "\n".join([*(_line(*row) for row in rows), f"{'mIoU':16} {_score(scores['segnet']['miou'])}"])
    lines: list[str] = []
    for name, score in scores["object_iou"].items():
        if score:
            gain = score["annnet_gain"]
            ahead = "" if name == "annnet" else f"  ahead {gain['mean']:+.4f} +- {gain['error']:.4f}"
            lines.append(f"{_line(name, score['mean'], score['n'])}  mIoU {_score(score['miou'])}{ahead}")
    return "\n".join(lines) or NO_OBJECTS


def _line(name: str, value: float | None, n: int) -> str:
    return f"{name:16} {_score(value)}  n = {n}"


def _score(value: float | None) -> str:
    return "-     " if value is None else f"{value:.4f}"
