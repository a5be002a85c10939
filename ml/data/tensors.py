"""Examples as network input: bytes while they travel, scaled where the network is (METHOD.md decision 1)."""

import numpy as np
import torch
from torch import Tensor

from ml.config import AnnNetSettings, NetworkSettings
from ml.data.examples import Example

MEAN = (0.485, 0.456, 0.406)
DEVIATION = (0.229, 0.224, 0.225)


def to_channels(example: Example) -> Tensor:
    """uint8 (channels, H, W): RGB, position, class prior(s), proposals, as far as the example has them."""
    position = None if example.position is None else example.position[..., None]
    parts = [part for part in (example.picture, position, example.classes, example.proposals) if part is not None]
    channels = np.empty((sum(part.shape[2] for part in parts), *example.picture.shape[:2]), np.uint8)
    first = 0
    for part in parts:
        channels[first : first + part.shape[2]] = part.transpose(2, 0, 1)
        first += part.shape[2]
    return torch.from_numpy(channels)


def channel_scaling(settings: NetworkSettings, class_count: int) -> Tensor:
    """float32 (3, channels), rows a, b, c: a channel's value v enters the network as (v / a - b) / c.

    RGB by ImageNet's mean and deviation; (position - 128) / 128; class index / classes, or 0 and 1; proposals -1
    background .. 1 foreground.
    """
    rows: list[tuple[float, float, float]] = [(255, mean, by) for mean, by in zip(MEAN, DEVIATION, strict=True)]
    if isinstance(settings, AnnNetSettings):
        flags = {"none": 0, "index": 0, "binary": 1, "onehot": class_count + 1}[settings.class_prior]
        rows += [(1, 128, 128)] * settings.position_prior
        rows += [(1, 0, class_count)] * (settings.class_prior == "index") + [(1, 0, 1)] * flags
        rows += [(127.5, 1, 1)] * len(settings.planes)
    return torch.tensor(rows).T.contiguous()


def scale(channels: Tensor, scaling: Tensor) -> Tensor:
    """Network input, float32 (B, channels, H, W) channels last, of bytes of the same shape on the same device."""
    first, offset, last = scaling[:, None, :, None, None]
    inputs = channels.to(torch.float32, memory_format=torch.channels_last)
    return inputs.div_(first).sub_(offset).div_(last)


def to_label(example: Example) -> Tensor:
    """uint8 (H, W) of a training example."""
    if example.label is None:
        raise ValueError("an example without a label cannot be trained on")
    return torch.from_numpy(example.label)
