"""Loaded models: the AnnNets that suggest stay in memory, shared by the worker's threads."""

import tempfile
import threading
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from server.store.blobs import blobs

if TYPE_CHECKING:
    from ml.predictor import Predictor

MOST_MODELS = 4

_loading = threading.Lock()


def annnet(blob: str) -> "Predictor":
    """The AnnNet of that blob, ready to suggest; loads torch at the first call."""
    with _loading:
        return _load(blob)


@lru_cache(MOST_MODELS)
def _load(blob: str) -> "Predictor":
    import torch

    from ml.predictor import Predictor

    # One click needs little, and beside a training round a second thread mostly spins: 41 ms of CPU against over 800.
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "annnet.safetensors"
        blobs().copy_to(blob, file)
        return Predictor.load(file, "annnet")
