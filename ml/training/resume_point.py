"""The resume point of a training: everything the next epoch needs, replaced whole after each epoch.

Random numbers need no state here: each epoch draws its own from the round's seed and the epoch's number.
"""

import io
import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from ml.files import write_whole


@dataclass(frozen=True)
class ResumePoint:
    """State after `epoch` finished epochs (0 = untouched) and the seconds they took."""

    epoch: int
    seconds: float
    weights: str
    network: dict[str, Any]
    optimizer: dict[str, Any]
    average: dict[str, Any] | None = None
    """The averaged weights, with `ema` on."""
    scaler: dict[str, Any] | None = None
    """How float16 gradients are scaled."""


def save_resume_point(path: Path, point: ResumePoint) -> None:
    """Replace the point: a kill leaves the old one or the new one."""
    buffer = io.BytesIO()
    torch.save(vars(point), buffer)
    write_whole(path, buffer.getvalue())


def load_resume_point(path: Path) -> ResumePoint | None:
    """The point to go on from, None when there is none. ValueError when the file is damaged."""
    if not path.is_file():
        return None
    try:
        return ResumePoint(**torch.load(path, map_location="cpu", weights_only=True))
    except (pickle.UnpicklingError, EOFError, RuntimeError, TypeError, ValueError) as problem:
        raise ValueError(f"{path} is no resume point; delete it to train this network from its start") from problem
