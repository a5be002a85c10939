"""Pins: pixels of a box that a person has settled as the object's or not the object's."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ml.masks import Bools, Box


@dataclass(frozen=True, eq=False)
class Pins:
    """Two disjoint sets of pixels of one box, bool (box_h, box_w)."""

    foreground: Bools
    background: Bools

    def __post_init__(self) -> None:
        if self.foreground.shape != self.background.shape:
            raise ValueError(f"pins of two boxes: {self.foreground.shape} and {self.background.shape}")
        if bool((self.foreground & self.background).any()):
            raise ValueError("a pixel is pinned as foreground and as background")

    @classmethod
    def of_points(cls, box: Box, points: Sequence[tuple[int, int]]) -> "Pins":
        """Foreground at these pixels (x, y) of the picture, for example the extreme points of an object."""
        foreground = np.zeros((box[3] - box[1], box[2] - box[0]), bool)
        for x, y in points:
            foreground[y - box[1], x - box[0]] = True
        return cls(foreground, np.zeros_like(foreground))

    @property
    def any(self) -> bool:
        """Whether anything is pinned."""
        return bool(self.foreground.any() or self.background.any())

    def hold(self, pixels: Bools) -> Bools:
        """A copy of a mask of the box that keeps to the pins."""
        return (pixels | self.foreground) & ~self.background
