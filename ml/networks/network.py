"""AnnNet and SegNet as one shape: backbone, decoder, two heads; how each is built from its settings."""

import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, interpolate

from ml.config import AnnNetSettings, NetworkSettings, Settings
from ml.networks.backbones import FeatureBackbone, HighResolutionBackbone, widen_first_convolution
from ml.networks.decoders import DeepLabDecoder, FeaturePyramidDecoder, HighResolutionDecoder
from ml.networks.heads import DualHeads

BLURS = (3, 7, 15)
DIRECT = len(BLURS) + 4


class Network(nn.Module):
    """Logits at the size of the picture: from the strong head, in training also from the weak one.

    direct: the heads see the input channels beside the decoder's features. Of few pictures and from random weights that
    is learned in minutes, long before the backbone has found features of its own.
    """

    def __init__(self, backbone: nn.Module, decoder: nn.Module, heads: DualHeads, direct: bool = False) -> None:
        super().__init__()
        self.backbone, self.decoder, self.heads, self.direct = backbone, decoder, heads, direct

    def forward(self, pictures: Tensor) -> Tensor:
        """(B, channels, H, W) -> logits of the strong head, (B, outputs, H, W). This is the inference graph."""
        return _enlarge(self.heads.strong(self.features(pictures)), pictures)

    def features(self, pictures: Tensor) -> Tensor:
        """(B, channels, H, W) -> what both heads look at, (B, C, h, w)."""
        features = self.decoder(self.backbone(pictures))
        return torch.cat([features, direct_features(pictures, features)], dim=1) if self.direct else features

    def train_forward(self, pictures: Tensor, strong: slice, weak: slice) -> tuple[Tensor, Tensor | None]:
        """Logits of the strong head for the `strong` rows of the batch and of the weak head for the `weak` rows."""
        features = self.features(pictures)
        strong_logits = _enlarge(self.heads.strong(features[strong]), pictures)
        if self.heads.weak is None or weak.start == weak.stop:
            return strong_logits, None
        return strong_logits, _enlarge(self.heads.weak(features[weak]), pictures)


def direct_features(pictures: Tensor, like: Tensor) -> Tensor:
    """The input channels at the size of `like`: as they are, and their means over BLURS pixels square, over row,
    column and everything. (B, channels, H, W), (B, C, h, w) -> (B, DIRECT * channels, h, w).
    """
    size = [int(side) for side in like.shape[-2:]]  # plain numbers: ONNX knows means over areas of a fixed size only
    sharp = interpolate(pictures, size=size, mode="area")
    blurred = [avg_pool2d(sharp, side, 1, side // 2, count_include_pad=False) for side in BLURS]
    means = [sharp.mean(axes, keepdim=True).expand_as(sharp) for axes in (3, 2, (2, 3))]
    return torch.cat([sharp, *blurred, *means], dim=1)


def _enlarge(logits: Tensor, like: Tensor) -> Tensor:
    return interpolate(logits, size=like.shape[-2:], mode="bilinear", align_corners=False)


def input_channels(settings: NetworkSettings, class_count: int) -> int:
    """Channels behind RGB: position prior, class prior(s), proposal planes (none for SegNet)."""
    if not isinstance(settings, AnnNetSettings):
        return 0
    class_planes = {"none": 0, "index": 1, "binary": 1, "onehot": class_count + 1}[settings.class_prior]
    return int(settings.position_prior) + class_planes + len(settings.planes)


def output_channels(settings: NetworkSettings, class_count: int) -> int:
    """Background and every class, or background and foreground."""
    return 2 if isinstance(settings, AnnNetSettings) and settings.output == "objectness" else class_count + 1


def build_network(settings: NetworkSettings, class_count: int, dual: bool = True) -> Network:
    """A network with random weights for class_count classes. The caller loads a backbone's weights before `widen`."""
    outputs = output_channels(settings, class_count)
    if settings.decoder == "hrnet":
        backbone = HighResolutionBackbone(settings.backbone)
        decoder: nn.Module = HighResolutionDecoder(backbone.channels)
        channels = sum(backbone.channels)
    else:
        backbone = FeatureBackbone(settings.backbone, 16 if settings.decoder == "deeplabv3plus" else 32)
        deeplab = settings.decoder == "deeplabv3plus"
        decoder = (
            DeepLabDecoder(backbone.channels, backbone.reductions, settings.width)
            if deeplab
            else FeaturePyramidDecoder(backbone.channels, settings.width)
        )
        channels = settings.width
    direct = isinstance(settings, AnnNetSettings) and settings.direct
    if direct:
        channels += DIRECT * (3 + input_channels(settings, class_count))
    return Network(backbone, decoder, DualHeads(channels, outputs, dual), direct)


def check_networks(settings: Settings, class_count: int) -> None:
    """ConfigError when a network of these settings cannot be built; takes no memory and computes nothing."""
    with torch.device("meta"):
        for each in (settings.annnet, settings.segnet):
            build_network(each, class_count, dual=False)


def widen(network: Network, settings: NetworkSettings, class_count: int) -> None:
    """Give the backbone's first convolution the channels behind RGB, with zero filters."""
    extra = input_channels(settings, class_count)
    if extra:
        widen_first_convolution(network.backbone, extra)
