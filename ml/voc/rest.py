"""Gives the pixels that no object of a VOC picture holds to its objects, for whoever keeps masks by object only."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ml.label_map import IGNORED
from ml.masks import Box, ObjectMask
from ml.voc.errors import VocError
from ml.voc.picture_masks import PictureMasks


def give_rest(
    masks: PictureMasks, boxes: Sequence[Box], classes: Sequence[int], height: int, width: int, file: object
) -> list[ObjectMask]:
    """One mask per object, which together compose the picture's SegmentationClass exactly.

    A pixel of known class goes to the object of that class whose box is nearest (0 inside; of equal ones the smallest
    box), void to the nearest box of all. An object without a pixel gets an empty mask. VocError where no object can
    take a pixel.
    """
    foreground = np.zeros((len(boxes), height, width), bool)
    ignored = np.zeros_like(foreground)
    for place, mask in enumerate(masks.objects):
        if mask is not None:
            whole = mask.paste(height, width)
            foreground[place] = whole.foreground
            ignored[place] = False if whole.ignored is None else whole.ignored
    for mask, value in masks.rest:
        candidates = [place for place, own in enumerate(classes) if value in (own, IGNORED)]
        if not candidates:
            what = "void pixels" if value == IGNORED else f"pixels of class {value}"
            raise VocError(file, f"SegmentationClass has {what}, but the annotation has no object they could belong to")
        y, x = np.nonzero(mask.paste(height, width).foreground)
        owners = _nearest(x, y, boxes, candidates)
        (ignored if value == IGNORED else foreground)[owners, y, x] = True
    ignored &= ~foreground.any(0)
    return [_tight(mine, unsure, box) for mine, unsure, box in zip(foreground, ignored, boxes, strict=True)]


def unresolved(masks: PictureMasks, height: int, width: int) -> ObjectMask | None:
    """The rest's pixels of known class, which `give_rest` gives to an object that may be the wrong one."""
    pixels = np.zeros((height, width), bool)
    for mask, value in masks.rest:
        if value != IGNORED:
            pixels |= mask.paste(height, width).foreground
    return ObjectMask.from_picture(pixels, None, None) if pixels.any() else None


def _nearest(x: NDArray[np.intp], y: NDArray[np.intp], boxes: Sequence[Box], candidates: list[int]) -> NDArray[np.intp]:
    """For each point the candidate whose box is nearest; of equal ones the smallest."""
    order = sorted(
        candidates, key=lambda place: (boxes[place][2] - boxes[place][0]) * (boxes[place][3] - boxes[place][1])
    )
    distances: list[NDArray[np.float64]] = []
    for x0, y0, x1, y1 in (boxes[place] for place in order):
        dx = np.maximum(np.maximum(x0 - x, x - (x1 - 1)), 0)
        dy = np.maximum(np.maximum(y0 - y, y - (y1 - 1)), 0)
        distances.append(np.hypot(dx, dy))
    return np.array(order)[np.argmin(distances, axis=0)]


def _tight(foreground: NDArray[np.bool_], ignored: NDArray[np.bool_], box: Box) -> ObjectMask:
    if not foreground.any() and not ignored.any():
        return ObjectMask((box[0], box[1], box[0] + 1, box[1] + 1), np.zeros((1, 1), bool))
    return ObjectMask.from_picture(foreground, None, ignored if ignored.any() else None)
