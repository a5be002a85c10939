"""How likely a pixel is foreground for its place in the box alone: objects fill the middle and leave corners free."""

import numpy as np
from numpy.typing import NDArray

TOP = 0.96  # share of foreground in the middle of a box
POWER = 2.5
LEAST = 0.02


def box_odds(height: int, width: int) -> NDArray[np.float32]:
    """Log odds of foreground (height, width) from q = 0.96 g(x) g(y), g(t) = 1 - |2t - 1|^2.5 for t in (0, 1) along a
    side, kept within 0.02..0.98.

    The two numbers follow the mean object of PASCAL VOC in its box, made symmetric; nothing else is learned.
    """
    rows, columns = (
        1 - np.abs(2 * (np.arange(length, dtype=np.float32) + 0.5) / length - 1) ** POWER for length in (height, width)
    )
    share = np.clip(TOP * rows[:, None] * columns[None, :], LEAST, 1 - LEAST)
    return np.log(share / (1 - share)).astype(np.float32)
