"""`train`: one network of a round on its own."""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ml.commands.arguments import add_command, add_json, add_manifest, add_out, add_settings
from ml.commands.reporting import report
from ml.config import load_settings
from ml.files import read_json, write_json

if TYPE_CHECKING:
    from ml.manifest import Manifest
    from ml.progress import Reporter

TEXT = """
Train one network alone, AnnNet (boxes -> masks) or SegNet (picture -> label map).

annnet   reads   MANIFEST: masks of F; of W the boxes, and proposals made from them
         writes  DIR/annnet.safetensors; DIR is the beginning of a round: `round` with the same manifest, settings and
                 DIR goes on from here
segnet   reads   MANIFEST: masks of F; of W the pseudo masks in --pseudo, or nothing with --f-only
         writes  DIR/segnet.safetensors
A training may be stopped or killed: the same command goes on after its last whole epoch.

examples:
  python -m ml train annnet m.json --out annnet --set annnet.epochs=40
  python -m ml pseudo annnet/annnet.safetensors m.json --out pseudo
  python -m ml train segnet m.json --pseudo pseudo --out segnet
  python -m ml train segnet m.json --f-only --out baseline --profile gpu

next: python -m ml evaluate segnet/segnet.safetensors m.json
"""


def add_parser(commands: Any) -> None:
    """Add the command."""
    parser = add_command(commands, "train", "train AnnNet or SegNet alone", TEXT, run, resumable=True)
    parser.add_argument("network", choices=("annnet", "segnet"))
    add_manifest(parser)
    add_out(parser, "folder for the model and the training's state")
    add_settings(parser)
    parser.add_argument("--proposals", type=Path, metavar="DIR", help="annnet: proposals made before (copied)")
    parser.add_argument("--pseudo", type=Path, metavar="DIR", help="segnet: the pseudo masks of W")
    parser.add_argument("--f-only", action="store_true", help="segnet: train on F alone")
    add_json(parser, "print one JSON event per line instead of progress bars")


def run(options: argparse.Namespace) -> int:
    """Train, with the round's own stages."""
    return report(lambda log: _train(options, log), options.json, options.out / "events.jsonl")


def _train(options: argparse.Namespace, log: "Reporter") -> None:
    _check(options)
    settings = load_settings(options.profile, options.changes)
    from ml.manifest import load_manifest
    from ml.pseudo import PseudoFiles
    from ml.round import Round
    from ml.round_folder import claim_folder

    manifest = load_manifest(options.manifest)
    if options.network == "annnet":
        manifest.check_files()
        claim_folder(options.out, manifest, settings)
        training = Round(manifest, options.out, settings, log)
        if options.proposals and training.ranks.leads:
            take_over(options.proposals, options.out / "proposals", manifest)
        training.stage("proposing", 1, training.propose)
    else:
        manifest = _for_segnet(manifest, options.pseudo)
        manifest.check_files()
        claim_folder(options.out, manifest, settings, alone=str(options.pseudo or "F"))
        training = Round(manifest, options.out, settings, log)
        if options.pseudo:
            training.pseudo = PseudoFiles(options.pseudo)
    training.stage(options.network, 1, lambda: training.train_network(options.network, 1))
    log.emit("log", level="info", message=f"trained: {options.out / options.network}.safetensors")


def take_over(made: Path, folder: Path, manifest: "Manifest") -> None:
    """Copy the proposals of these images that were made before. ValueError when they belong to other objects."""
    if not made.is_dir():
        raise ValueError(f"--proposals {made} is no folder; `python -m ml proposals` writes one")
    for image in manifest.images:
        source, copy = made / f"{image.id}.json", folder / f"{image.id}.json"
        if source.is_file() and not copy.is_file():
            made_for = read_json(source)
            if [entry.get("id") for entry in made_for.get("objects", [])] != [thing.id for thing in image.objects]:
                raise ValueError(f"{source} has other objects than image {image.id} of the manifest")
            write_json(copy, made_for)


def _check(options: argparse.Namespace) -> None:
    if options.network == "annnet" and (options.pseudo or options.f_only):
        raise ValueError("--pseudo and --f-only are for segnet; AnnNet learns W from proposals")
    if options.network == "segnet" and options.proposals:
        raise ValueError("--proposals is for annnet; SegNet learns W from --pseudo")
    if options.network == "segnet" and bool(options.pseudo) == options.f_only:
        raise ValueError("segnet: say where W's masks are with --pseudo DIR, or leave W out with --f-only")


def _for_segnet(manifest: "Manifest", pseudo: Path | None) -> "Manifest":
    """Without pseudo masks W is left out; with them every W image must have one."""
    if pseudo is None:
        return replace(manifest, images=tuple(image for image in manifest.images if image.part != "W"))
    missing = [image.id for image in manifest.part("W") if not (pseudo / f"{image.id}.png").is_file()]
    if missing:
        raise ValueError(
            f"{pseudo} has no masks of {len(missing)} W images ({', '.join(missing[:3])}, ...); "
            "make them with `python -m ml pseudo`"
        )
    return manifest
