"""Whose a round's folder is: one folder holds one round, told by its manifest and settings."""

from pathlib import Path

from ml.config import Settings, settings_from
from ml.files import hold_folder, read_json, write_json
from ml.manifest import Manifest
from ml.networks.model_file import read_card
from ml.networks.network import check_networks
from ml.networks.weights import check_weights
from ml.training.distributed import join_ranks


class RoundError(RuntimeError):
    """A round that cannot start or go on; the message says what to do."""


def check_before(folder: Path, manifest: Manifest, settings: Settings) -> dict[str, str]:
    """What tells the round in `folder` from others: the manifest it was trained on. RoundError when it is not finished,
    ModelFileError when its models know other classes.
    """
    if not (folder / "result.json").is_file():
        raise RoundError(f"{folder} holds no finished round to go on from")
    if settings.rounds != 1:
        raise RoundError(f"rounds is {settings.rounds}: after another round AnnNet is not trained, set rounds=1")
    card = read_card(folder / "segnet.safetensors")
    card.check_classes(manifest.classes)
    return {"after": card.data}


def claim_folder(folder: Path, manifest: Manifest, settings: Settings, **more: str) -> None:
    """Write what this folder's round is, or check that it is the same; `more` tells it from other rounds.

    ConfigError or WeightsError when its networks cannot be built, RoundError when the folder holds another round,
    RuntimeError when another process works in it.
    Settings that an older program did not know yet count as their defaults.
    """
    ranks, file = join_ranks(), folder / "round.json"
    check_networks(settings, len(manifest.classes))
    for network in (settings.annnet, settings.segnet):
        check_weights(network.backbone, network.weights)
    if ranks.leads:
        ours = {"manifest": manifest.sha256, "settings": settings, **more}
        folder.mkdir(parents=True, exist_ok=True)
        hold_folder(folder)
        if not file.is_file():
            write_json(file, {**ours, "settings": settings.to_json()})
        theirs = read_json(file)
        if not isinstance(theirs, dict) or {**theirs, "settings": settings_from(theirs.get("settings", {}))} != ours:
            raise RoundError(
                f"{folder} holds a round with another manifest or other settings; choose another folder or delete it"
            )
    ranks.wait()
