"""One box cut out of its picture and brought to a normal size, so that proposals cost the same for any picture."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ml.masks import Bools, Box
from ml.part import Pixels, part_of

MARGIN = 0.4  # of the box's sides, on each side
SIDE = 100  # the crop is scaled so that sqrt(box area) becomes this; larger ones cost more and were no better


@dataclass(frozen=True)
class Crop:
    """A scaled cut-out of the picture around one box."""

    image: NDArray[np.uint8]
    """RGB (h, w, 3)"""
    box: Box
    """the box in pixels of the crop"""
    box_size: tuple[int, int]
    """height and width of the box in the picture"""

    def to_box(self, pixels: Bools) -> Bools:
        """Foreground inside the box at the picture's resolution (box_h, box_w), from a bool array over the crop."""
        x0, y0, x1, y1 = self.box
        height, width = self.box_size
        part = pixels[y0:y1, x0:x1].astype(np.float32)
        return cv2.resize(part, (width, height), interpolation=cv2.INTER_LINEAR) > 0.5

    def from_box(self, pixels: Bools) -> Bools:
        """Over the crop, the cells that any of these pixels of the box falls into; from bools (box_h, box_w)."""
        x0, y0, x1, y1 = self.box
        height, width = self.box_size
        rows, columns = np.nonzero(pixels)
        cells = np.zeros(self.image.shape[:2], bool)
        cells[y0 + rows * (y1 - y0) // height, x0 + columns * (x1 - x0) // width] = True
        return cells


def cut_out(image: Pixels, box: Box, side: int = SIDE, margin: float = MARGIN) -> Crop:
    """Cut the box with a margin out of an RGB picture (H, W, 3) and scale it so that sqrt(box area) is about `side`.

    METHOD: small objects collapse because the smoothness term wins; a normal size for each box prevents that.
    The box is clipped to the picture; ValueError when nothing of it is left.
    """
    height, width = image.shape[:2]
    x0, y0, x1, y1 = max(box[0], 0), max(box[1], 0), min(box[2], width), min(box[3], height)
    if x0 >= x1 or y0 >= y1:
        raise ValueError(f"box {list(box)} does not touch the {width} x {height} picture")
    pad_x, pad_y = max(round((x1 - x0) * margin), 2), max(round((y1 - y0) * margin), 2)
    left, top = max(x0 - pad_x, 0), max(y0 - pad_y, 0)
    right, bottom = min(x1 + pad_x, width), min(y1 + pad_y, height)
    crop_w, crop_h = right - left, bottom - top
    # A line of 1 x 2000 pixels must not become a giant: no side grows beyond 4 x `side`, nor below 8 pixels.
    scale = min(side / ((x1 - x0) * (y1 - y0)) ** 0.5, 4 * side / max(crop_w, crop_h))
    scaled_h, scaled_w = (max(round(length * scale), 8) for length in (crop_h, crop_w))
    interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    crop = np.ascontiguousarray(part_of(image, (left, top, right, bottom), scale))
    scaled = cv2.resize(crop, (scaled_w, scaled_h), interpolation=interpolation)
    ratio_x, ratio_y = scaled_w / crop_w, scaled_h / crop_h
    inner_x = _stretch(x0 - left, x1 - left, ratio_x, scaled_w)
    inner_y = _stretch(y0 - top, y1 - top, ratio_y, scaled_h)
    return Crop(np.asarray(scaled, np.uint8), (inner_x[0], inner_y[0], inner_x[1], inner_y[1]), (y1 - y0, x1 - x0))


def _stretch(start: int, stop: int, ratio: float, length: int) -> tuple[int, int]:
    """Scaled interval of at least one pixel inside 0..length."""
    first = min(round(start * ratio), length - 1)
    return first, min(max(round(stop * ratio), first + 1), length)
