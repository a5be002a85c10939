"""The loss of one head: pixel cross-entropy over the pixels that count."""

from torch import Tensor
from torch.nn.functional import cross_entropy

from ml.label_map import IGNORED


def counted_cross_entropy(logits: Tensor, labels: Tensor) -> Tensor:
    """Mean cross-entropy over pixels whose label is not 255; 0 when none counts (METHOD.md decision 17).

    logits: (B, outputs, H, W); labels: int64 (B, H, W). Returns a scalar that can be differentiated.
    """
    total = cross_entropy(logits.float(), labels, ignore_index=IGNORED, reduction="sum")
    return total / (labels != IGNORED).sum().clamp(min=1)
