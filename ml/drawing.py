"""Pictures of what the method makes, for people to look at."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ml.masks import ObjectMask

FOREGROUND, UNCERTAIN = (230, 30, 30), (240, 220, 40)


def draw_masks(picture: NDArray[np.uint8], masks: Sequence[ObjectMask]) -> NDArray[np.uint8]:
    """The RGB picture with foreground tinted red and uncertain pixels yellow, half transparent."""
    drawn = picture.astype(np.float32)
    for mask in masks:
        x0, y0, x1, y1 = mask.rect
        part = drawn[y0:y1, x0:x1]
        part[mask.certain_foreground] = (part[mask.certain_foreground] + FOREGROUND) / 2
        if mask.uncertain is not None:
            part[mask.uncertain] = (part[mask.uncertain] + UNCERTAIN) / 2
    return drawn.astype(np.uint8)
