"""What joins a backbone's feature maps: HRNetV2's concatenation, DeepLabv3+, a light feature pyramid for CPUs."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate


def _resize(features: Tensor, like: Tensor) -> Tensor:
    return interpolate(features, size=like.shape[-2:], mode="bilinear", align_corners=False)


def _convolution(inputs: int, outputs: int, size: int, dilation: int = 1, groups: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, size, padding=dilation * (size // 2), dilation=dilation, groups=groups, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


class HighResolutionDecoder(nn.Module):
    """HRNetV2: all branches at the size of the finest, concatenated."""

    def __init__(self, channels: Sequence[int]) -> None:
        super().__init__()
        self.channels = sum(channels)

    def forward(self, features: list[Tensor]) -> Tensor:
        """Branches at strides 4 to 32 -> (B, sum of channels, H/4, W/4)."""
        return torch.cat([features[0], *(_resize(branch, features[0]) for branch in features[1:])], dim=1)


class PyramidPooling(nn.Module):
    """Atrous spatial pyramid pooling with rates 6, 12, 18 and the picture's mean (DeepLabv3) at output stride 16
    (METHOD.md decision 20).
    """

    def __init__(self, inputs: int, width: int) -> None:
        super().__init__()
        self.branches = nn.ModuleList(
            [_convolution(inputs, width, 1), *(_convolution(inputs, width, 3, rate) for rate in (6, 12, 18))]
        )
        # No normalisation here: one picture of one pixel has no variance to train on.
        self.mean = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(inputs, width, 1), nn.ReLU(inplace=True))
        self.join = nn.Sequential(_convolution(5 * width, width, 1), nn.Dropout(0.1))

    def forward(self, features: Tensor) -> Tensor:
        """(B, inputs, h, w) -> (B, width, h, w)."""
        mean = self.mean(features).expand(-1, -1, *features.shape[-2:])
        return self.join(torch.cat([*(branch(features) for branch in self.branches), mean], dim=1))


class DeepLabDecoder(nn.Module):
    """DeepLabv3+: the pooled coarse features joined with 48 channels of the stride-4 ones, two 3x3 convolutions."""

    def __init__(self, channels: Sequence[int], reductions: Sequence[int], width: int) -> None:
        super().__init__()
        self.fine = list(reductions).index(4)
        self.pooling = PyramidPooling(channels[-1], width)
        self.detail = _convolution(channels[self.fine], 48, 1)
        self.join = nn.Sequential(_convolution(width + 48, width, 3), _convolution(width, width, 3))
        self.channels = width

    def forward(self, features: list[Tensor]) -> Tensor:
        """Feature maps -> (B, width, H/4, W/4)."""
        detail = self.detail(features[self.fine])
        return self.join(torch.cat([_resize(self.pooling(features[-1]), detail), detail], dim=1))


class FeaturePyramidDecoder(nn.Module):
    """From the coarsest map up: project, add to the finer one, smooth by a depthwise and a pointwise convolution."""

    def __init__(self, channels: Sequence[int], width: int) -> None:
        super().__init__()
        self.lateral = nn.ModuleList(nn.Conv2d(count, width, 1) for count in channels)
        self.smooth = nn.ModuleList(
            nn.Sequential(_convolution(width, width, 3, groups=width), _convolution(width, width, 1)) for _ in channels
        )
        self.channels = width

    def forward(self, features: list[Tensor]) -> Tensor:
        """Feature maps -> (B, width, h, w) at the size of the finest."""
        joined = self.smooth[-1](self.lateral[-1](features[-1]))
        for level in range(len(features) - 2, -1, -1):
            lateral = self.lateral[level](features[level])
            joined = self.smooth[level](lateral + _resize(joined, lateral))
        return joined
