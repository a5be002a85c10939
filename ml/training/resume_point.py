"""The resume point of a training: everything the next epoch needs, replaced whole after each epoch.

Random numbers need no state here: each epoch draws its own from the round's seed and the epoch's number.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch


@dataclass(frozen=True)
class ResumePoint:
    """State after `epoch` finished epochs (0 = untouched) and the seconds they took."""

    epoch: int
    seconds: float
    weights: str
    network: dict[str, Any]
    optimizer: dict[str, Any]


def save_resume_point(path: Path, point: ResumePoint) -> None:
    """Write to a neighbour, flush to disk, rename: a kill leaves the old point or the new one."""
    temporary = path.with_name(path.name + ".part")
    with temporary.open("wb") as file:
        torch.save(vars(point), file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


def load_resume_point(path: Path) -> ResumePoint | None:
    """The point to go on from, None when there is none."""
    if not path.is_file():
        return None
    return ResumePoint(**torch.load(path, map_location="cpu", weights_only=True))
