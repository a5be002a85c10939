"""`pseudo`: AnnNet's masks of W, what SegNet is trained on."""

import argparse
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ml.commands.arguments import add_command, add_json, add_manifest, add_out
from ml.commands.reporting import report

if TYPE_CHECKING:
    from ml.progress import Reporter

TEXT = """
Let an AnnNet turn the boxes of W into pseudo masks (paper equation 3).

reads    MODEL (annnet.safetensors), MANIFEST and the pictures of its W part
writes   DIR/ID.png    label map: class index, 0 background, 255 where no class is more probable than tau
         DIR/ID.json   one mask per object, uncertain pixels too
         DIR/proposals/, when the model wants proposals as input and --proposals does not have them
An image that is done is skipped: the same command goes on after a stop. Another model needs another DIR.

examples:
  python -m ml pseudo rounds/1/annnet.safetensors m.json --out pseudo
  python -m ml pseudo annnet.safetensors m.json --out pseudo --tau 0.8 --part gold --proposals rounds/1/proposals

next: python -m ml train segnet m.json --pseudo pseudo --out segnet
"""


def add_parser(commands: Any) -> None:
    """Add the command."""
    parser = add_command(
        commands, "pseudo", "AnnNet's masks of the images that have boxes only", TEXT, run, resumable=True
    )
    parser.add_argument("model", type=Path, help="an annnet.safetensors")
    add_manifest(parser)
    add_out(parser, "folder for the pseudo masks")
    parser.add_argument("--part", choices=("F", "W", "gold"), default="W", help="whose boxes (default: W)")
    parser.add_argument("--tau", type=float, help="least probability of a kept pixel (default: the model's)")
    parser.add_argument("--proposals", type=Path, metavar="DIR", help="proposals made before, used and added to")
    add_json(parser, "print one JSON event per line instead of a progress bar")


def run(options: argparse.Namespace) -> int:
    """Predict and write."""
    return report(lambda log: _predict(options, log), options.json)


def _predict(options: argparse.Namespace, log: "Reporter") -> None:
    from ml.data.proposal_files import ProposalFiles
    from ml.manifest import load_manifest
    from ml.predictor import Predictor
    from ml.progress import Progress
    from ml.pseudo import PseudoFiles

    if options.tau is not None and not 0 <= options.tau < 1:
        raise ValueError(f"--tau is {options.tau}, a probability below 1 is needed")
    manifest = load_manifest(options.manifest, training=False)
    images = manifest.part(options.part)
    if not images:
        raise ValueError(f"{options.manifest} has no images of part {options.part}")
    predictor = Predictor.load(options.model, "annnet")
    predictor.card.check_classes(manifest.classes)
    _claim(options.out, options.model, options.tau)
    files, proposals = PseudoFiles(options.out), ProposalFiles(options.proposals or options.out / "proposals")
    missing = [image for image in images if not (options.out / f"{image.id}.json").is_file()]
    if predictor.planes:
        _propose(missing, proposals, predictor.card.settings.proposals, log)
    progress = Progress(log, "pseudo", len(images), "images", done=len(images) - len(missing))
    for image in missing:
        planes = proposals.read(image) if predictor.planes else None
        found = predictor.predict(image.read(), image.boxes, image.classes, planes, options.tau)
        files.write(image, 1, found.masks, found.label_map)
        progress.advance()


def _propose(images: Any, proposals: Any, recipe: Any, log: "Reporter") -> None:
    from ml.progress import Progress
    from ml.proposals.batch import propose_all

    missing = [image for image in images if not proposals.has(image)]
    progress = Progress(log, "proposing", len(images), "images", done=len(images) - len(missing))
    for image, made in propose_all(missing, recipe):
        proposals.write(image, made)
        progress.advance()


def _claim(folder: Path, model: Path, tau: float | None) -> None:
    """Write which model's masks lie in the folder, or check that it is the same one. ValueError when it is another."""
    from ml.files import hold_folder, read_json, write_json

    folder.mkdir(parents=True, exist_ok=True)
    hold_folder(folder)
    ours, file = {"model": hashlib.sha256(model.read_bytes()).hexdigest(), "tau": tau}, folder / ".model.json"
    if file.is_file():
        if read_json(file) != ours:
            raise ValueError(f"{folder} holds pseudo masks of another model or tau; choose another folder or delete it")
        return
    write_json(file, ours)
