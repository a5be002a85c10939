"""A part of a picture at the size that will do: huge pictures are not held whole, but kept in several sizes."""

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ml.masks import Box


class SizedPicture(Protocol):
    """A picture of which parts can be had; where one is expected, an RGB array (H, W, 3) does as well."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Height, width, 3."""
        ...

    def __getitem__(self, area: Any) -> NDArray[np.uint8]:
        """Rows and columns, both as slices, at full size."""
        ...

    def part(self, area: Box, scale: float) -> NDArray[np.uint8]:
        """The area, uint8 RGB, at the smallest size at hand that is no smaller than `scale` (0 to 1) of it."""
        ...


Pixels = NDArray[np.uint8] | SizedPicture


def part_of(picture: Pixels, area: Box, scale: float) -> NDArray[np.uint8]:
    """The area (inside the picture) for somebody who scales it by `scale` afterwards: at full size or smaller."""
    if not isinstance(picture, np.ndarray):
        return picture.part(area, min(scale, 1.0))
    x0, y0, x1, y1 = area
    return picture[y0:y1, x0:x1]
