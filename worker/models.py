"""Loaded models: the AnnNets that suggest stay in memory, shared by the worker's threads."""

import logging
import tempfile
import threading
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from server.flows import promotions
from server.store.blobs import blobs
from server.store.database import database

if TYPE_CHECKING:
    from ml.predictor import Predictor

MOST_MODELS = 4
LOOK_SECONDS = 10.0

log = logging.getLogger(__name__)

_loading = threading.Lock()


def annnet(blob: str) -> "Predictor":
    """The AnnNet of that blob, ready to suggest; loads torch at the first call."""
    with _loading:
        return _load(blob)


def keep_ready(stop: threading.Event) -> None:
    """Load what suggests, and what is promoted later, before a click has to wait for it; until `stop` is set."""
    while not stop.is_set():
        try:
            with database().read() as session:
                blobs_in_use = promotions.suggesting_blobs(session, MOST_MODELS)
            for blob in blobs_in_use:
                annnet(blob)
        except Exception:
            log.exception("A promoted model cannot be loaded; the click that needs it will say why.")
        stop.wait(LOOK_SECONDS)


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
