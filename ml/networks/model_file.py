"""Model files: weights as safetensors with a JSON card in the metadata that says what they are."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

import safetensors.torch
from safetensors import SafetensorError, safe_open
from torch import nn

from ml.config import AnnNetSettings, ConfigError, SegNetSettings, Settings, settings_from
from ml.files import write_whole
from ml.networks.network import Network, build_network, widen

CARD_KEY = "boxwright"


class ModelFileError(ValueError):
    """A file that is no model of ours; nothing of it was used."""


@dataclass(frozen=True)
class Card:
    """What a model file says about itself."""

    kind: Literal["annnet", "segnet"]
    classes: tuple[str, ...]
    settings: Settings
    weights: str
    """Where the backbone's weights came from: scratch, package, hub or file."""
    data: str
    """sha256 of the manifest it was trained on."""
    metrics: dict[str, Any]
    """Scores on gold: {"object_iou": float, "objects": n} or {"miou": float, "images": n}; empty before measuring."""

    @property
    def network_settings(self) -> AnnNetSettings | SegNetSettings:
        """The settings of the network in this file."""
        return self.settings.annnet if self.kind == "annnet" else self.settings.segnet

    def to_json(self) -> dict[str, Any]:
        """As plain JSON values, as they stand in the file."""
        return {"version": 1, **asdict(self)}

    def check_classes(self, asked: Sequence[str]) -> None:
        """ModelFileError unless `asked` gives each class index the meaning it has for the model."""
        if tuple(asked) != self.classes:
            raise ModelFileError(
                f"the model knows the classes {', '.join(self.classes)}; the manifest has {', '.join(asked)}: "
                "write the manifest with the model's --classes"
            )


def save_model(path: Path, network: Network, card: Card) -> None:
    """Write the inference graph (no weak head) and its card; the file appears whole or not at all."""
    tensors = {
        key: value.contiguous().cpu()
        for key, value in network.state_dict().items()
        if not key.startswith("heads.weak.")
    }
    metadata = {CARD_KEY: json.dumps(card.to_json())}
    write_whole(path, safetensors.torch.save(tensors, metadata))


def add_metrics(path: Path, metrics: dict[str, Any]) -> None:
    """Write the scores into the card of a model file; its weights stay. ModelFileError for a file that is no model."""
    card = replace(read_card(path), metrics=metrics)
    write_whole(path, safetensors.torch.save(safetensors.torch.load_file(path), {CARD_KEY: json.dumps(card.to_json())}))


def read_card(path: Path) -> Card:
    """The card of a model file. ModelFileError when it is no safetensors file, or not one of ours."""
    try:
        with safe_open(path, framework="pt") as file:
            metadata = file.metadata() or {}
    except (OSError, SafetensorError) as problem:
        raise ModelFileError(f"{path} is not a readable .safetensors file: {problem}") from problem
    try:
        data = json.loads(metadata[CARD_KEY])
        if data["version"] != 1 or data["kind"] not in ("annnet", "segnet"):
            raise ModelFileError(
                f"{path} holds a {data['kind']!r} of version {data['version']}, not one this program knows"
            )
        return Card(
            data["kind"],
            tuple(data["classes"]),
            settings_from(data["settings"]),
            data["weights"],
            data["data"],
            data["metrics"],
        )
    except (KeyError, TypeError, json.JSONDecodeError, ConfigError) as problem:
        raise ModelFileError(f"{path} holds weights, but no card of this program: {problem}") from problem


def load_model(path: Path, kind: Literal["annnet", "segnet"]) -> tuple[Network, Card]:
    """The network in evaluation mode, without weak head, and its card. ModelFileError when anything does not fit."""
    card = read_card(path)
    if card.kind != kind:
        raise ModelFileError(f"{path} is a {card.kind}, a model of kind {kind} is needed here")
    settings = card.network_settings
    network = build_network(settings, len(card.classes), dual=False)
    widen(network, settings, len(card.classes))
    try:
        network.load_state_dict(safetensors.torch.load_file(path))
    except (RuntimeError, OSError, SafetensorError) as problem:
        raise ModelFileError(f"{path}: its weights do not fit its card: {problem}") from problem
    return freeze(network), card


def freeze(network: nn.Module) -> Any:
    """Evaluation mode, no gradients."""
    return network.eval().requires_grad_(False)
