"""Examples as network input: the scaling of the channels (METHOD.md decision 1)."""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ml.config import NetworkSettings
from ml.data.examples import Example

MEAN = np.array([0.485, 0.456, 0.406], np.float32)
DEVIATION = np.array([0.229, 0.224, 0.225], np.float32)


def to_input(example: Example, settings: NetworkSettings, class_count: int) -> Tensor:
    """float32 (channels, H, W): RGB by ImageNet's mean and deviation; (position - 128) / 128; class index / classes, or
    0 and 1; proposals -1 background .. 1 foreground.
    """
    channels: list[NDArray[np.floating[Any]]] = [(example.picture.astype(np.float32) / 255 - MEAN) / DEVIATION]
    if example.position is not None:
        channels.append((example.position.astype(np.float32)[..., None] - 128) / 128)
    if example.classes is not None:
        by_index = getattr(settings, "class_prior", None) == "index"
        channels.append(example.classes.astype(np.float32) / (class_count if by_index else 1))
    if example.proposals is not None:
        channels.append(example.proposals.astype(np.float32) / 127.5 - 1)
    return torch.from_numpy(np.ascontiguousarray(np.concatenate(channels, axis=2).transpose(2, 0, 1), np.float32))


def to_label(example: Example) -> Tensor:
    """int64 (H, W) of a training example."""
    if example.label is None:
        raise ValueError("an example without a label cannot be trained on")
    return torch.from_numpy(example.label.astype(np.int64))
