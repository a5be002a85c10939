"""The loss of one head over the pixels that count: cross-entropy, and how far each object's mask overlaps."""

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


def overlap_loss(logits: Tensor, labels: Tensor, examples: int) -> Tensor:
    """Sum over examples of 1 - soft IoU of the foreground, divided by `examples` (those of the whole batch): a scalar.

    With p the probability of foreground and t the truth, over pixels whose label is not 255:
    soft IoU = (sum p t + 1) / (sum (p + t - p t) + 1) (Rahman and Wang 2016, equation 3; the ones keep empty examples
    finite). Cross-entropy counts every pixel alike; this counts every object alike, as the score does.

    logits: (B, 2, H, W); labels: int64 (B, H, W), 1 foreground.
    """
    counted = labels != IGNORED
    probability = logits.float().softmax(1)[:, 1] * counted
    truth = (labels == 1).float()
    both = (probability * truth).sum((1, 2))
    either = (probability + truth - probability * truth).sum((1, 2))
    return (1 - (both + 1) / (either + 1)).sum() / max(examples, 1)
