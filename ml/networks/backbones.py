"""timm backbones as feature extractors: which features they give, how their first convolution takes more channels."""

import copy
from typing import Any

import timm
import torch
from timm.models import get_pretrained_cfg
from torch import Tensor, nn

from ml.setting import ConfigError, did_you_mean


class FeatureBackbone(nn.Module):
    """Any timm backbone with `features_only` and a pyramid: a list of feature maps, fine to coarse, one at stride 4."""

    def __init__(self, name: str, output_stride: int) -> None:
        """ConfigError when timm has no such backbone, or one that gives no pyramid (as plain vision transformers)."""
        super().__init__()
        self.net: Any = _pyramid(name, {"output_stride": 16} if output_stride == 16 else {})
        self.channels: list[int] = self.net.feature_info.channels()
        self.reductions: list[int] = self.net.feature_info.reduction()

    def forward(self, picture: Tensor) -> list[Tensor]:
        """(B, 3 + n, H, W) -> feature maps of `channels` at 1/`reductions` of the size."""
        return self.net(picture)


class HighResolutionBackbone(nn.Module):
    """timm's HRNet without its classifier: four branches at strides 4 to 32 (48, 96, 192, 384 channels for W48, the
    paper's AnnNet, section 4.2).
    """

    def __init__(self, name: str) -> None:
        """ConfigError when timm has no such backbone, or it is no HRNet."""
        super().__init__()
        _check_name(name)
        self.net: Any = timm.create_model(name, pretrained=False)
        if not hasattr(self.net, "stage4_cfg"):
            raise ConfigError(f"{name} is no HRNet: set decoder=deeplabv3plus or decoder=fpn for it")
        for part in ("incre_modules", "downsamp_modules", "final_layer", "global_pool", "head_drop", "classifier"):
            if hasattr(self.net, part):
                delattr(self.net, part)
        self.channels: list[int] = list(self.net.stage4_cfg["num_channels"])
        self.reductions = [4, 8, 16, 32]

    def forward(self, picture: Tensor) -> list[Tensor]:
        """(B, 3 + n, H, W) -> the four branches; sides are padded to multiples of 32 by zeros (the mean colour)."""
        height, width = picture.shape[-2:]
        picture = nn.functional.pad(picture, (0, -width % 32, 0, -height % 32))
        net = self.net
        stem = net.act2(net.bn2(net.conv2(net.act1(net.bn1(net.conv1(picture))))))
        branches = net.stages(stem)
        return [
            branch[..., : (height + stride - 1) // stride, : (width + stride - 1) // stride]  # ONNX rounds -3 // 2 up
            for branch, stride in zip(branches, self.reductions, strict=True)
        ]


def _pyramid(name: str, options: dict[str, Any]) -> Any:
    """timm's network that gives its feature maps; ConfigError when they are not those of a pyramid."""
    _check_name(name)
    advice = "choose a convolutional one, as resnet50, convnext_tiny or tf_efficientnet_lite0"
    config = get_pretrained_cfg(name)
    if config is not None and config.fixed_input_size:
        raise ConfigError(f"backbone {name} takes pictures of one size alone; {advice}")
    try:
        net: Any = timm.create_model(name, pretrained=False, features_only=True, **options)
    except (AssertionError, AttributeError, NotImplementedError, RuntimeError, TypeError) as problem:
        stride = " at output stride 16 (decoder=fpn does without)" if options else ""
        raise ConfigError(f"backbone {name} gives no feature maps{stride}: {problem}; {advice}") from problem
    reductions = net.feature_info.reduction()
    if 4 not in reductions or sorted(reductions) != reductions:
        raise ConfigError(
            f"backbone {name} gives no pyramid: its maps are at strides {', '.join(map(str, reductions))}, decoders "
            f"need finer and coarser ones, one of them at 4; {advice}"
        )
    return net


def _check_name(name: str) -> None:
    if not timm.is_model(name):
        raise ConfigError(f"no backbone {name!r}{did_you_mean(name, timm.list_models())}")


def widen_first_convolution(module: nn.Module, extra: int) -> None:
    """Let the first convolution take `extra` channels behind RGB; their filters start at zero.

    With zero extra channels in the input, or untrained, the network computes what it computed before (METHOD.md
    decision 2). RGB must come first.
    """
    name, old = next((name, part) for name, part in module.named_modules() if isinstance(part, nn.Conv2d))
    wide: Any = copy.deepcopy(old)
    wide.in_channels = old.in_channels + extra
    wide.weight = nn.Parameter(old.weight.new_zeros(old.out_channels, wide.in_channels, *old.kernel_size))
    with torch.no_grad():
        wide.weight[:, : old.in_channels] = old.weight
    parent, _, child = name.rpartition(".")
    setattr(module.get_submodule(parent), child, wide)
