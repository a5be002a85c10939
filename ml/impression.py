"""What a suggested mask seems to be worth before anybody looks at it: the order in which people should look.

How well both numbers order real suggestions by their true IoU is in docs/review.md.
"""

import cv2
import numpy as np

from ml.masks import Bools, ObjectMask

SIDE = 256
"""Shapes are judged on at most about so many pixels a side: a mask of 20 megapixels costs no more."""
ODD_FILL = (0.10, 0.98)
"""A mask that fills less or more of its box than this is odd, and its looks are halved."""


def certainty(mask: ObjectMask) -> float:
    """Certain foreground over all pixels that could be foreground, in [0, 1]; 0 when there are none.

    For fused proposals this is the IoU of GrabCut and MCG; for AnnNet that of its surest pixels and of all that it does
    not exclude at tau.
    """
    possible = mask.foreground if mask.uncertain is None else mask.foreground | mask.uncertain
    return np.count_nonzero(mask.certain_foreground) / max(np.count_nonzero(possible), 1)


def looks(mask: ObjectMask) -> float:
    """`certainty`, lowered for odd shapes, in [0, 1]. The mask must lie over its box.

    Odd is: not reaching the sides of the box that was drawn around the object, falling apart into islands, leaving the
    box nearly empty or nearly full.
    """
    step = max(1, max(mask.foreground.shape) // SIDE)
    shape = mask.foreground[::step, ::step]
    low, high = ODD_FILL
    plain = 1.0 if low <= shape.mean() <= high else 0.5
    return certainty(mask) * _reach(shape) * _wholeness(shape) * plain


def _reach(shape: Bools) -> float:
    """Share of the box that the tight bounds of its foreground cover."""
    rows, columns = np.flatnonzero(shape.any(1)), np.flatnonzero(shape.any(0))
    if not rows.size:
        return 0.0
    return float((rows[-1] - rows[0] + 1) * (columns[-1] - columns[0] + 1) / shape.size)


def _wholeness(shape: Bools) -> float:
    """Share of the foreground that its largest island holds (8 neighbours); 0 without foreground."""
    _, _, islands, _ = cv2.connectedComponentsWithStats(shape.astype(np.uint8), connectivity=8)
    areas = islands[1:, cv2.CC_STAT_AREA]
    return float(areas.max() / areas.sum()) if areas.size else 0.0
