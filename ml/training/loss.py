"""The loss of one head: pixel cross-entropy over the pixels that count."""

from torch import Tensor
from torch.nn.functional import cross_entropy

from ml.label_map import IGNORED


def counted_pixels(labels: Tensor) -> Tensor:
    """How many labels are not 255, an int64 scalar."""
    return (labels != IGNORED).sum()


def counted_cross_entropy(logits: Tensor, labels: Tensor, counted: Tensor | None = None) -> Tensor:
    """Mean cross-entropy over pixels whose label is not 255; 0 when none counts (METHOD.md decision 17).

    logits: (B, outputs, H, W); labels: int64 (B, H, W). Returns a scalar that can be differentiated. counted: divide by
    so many pixels, those of a larger batch `labels` are a part of: its parts' losses add up to its own.
    """
    # Summed outside: cross_entropy's own sum over pictures is not deterministic on a GPU.
    total = cross_entropy(logits.float(), labels, ignore_index=IGNORED, reduction="none").sum()
    return total / (counted_pixels(labels) if counted is None else counted).clamp(min=1)
