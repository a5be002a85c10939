"""A backbone's first weights: from the model hub when it answers, from a file, or random; safetensors only."""

import os
import threading
from pathlib import Path
from typing import Literal

import safetensors.torch
import torch
from safetensors import SafetensorError
from timm.models import get_pretrained_cfg
from torch import nn

from ml.progress import Reporter

Source = Literal["scratch", "hub", "file"]
HUB_SECONDS = 5.0


class WeightsError(ValueError):
    """A weights file that cannot be read or does not fit the network."""


def load_backbone(backbone: nn.Module, name: str, weights: str, reporter: Reporter, label: str) -> Source:
    """Fill the backbone (still taking RGB only) and say where its weights came from.

    weights: "hub" (scratch with a warning when it does not answer), "scratch", or the path of a timm .safetensors file.
    """
    if weights == "scratch":
        reporter.emit("log", level="info", message=f"{label}: {name} starts from scratch (random weights)")
        return "scratch"
    if weights == "hub":
        file = _from_hub(name)
        if file is None:
            message = f"{label}: no weights for {name} from the model hub, starting from scratch; expect lower scores"
            reporter.emit("log", level="warning", message=message)
            return "scratch"
        source: Source = "hub"
    else:
        file, source = Path(weights), "file"
    _fill(backbone, file)
    reporter.emit("log", level="info", message=f"{label}: {name} starts from pretrained weights ({weights})")
    return source


def _fill(backbone: nn.Module, file: Path) -> None:
    """Load every tensor of the backbone from a timm file; what only a classifier needs is left out."""
    try:
        tensors = safetensors.torch.load_file(file)
    except (OSError, SafetensorError) as problem:
        raise WeightsError(f"{file} is not a readable .safetensors file: {problem}") from problem
    own = backbone.state_dict()
    found: dict[str, torch.Tensor] = {}
    for key, value in own.items():
        name = key.removeprefix("net.")
        tensor = tensors.get(name)
        if tensor is None and name.endswith("num_batches_tracked"):
            tensor = value
        if tensor is None or tensor.shape != value.shape:
            raise WeightsError(
                f"{file} does not fit the backbone: {name} is {'missing' if tensor is None else 'of another shape'}"
            )
        found[key] = tensor
    backbone.load_state_dict(found)


def _from_hub(name: str) -> Path | None:
    """File of the hub's weights, downloaded when needed; None when there is none or nobody answers within seconds."""
    found: list[Path] = []
    thread = threading.Thread(target=_download, args=(name, found), daemon=True)
    thread.start()
    # A dead network may hang in name look-up, which knows no timeout; a download that has begun may take its time.
    thread.join(HUB_SECONDS)
    while thread.is_alive() and _started.is_set():
        thread.join(1.0)
    return found[0] if found else None


_started = threading.Event()


def _download(name: str, found: list[Path]) -> None:
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    import urllib.request

    import huggingface_hub
    from huggingface_hub import constants

    config = get_pretrained_cfg(name)
    if config is None or not config.hf_hub_id:
        return
    try:
        cached = huggingface_hub.try_to_load_from_cache(config.hf_hub_id, "model.safetensors")
        if not isinstance(cached, str):
            request = urllib.request.Request(constants.ENDPOINT, method="HEAD")
            urllib.request.urlopen(request, timeout=HUB_SECONDS - 1).close()
            _started.set()
            cached = huggingface_hub.hf_hub_download(config.hf_hub_id, "model.safetensors")
        found.append(Path(cached))
    except Exception:  # whatever the hub's client raises means the same here: no weights
        return
