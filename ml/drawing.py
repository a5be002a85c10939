"""Pictures of what the method makes, for people to look at."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from ml.masks import Box, ObjectMask
from ml.voc.palette import voc_palette

FOREGROUND, UNCERTAIN = (230, 30, 30), (240, 220, 40)
GAP = 4


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


def draw_boxes(picture: NDArray[np.uint8], boxes: Sequence[Box], classes: Sequence[int]) -> NDArray[np.uint8]:
    """The RGB picture with each box in VOC's colour of its class."""
    drawn = Image.fromarray(picture)
    pen = ImageDraw.Draw(drawn)
    for (x0, y0, x1, y1), index in zip(boxes, classes, strict=True):
        colour = tuple(int(value) for value in voc_palette()[index])
        pen.rectangle((x0, y0, x1 - 1, y1 - 1), outline=colour, width=max(1, max(picture.shape) // 200))
    return np.asarray(drawn)


def draw_label_map(picture: NDArray[np.uint8], label_map: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The RGB picture tinted with VOC's colour of each labelled pixel; background stays as it is."""
    labelled = label_map > 0
    drawn = picture.copy()
    drawn[labelled] = picture[labelled] // 3 + voc_palette()[label_map[labelled]] // 3 * 2
    return drawn


def side_by_side(views: Sequence[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """Pictures of one height, grey (H, W) or RGB (H, W, 3), in a row with white gaps, as RGB."""
    coloured = [np.repeat(view[..., None], 3, axis=2) if view.ndim == 2 else view for view in views]
    gap = np.full((coloured[0].shape[0], GAP, 3), 255, np.uint8)
    row = [part for view in coloured for part in (view, gap)]
    return np.concatenate(row[:-1], axis=1)
