"""The two heads: the weak one leaves no trace in what is deployed."""

from dataclasses import replace
from pathlib import Path

import pytest
import safetensors.torch
import torch

from ml.config import load_settings
from ml.networks.heads import DualHeads
from ml.networks.model_file import Card, load_model, save_model
from ml.networks.network import Network, build_network, input_channels, widen

SETTINGS = load_settings("tiny")
CLASSES = ("disc", "bar")


def annnet() -> Network:
    torch.manual_seed(0)
    network = build_network(SETTINGS.annnet, len(CLASSES))
    widen(network, SETTINGS.annnet, len(CLASSES))
    return network


def pictures(rows: int = 2) -> torch.Tensor:
    return torch.randn(
        rows, 3 + input_channels(SETTINGS.annnet, len(CLASSES)), 32, 48, generator=torch.Generator().manual_seed(1)
    )


def test_a_head_is_convolution_norm_relu_convolution():
    heads = DualHeads(6, 3)
    assert [type(part).__name__ for part in heads.strong] == ["Conv2d", "BatchNorm2d", "ReLU", "Conv2d"]
    assert heads.weak is not None
    assert [part.kernel_size for part in (heads.weak[0], heads.weak[3])] == [(1, 1), (1, 1)]


def test_each_head_sees_its_rows_of_the_same_features():
    network = annnet().eval()
    batch = pictures(5)
    strong, weak = network.train_forward(batch, slice(0, 3), slice(2, 5))
    assert weak is not None
    assert (strong.shape, weak.shape) == ((3, 2, 32, 48), (3, 2, 32, 48))
    torch.testing.assert_close(strong, network(batch)[:3])
    assert not torch.allclose(strong[2], weak[0])


def test_dropping_the_weak_head_changes_no_bit_of_the_answer():
    network = annnet().eval()
    before = network(pictures())
    network.heads.drop_weak()
    assert not any(name.startswith("heads.weak") for name, _ in network.named_parameters())
    assert torch.equal(network(pictures()), before)


def test_a_saved_model_has_no_weak_head_and_answers_bit_for_bit(tmp_path: Path):
    network = annnet().eval()
    file = tmp_path / "annnet.safetensors"
    save_model(file, network, Card("annnet", CLASSES, SETTINGS, "scratch", "0" * 64, {}))
    assert not any("weak" in name for name in safetensors.torch.load_file(file))
    loaded, card = load_model(file, "annnet")
    assert card.classes == CLASSES
    assert card.settings == SETTINGS
    assert torch.equal(loaded(pictures()), network(pictures()))


def test_the_deployed_graph_is_that_of_a_single_head():
    single = build_network(SETTINGS.segnet, 2, dual=False)
    dual = build_network(SETTINGS.segnet, 2)
    dual.heads.drop_weak()
    assert [name for name, _ in dual.named_modules()] == [name for name, _ in single.named_modules()]
    single.load_state_dict(dual.state_dict())  # refuses a tensor too many or too few
    pixels = torch.randn(1, 3, 32, 48)
    assert torch.equal(single.eval()(pixels), dual.eval()(pixels))


@pytest.mark.parametrize("supervision", ["single", "dual"])
def test_the_weak_head_exists_only_when_it_is_trained(supervision: str):
    settings = replace(SETTINGS, supervision=supervision)
    network = build_network(settings.annnet, 2, dual=settings.supervision != "single")
    assert (network.heads.weak is None) == (supervision == "single")
