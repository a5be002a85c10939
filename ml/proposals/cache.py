"""Proposals kept between runs, in a folder that several processes may use at the same time."""

import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml.masks import Box, ObjectMask
from ml.proposals.proposal import KINDS, Proposal, is_source
from ml.proposals.source import source_sha256

VERSION = 2
"""Of the algorithms: raise it whenever any proposal may come out otherwise, and old entries are never read again."""


class ProposalCache:
    """FOLDER/ab/abcd....json, one file per picture, box, recipe and version of the algorithms.

    The file's name is the hash of all of them; what it holds is checked on reading. Files appear whole or not at all,
    and two processes that make the same one write the same.
    """

    def __init__(self, folder: Path, image: NDArray[np.uint8], recipe: str) -> None:
        """For the boxes of one RGB picture (H, W, 3), known by the sha256 of its pixels."""
        self._folder = folder
        pixels = hashlib.sha256(np.ascontiguousarray(image).tobytes()).hexdigest()
        source = source_sha256(recipe) if is_source(recipe) else recipe
        self._key = [VERSION, list(image.shape), pixels, source]

    def read(self, box: Box) -> Proposal | None:
        """The proposal kept for this box; None when there is none or its file is damaged."""
        try:
            data: Any = json.loads(self._file(box).read_text(encoding="utf-8"))
            masks = {kind: ObjectMask.from_json(data[kind]) for kind in KINDS}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        return masks if all(mask.rect == tuple(box) for mask in masks.values()) else None

    def write(self, box: Box, proposal: Proposal) -> None:
        """Keep a proposal."""
        file = self._file(box)
        file.parent.mkdir(parents=True, exist_ok=True)
        # A name of its own: another process may be writing the same entry. Lost on power failure at worst: no fsync.
        handle, temporary = tempfile.mkstemp(dir=file.parent, suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8") as part:
            json.dump({kind: proposal[kind].to_json() for kind in KINDS}, part)
        Path(temporary).replace(file)

    def _file(self, box: Box) -> Path:
        key = json.dumps([*self._key, [int(value) for value in box]])
        name = hashlib.sha256(key.encode()).hexdigest()
        return self._folder / name[:2] / f"{name}.json"
