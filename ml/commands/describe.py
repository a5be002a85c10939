"""`describe`: what a model file, or a profile before any training, is."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ml.commands.arguments import add_command, add_json

if TYPE_CHECKING:
    from ml.networks.size import NetworkSize

TEXT = """
Say what a model is: its card (kind, classes, data, settings), parameters and the work of one picture.

reads    a model (.safetensors), or the name of a profile: then the networks it would train, with --classes N
prints   parameters of what is deployed (the weak head is dropped), floating point operations (a multiplication and its
         addition count two) at --size

examples:
  python -m ml describe rounds/1/segnet.safetensors
  python -m ml describe rounds/1/annnet.safetensors --json
  python -m ml describe paper --classes 20 --size 500x375
"""


def add_parser(commands: Any) -> None:
    """Add the command."""
    parser = add_command(commands, "describe", "card, parameters and operations of a model or profile", TEXT, run)
    parser.add_argument("what", metavar="MODEL|PROFILE", help="a .safetensors file, or a profile")
    parser.add_argument("--size", metavar="WxH", help="size of the picture (default: the training crop)")
    parser.add_argument("--classes", type=int, default=20, metavar="N", help="profile: so many classes (default: 20)")
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", dest="changes", help="profile: changes"
    )
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Describe a file or a profile."""
    width, height = parse_size(options.size) if options.size else (0, 0)
    if options.what.endswith(".safetensors"):
        return _describe_model(Path(options.what), width, height, options.json)
    return _describe_profile(options, width, height)


def parse_size(text: str) -> tuple[int, int]:
    """(width, height) of "500x375". ValueError when it is none."""
    width, _, height = text.partition("x")
    if not (width.isdigit() and height.isdigit() and 32 <= int(width) <= 8192 and 32 <= int(height) <= 8192):
        raise ValueError(f"--size {text}: width x height in pixels from 32 to 8192, as in 500x375")
    return int(width), int(height)


def _describe_model(file: Path, width: int, height: int, as_json: bool) -> int:
    from ml.networks.model_file import read_card
    from ml.networks.size import network_size

    card = read_card(file)
    size = network_size(card.network_settings, len(card.classes), height, width)
    values = {
        "kind": card.kind,
        "classes": card.classes,
        "backbone weights": card.weights,
        "data (sha256 of the manifest)": card.data,
        "metrics": card.metrics,
    }
    if as_json:
        print(json.dumps({"card": card.to_json(), "size": vars(size)}))
        return 0
    settings = {f"{card.kind}.{key}": value for key, value in vars(card.network_settings).items()}
    print(f"{file}: {size.describe()}")
    for key, value in {**values, **settings}.items():
        print(f"  {key} = {json.dumps(value)}")
    return 0


def _describe_profile(options: argparse.Namespace, width: int, height: int) -> int:
    from ml.config import load_settings
    from ml.networks.size import network_size

    settings = load_settings(options.what, options.changes)
    if not 1 <= options.classes <= 254:
        raise ValueError(f"--classes {options.classes}: a label map has room for 1 to 254")
    sizes: dict[str, NetworkSize] = {}
    for kind, network in (("annnet", settings.annnet), ("segnet", settings.segnet)):
        sizes[kind] = network_size(network, options.classes, height, width)
        if not options.json:
            print(f"{kind}: {network.backbone} + {network.decoder}, {sizes[kind].describe()}")
    if options.json:
        print(json.dumps({kind: vars(size) for kind, size in sizes.items()}))
    return 0
