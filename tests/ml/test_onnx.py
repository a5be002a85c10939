"""Export: ONNX Runtime computes what PyTorch does, at any size; a graph that does not is never written."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch
from torch import nn

from ml.config import AnnNetSettings, NetworkSettings, load_settings
from ml.data.tensors import channel_scaling, scale
from ml.networks import onnx_file
from ml.networks.model_file import Card, load_model, save_model
from ml.networks.network import build_network, widen
from ml.networks.onnx_file import OnnxError, write_onnx
from ml.networks.size import network_size

CLASSES = ("cat", "dog")
TINY = load_settings("tiny")


def save(folder: Path, kind: str, **changes: object) -> Path:
    """A model file with random weights and normalisation statistics that are not 0 and 1."""
    torch.manual_seed(1)
    network_settings = replace(getattr(TINY, kind), **changes)
    network = build_network(network_settings, len(CLASSES))
    widen(network, network_settings, len(CLASSES))
    for part in network.modules():
        if isinstance(part, nn.BatchNorm2d):
            nn.init.uniform_(part.running_mean, -0.2, 0.2)  # type: ignore[arg-type]
            nn.init.uniform_(part.running_var, 0.5, 1.5)  # type: ignore[arg-type]
    card = Card(kind, CLASSES, replace(TINY, **{kind: network_settings}), "scratch", "", {})  # type: ignore[arg-type]
    save_model(folder / "model.safetensors", network, card)
    return folder / "model.safetensors"


def run_both(model: Path, file: Path, kind: str, shape: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Logits of PyTorch's own way (scale, then the network) and of the file, for random bytes."""
    network, card = load_model(model, kind)  # type: ignore[arg-type]
    settings = card.settings.annnet if kind == "annnet" else card.settings.segnet
    noise = np.random.default_rng(5).integers(0, 256, shape, dtype=np.uint8)
    with torch.inference_mode():
        ours = network(scale(torch.from_numpy(noise), channel_scaling(settings, len(CLASSES)))).numpy()
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    return ours, np.asarray(session.run(None, {"channels": noise})[0])


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"decoder": "deeplabv3plus"},
        {"decoder": "hrnet", "backbone": "hrnet_w18_small"},
    ],
    ids=["fpn", "deeplabv3plus", "hrnet"],
)
def test_segnet_is_the_same_at_every_size(tmp_path: Path, changes: dict):
    model, file = save(tmp_path, "segnet", **changes), tmp_path / "model.onnx"
    written = write_onnx(model, file)
    assert written.inputs == ("batch", 3, "height", "width")
    assert written.outputs == ("batch", 3, "height", "width")
    for shape in ((1, 3, 64, 96), (2, 3, 75, 101)):
        ours, theirs = run_both(model, file, "segnet", shape)
        np.testing.assert_allclose(theirs, ours, atol=1e-4 * np.abs(ours).max())


def test_annnet_takes_its_priors_and_planes_and_says_so(tmp_path: Path):
    model = save(tmp_path, "annnet", direct=True, planes=("grabcut", "mcg"))
    written = write_onnx(model, tmp_path / "model.onnx")
    assert (written.inputs, written.outputs) == (("batch", 7, 32, 32), ("batch", 2, 32, 32))
    ours, theirs = run_both(model, tmp_path / "model.onnx", "annnet", (3, 7, 32, 32))
    np.testing.assert_allclose(theirs, ours, atol=1e-4 * np.abs(ours).max())
    session = onnxruntime.InferenceSession(str(tmp_path / "model.onnx"), providers=["CPUExecutionProvider"])
    said = session.get_modelmeta().custom_metadata_map
    assert json.loads(said["card"])["classes"] == list(CLASSES)
    assert json.loads(said["classes"]) == ["background", "object"]
    expected = ["red", "green", "blue", "position prior", "class prior (binary)", "grabcut", "mcg"]
    assert json.loads(said["channels"]) == expected


def test_a_size_can_be_fixed(tmp_path: Path):
    written = write_onnx(save(tmp_path, "segnet"), tmp_path / "model.onnx", (96, 64))
    assert (written.inputs, written.outputs) == (("batch", 3, 64, 96), ("batch", 3, 64, 96))


def test_a_graph_that_computes_something_else_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    model = save(tmp_path, "segnet")
    traced = onnx_file._trace

    def trace_another(network: nn.Module, *more) -> bytes:
        with torch.no_grad():
            network.network.heads.strong[3].bias += 1
        content = traced(network, *more)
        with torch.no_grad():
            network.network.heads.strong[3].bias -= 1
        return content

    monkeypatch.setattr(onnx_file, "_trace", trace_another)
    with pytest.raises(OnnxError, match="was not exported"):
        write_onnx(model, tmp_path / "out" / "model.onnx")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("settings", [TINY.segnet, TINY.annnet], ids=["segnet", "annnet"])
def test_parameters_and_operations_are_those_of_the_convolutions(settings: NetworkSettings):
    counted = 0

    def count(layer: nn.Conv2d, inputs: tuple[torch.Tensor, ...], output: torch.Tensor) -> None:
        nonlocal counted
        height, width = layer.kernel_size
        counted += 2 * output.numel() * layer.in_channels // layer.groups * height * width

    network = build_network(settings, 2, dual=False).eval()
    widen(network, settings, 2)
    layers = [part for part in network.modules() if isinstance(part, nn.Conv2d)]
    for layer in layers:
        layer.register_forward_hook(count)  # type: ignore[arg-type]
    channels = 6 if isinstance(settings, AnnNetSettings) else 3
    network(torch.zeros(1, channels, 48, 64))
    size = network_size(settings, 2, 48, 64)
    assert size.flops == counted
    assert size.parameters == sum(parameter.numel() for parameter in network.parameters())
