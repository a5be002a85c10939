"""A box seen through a square: the part of the picture around it at the network's size, and the way back."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ml.masks import Bools, Box, ObjectMask
from ml.part import Pixels, part_of

Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class Window:
    """A rectangle of the picture (it may reach outside) seen at `side` x `side` pixels, and the box inside it."""

    rect: Box
    side: int
    box: Box

    def cut(self, pixels: Pixels, outside: Sequence[int] | int, interpolation: int) -> Bytes:
        """The window's part of `pixels`, (H, W) or (H, W, k), at its side; `outside` fills what lies beyond them."""
        x0, y0, x1, y1 = self.rect
        height, width = pixels.shape[:2]
        area = max(x0, 0), max(y0, 0), min(x1, width), min(y1, height)
        inside = part_of(pixels, area, self.side / max(x1 - x0, y1 - y0))
        # A part of a huge picture may come smaller than it is, and what lies beyond with it.
        by_y, by_x = inside.shape[0] / (area[3] - area[1]), inside.shape[1] / (area[2] - area[0])
        top, bottom = (round(pad * by_y) for pad in (max(-y0, 0), max(y1 - height, 0)))
        left, right = (round(pad * by_x) for pad in (max(-x0, 0), max(x1 - width, 0)))
        pads = top, bottom, left, right
        value = [float(v) for v in (outside if isinstance(outside, Sequence) else [outside] * 4)]
        padded = cv2.copyMakeBorder(inside, *pads, cv2.BORDER_CONSTANT, value=value) if any(pads) else inside
        if interpolation == cv2.INTER_LINEAR and self.side < x1 - x0:
            interpolation = cv2.INTER_AREA
        return np.asarray(cv2.resize(padded, (self.side, self.side), interpolation=interpolation), np.uint8)

    def cut_mask(self, mask: ObjectMask) -> Bytes:
        """0..255 foreground of an object's mask inside the window."""
        return self.cut_part(mask.rect, mask.foreground, cv2.INTER_LINEAR)

    def cut_part(self, rect: Box, pixels: NDArray[np.bool_], interpolation: int) -> Bytes:
        """0..255 of bool pixels defined over `rect`, inside the window."""
        shifted = Window(_shift(self.rect, -rect[0], -rect[1]), self.side, self.box)
        return shifted._cut_far(pixels.astype(np.uint8) * 255, interpolation)

    def _cut_far(self, pixels: Bytes, interpolation: int) -> Bytes:
        """`cut` for a window that may miss the pixels altogether."""
        x0, y0, x1, y1 = self.rect
        if x1 <= 0 or y1 <= 0 or y0 >= pixels.shape[0] or x0 >= pixels.shape[1]:
            return np.zeros((self.side, self.side), np.uint8)
        return self.cut(pixels, 0, interpolation)

    def scale_box(self, box: Box) -> Box | None:
        """A box of the picture in the window's pixels, clipped to it; None when nothing is left."""
        x0, y0, x1, y1 = self.rect
        fx, fy = self.side / (x1 - x0), self.side / (y1 - y0)
        left, top = round((box[0] - x0) * fx), round((box[1] - y0) * fy)
        right, bottom = max(round((box[2] - x0) * fx), left + 1), max(round((box[3] - y0) * fy), top + 1)
        clipped = max(left, 0), max(top, 0), min(right, self.side), min(bottom, self.side)
        return clipped if clipped[0] < clipped[2] and clipped[1] < clipped[3] else None

    def around_box(self, margin: float) -> Bools:
        """bool (side, side): the box and `margin` of its sides around it, as far as the window shows it."""
        wide = window_around(self.box, margin, self.side).rect if margin else self.box
        x0, y0, x1, y1 = self.scale_box(wide) or (0, 0, self.side, self.side)
        pixels = np.zeros((self.side, self.side), bool)
        pixels[y0:y1, x0:x1] = True
        return pixels

    def in_picture(self, height: int, width: int) -> Bools:
        """bool (side, side): pixels inside a picture of this size."""
        x0, y0, x1, y1 = self.scale_box((0, 0, width, height)) or (0, 0, 0, 0)
        pixels = np.zeros((self.side, self.side), bool)
        pixels[y0:y1, x0:x1] = True
        return pixels

    def paste(self, probability: NDArray[np.float32]) -> NDArray[np.float32]:
        """Values (side, side) back over the pixels of `box`: float32 (box height, box width)."""
        x0, y0, x1, y1 = self.rect
        whole = cv2.resize(probability, (x1 - x0, y1 - y0), interpolation=cv2.INTER_LINEAR)
        box = _shift(self.box, -x0, -y0)
        return np.asarray(whole[box[1] : box[3], box[0] : box[2]], np.float32)


def window_around(box: Box, margin: float, side: int) -> Window:
    """The box with `margin` of its width and height around it on each side, stretched to a square of `side` pixels."""
    dx, dy = max(round((box[2] - box[0]) * margin), 1), max(round((box[3] - box[1]) * margin), 1)
    return Window((box[0] - dx, box[1] - dy, box[2] + dx, box[3] + dy), side, box)


def _shift(rect: Box, dx: int, dy: int) -> Box:
    return rect[0] + dx, rect[1] + dy, rect[2] + dx, rect[3] + dy
