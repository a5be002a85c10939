"""Position and class priors: what the boxes alone say about every pixel (paper section 3.2)."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ml.masks import Box

ClassPrior = Literal["index", "onehot", "binary"]


def position_prior(boxes: Sequence[Box], height: int, width: int) -> NDArray[np.uint8]:
    """`position_prior_float` rounded to uint8 (H, W), the form that is stored and warped."""
    return np.rint(position_prior_float(boxes, height, width)).astype(np.uint8)


def position_prior_float(boxes: Sequence[Box], height: int, width: int) -> NDArray[np.float32]:
    """Position prior map, float32 (H, W) in [0, 255]: 128 on box outlines, towards 0 inside, towards 255 outside.

    Equations 1 and 2 in closed form for half-open integer boxes: `inside_prior` in a box, 128 + min(d, 127) outside it,
    d = Euclidean distance in pixels to the nearest pixel of its outline. Where a pixel is inside boxes, the mean over
    those, elsewhere the mean over all boxes; 255 everywhere without boxes (METHOD.md decisions 4-6). Boxes must lie
    inside the picture.
    """
    if not boxes:
        return np.full((height, width), 255, np.float32)
    far = len(boxes) * np.float32(255)
    total = np.full((height, width), far, np.float32)  # sum over all boxes of the distance outside
    inside = np.zeros((height, width), np.float32)
    count = np.zeros((height, width), np.float32)
    for box in boxes:
        _add_outside(total, box)
        window = (slice(box[1], box[3]), slice(box[0], box[2]))
        inside[window] += inside_prior(box[3] - box[1], box[2] - box[0])
        count[window] += 1
    total /= len(boxes)
    np.divide(inside, count, out=total, where=count > 0)
    return total


def class_prior(
    boxes: Sequence[Box],
    classes: Sequence[int],
    height: int,
    width: int,
    kind: ClassPrior = "index",
    class_count: int = 0,
) -> NDArray[np.uint8]:
    """Class prior: the class of the smallest box (by area; of equal ones the later) a pixel is inside, else background
    (paper section 3.2).

    classes: index 1..N of each box. Boxes must lie inside the picture.
    "index": uint8 (H, W) of class indices, 0 background. "binary": 1 inside any box, else 0.
    "onehot": uint8 (class_count + 1, H, W) of 0 and 1, plane 0 is background.
    """
    prior = np.zeros((height, width), np.uint8)
    for box, value in sorted(zip(boxes, classes, strict=True), key=lambda entry: -_area(entry[0])):
        prior[box[1] : box[3], box[0] : box[2]] = value
    if kind == "index":
        return prior
    if kind == "binary":
        return (prior > 0).astype(np.uint8)
    return (prior[None] == np.arange(class_count + 1, dtype=np.uint8)[:, None, None]).astype(np.uint8)


def inside_prior(height: int, width: int) -> NDArray[np.float32]:
    """Equation 1 rescaled by equation 2 over a box of this size: float32 (height, width) in [0, 128].

    128 (1 - min(d, 128) / min(d_max, 128)), d = distance in pixels to the box's outline, d_max its largest; 128
    everywhere when the box has no interior (METHOD.md decision 5).
    """
    deepest = min((min(height, width) - 1) // 2, 128)
    if deepest == 0:
        return np.full((height, width), 128, np.float32)
    scale = np.float32(128 / deepest)
    # Rescaling the two edges first and taking their minimum afterwards saves passes over the whole box.
    rows, columns = (
        128 - scale * np.minimum(np.minimum(line, line[::-1]), deepest)
        for line in (np.arange(height, dtype=np.float32), np.arange(width, dtype=np.float32))
    )
    return np.maximum(rows[:, None], columns[None, :])


def _add_outside(total: NDArray[np.float32], box: Box) -> None:
    """Add (128 + min(d, 127)) - 255 around the box, which is 0 further than 127 pixels away; inside it stays
    meaningless.
    """
    height, width = total.shape
    x0, y0, x1, y1 = box
    left, top, right, bottom = max(x0 - 127, 0), max(y0 - 127, 0), min(x1 + 127, width), min(y1 + 127, height)
    ramp, corner = _tables()
    total[y0:y1, left:x0] += ramp[: x0 - left][::-1]
    total[y0:y1, x1:right] += ramp[: right - x1]
    total[top:y0, x0:x1] += ramp[: y0 - top][::-1, None]
    total[y1:bottom, x0:x1] += ramp[: bottom - y1, None]
    total[top:y0, left:x0] += corner[: y0 - top, : x0 - left][::-1, ::-1]
    total[top:y0, x1:right] += corner[: y0 - top, : right - x1][::-1]
    total[y1:bottom, left:x0] += corner[: bottom - y1, : x0 - left][:, ::-1]
    total[y1:bottom, x1:right] += corner[: bottom - y1, : right - x1]


@lru_cache(maxsize=1)
def _tables() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """min(d, 127) - 127 for the 127 pixels beside an edge (d = 1..127) and for the square of pixels beyond a corner."""
    away = np.arange(1, 128, dtype=np.float32)
    return away - 127, np.minimum(np.hypot(away[:, None], away[None, :]), 127).astype(np.float32) - 127


def _area(box: Box) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])
