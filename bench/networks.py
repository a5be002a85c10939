"""Speed of the networks, each against the bare timm backbone on the same input."""

from pathlib import Path

import timm
import torch

from bench.proposals import Row, compare
from ml.config import AnnNetSettings, load_settings
from ml.networks.model_file import freeze
from ml.networks.network import build_network, input_channels, widen

CLASSES = 20
BIG = 512


def rows(data: Path | None = None) -> list[Row]:
    """One row per network (see bench/proposals.py); random weights, batch of one, so `data` changes nothing."""
    cpu, paper = load_settings("cpu").annnet, load_settings("paper").annnet
    return [_row("AnnNet cpu, a crop", cpu, cpu.crop), _row("AnnNet paper, 512x512", paper, BIG)]


def _row(name: str, settings: AnnNetSettings, side: int) -> Row:
    network = build_network(settings, CLASSES, dual=False)
    widen(network, settings, CLASSES)
    network = freeze(network).to(memory_format=torch.channels_last)
    bare = freeze(timm.create_model(settings.backbone)).to(memory_format=torch.channels_last)
    seen = torch.zeros(1, 3 + input_channels(settings, CLASSES), side, side).to(memory_format=torch.channels_last)
    picture = seen[:, :3].contiguous(memory_format=torch.channels_last)
    with torch.inference_mode():
        return compare(name, lambda: network(seen), f"timm {settings.backbone}", lambda: bare(picture))
