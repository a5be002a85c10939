"""Label maps from objects and objects from label maps: one rule for training and export."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ml.masks import Bools, Box, ObjectMask

IGNORED = 255
Uncertain = Literal["ignore", "best-guess"]


def compose(
    height: int, width: int, objects: Sequence[tuple[ObjectMask, int]], uncertain: Uncertain = "ignore"
) -> NDArray[np.uint8]:
    """uint8 (height, width): 0 background, the given value (class index 1..254) of each object, 255 ignored.

    Paper section 3.1: larger foreground first, smaller on top; a pixel is the smallest foreground there, else ignored
    if any object ignores it, else background. Size is the number of foreground pixels the object paints; of equal ones
    the later in `objects` is on top. `uncertain="ignore"` turns uncertain pixels into ignored ones, "best-guess" trusts
    their foreground.
    Masks reaching outside the picture are cut off (and sized before the cut).
    """
    label_map = np.zeros((height, width), np.uint8)
    painted = [(_paint(mask, uncertain), value, mask.rect) for mask, value in objects]
    for (_, ignored), _, rect in painted:
        if ignored is not None:
            _fill(label_map, ignored, rect, IGNORED)
    for (foreground, _), value, rect in sorted(painted, key=lambda entry: -np.count_nonzero(entry[0][0])):
        if not 0 < value < IGNORED:
            raise ValueError(f"a label map has no room for value {value}: class indices are 1..254")
        _fill(label_map, foreground, rect, value)
    return label_map


def split_by_boxes(
    label_map: NDArray[np.uint8], boxes: Sequence[Box], classes: Sequence[int], uncertain: Bools | None = None
) -> list[ObjectMask]:
    """One mask over each box from a semantic map: a pixel of class c belongs to the smallest box of class c around it.

    label_map: uint8 (H, W) of best guesses. uncertain: bool (H, W), pixels not to be trusted; one is marked in the box
    that owns it or, where the best guess is background or belongs to no box, in every box around it.
    Boxes must lie inside the picture; of equal areas the later box owns the pixel.
    """
    height, width = label_map.shape
    owner = np.zeros((height, width), np.intp)  # 0: nobody, else 1 + position of the box
    order = sorted(range(len(boxes)), key=lambda i: -_area(boxes[i]))
    for i in order:
        window = _window(boxes[i])
        owner[window][label_map[window] == classes[i]] = i + 1
    masks: list[ObjectMask] = []
    for i, box in enumerate(boxes):
        window = _window(box)
        doubtful = None
        if uncertain is not None:
            doubtful = uncertain[window] & ((owner[window] == i + 1) | (owner[window] == 0))
        masks.append(ObjectMask(box, owner[window] == i + 1, doubtful))
    return masks


def _paint(mask: ObjectMask, uncertain: Uncertain) -> tuple[Bools, Bools | None]:
    """Foreground and ignored pixels the mask puts into a label map."""
    if uncertain == "best-guess" or mask.uncertain is None:
        return mask.foreground, mask.ignored
    ignored = mask.uncertain if mask.ignored is None else mask.uncertain | mask.ignored
    return mask.certain_foreground, ignored


def _fill(label_map: NDArray[np.uint8], pixels: Bools, rect: Box, value: int) -> None:
    window = label_map[_window(rect)]
    window[pixels[: window.shape[0], : window.shape[1]]] = value


def _window(box: Box) -> tuple[slice, slice]:
    return slice(box[1], box[3]), slice(box[0], box[2])


def _area(box: Box) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])
