"""AnnNet and SegNet as one shape: backbone, decoder, two heads; how each is built from its settings."""

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate

from ml.config import AnnNetSettings, NetworkSettings
from ml.networks.backbones import FeatureBackbone, HighResolutionBackbone, widen_first_convolution
from ml.networks.decoders import DeepLabDecoder, FeaturePyramidDecoder, HighResolutionDecoder
from ml.networks.heads import DualHeads


class Network(nn.Module):
    """Logits at the size of the picture: from the strong head, in training also from the weak one.

    residual: so many of the last input channels are also added to the logits by a 1x1 convolution, a straight road from
    proposal masks to the output.
    """

    def __init__(
        self, backbone: nn.Module, decoder: nn.Module, heads: DualHeads, outputs: int, residual: int = 0
    ) -> None:
        super().__init__()
        self.backbone, self.decoder, self.heads = backbone, decoder, heads
        self.residual = nn.Conv2d(residual, outputs, 1) if residual else None
        if self.residual is not None:
            _start_residual(self.residual)

    def forward(self, pictures: Tensor) -> Tensor:
        """(B, channels, H, W) -> logits of the strong head, (B, outputs, H, W). This is the inference graph."""
        return self._logits(self.heads.strong, self.features(pictures), pictures)

    def features(self, pictures: Tensor) -> Tensor:
        """(B, channels, H, W) -> what both heads look at, (B, C, h, w)."""
        return self.decoder(self.backbone(pictures))

    def train_forward(self, pictures: Tensor, strong: slice, weak: slice) -> tuple[Tensor, Tensor | None]:
        """Logits of the strong head for the `strong` rows of the batch and of the weak head for the `weak` rows."""
        features = self.features(pictures)
        strong_logits = self._logits(self.heads.strong, features[strong], pictures[strong])
        if self.heads.weak is None or weak.start == weak.stop:
            return strong_logits, None
        return strong_logits, self._logits(self.heads.weak, features[weak], pictures[weak])

    def _logits(self, head: nn.Module, features: Tensor, pictures: Tensor) -> Tensor:
        logits = interpolate(head(features), size=pictures.shape[-2:], mode="bilinear", align_corners=False)
        if self.residual is not None:
            logits = logits + self.residual(pictures[:, -self.residual.in_channels :])
        return logits


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
    residual = len(settings.planes) if isinstance(settings, AnnNetSettings) and settings.residual else 0
    return Network(backbone, decoder, DualHeads(channels, outputs, dual), outputs, residual)


def widen(network: Network, settings: NetworkSettings, class_count: int) -> None:
    """Give the backbone's first convolution the channels behind RGB, with zero filters."""
    extra = input_channels(settings, class_count)
    if extra:
        widen_first_convolution(network.backbone, extra)


def _start_residual(convolution: nn.Conv2d) -> None:
    """Start at the proposals' mean: planes are -1 / 1, so foreground minus background is 2 where they agree."""
    with torch.no_grad():
        share = 1.0 / convolution.in_channels
        convolution.weight.zero_()
        convolution.weight[0], convolution.weight[1] = -share, share
        if convolution.bias is not None:
            convolution.bias.zero_()
