"""Multi-scale and mirrored prediction: the mean over sizes and mirror images of what the network sees (the paper's
"MS": multi-scale and left-right flipped inputs).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from torch import Tensor
from torch.nn.functional import interpolate

from ml.config import NetworkSettings
from ml.data.examples import Example, resized


@dataclass(frozen=True)
class MultiScale:
    """Sizes (parts of the example's own) and whether each is seen mirrored too."""

    scales: tuple[float, ...] = (1.0,)
    flip: bool = False

    @classmethod
    def of(cls, settings: NetworkSettings) -> "MultiScale":
        """What the model's settings say."""
        return cls(settings.scales, settings.flip_test)


def predict_multi_scale(
    predict: Callable[[Tensor], Tensor],
    to_inputs: Callable[[Sequence[Example]], Tensor],
    examples: Sequence[Example],
    views: MultiScale,
    size: tuple[int, int],
) -> Tensor:
    """Mean of the predictions, each resized (bilinear) to `size`: (examples, outputs, height, width).

    examples: of one size. to_inputs gives (B, channels, h, w) of them, predict the probabilities (B, outputs, h, w) of
    that.
    """
    total: Tensor | float = 0.0
    for factor in views.scales:
        inputs = to_inputs([resized(example, factor) for example in examples])
        found = predict(inputs)
        if views.flip:
            found = (found + predict(inputs.flip(-1)).flip(-1)) / 2
        if found.shape[-2:] != size:
            found = interpolate(found, size=size, mode="bilinear", align_corners=False)
        total = total + found
    assert isinstance(total, Tensor)
    return total / len(views.scales)
