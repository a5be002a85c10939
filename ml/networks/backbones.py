"""timm backbones as feature extractors: which features they give, how their first convolution takes more channels."""

import copy
from typing import Any

import timm
import torch
from torch import Tensor, nn


class FeatureBackbone(nn.Module):
    """Any timm backbone with `features_only`: a list of feature maps, fine to coarse."""

    def __init__(self, name: str, output_stride: int) -> None:
        super().__init__()
        options: dict[str, Any] = {"output_stride": 16} if output_stride == 16 else {}
        self.net: Any = timm.create_model(name, pretrained=False, features_only=True, **options)
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
        super().__init__()
        self.net: Any = timm.create_model(name, pretrained=False)
        if not hasattr(self.net, "stage4_cfg"):
            raise ValueError(f"{name} is no HRNet: set decoder=deeplabv3plus or decoder=fpn for it")
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
