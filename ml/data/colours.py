"""What colours say about a box: how likely such a pixel is foreground, from histograms of the crop itself."""

import cv2
import numpy as np
from numpy.typing import NDArray

from ml.masks import Bools

BINS = 12
"""Per Lab channel."""
FLOOR = 2e-4
"""Added to each bin's share: a colour seen nowhere says 0.5."""


def colour_bins(picture: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Index of each RGB pixel's Lab bin, (H, W), 0 .. BINS ** 3 - 1."""
    lab = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2LAB)).astype(np.intp) * BINS // 256
    return (lab[..., 0] * BINS + lab[..., 1]) * BINS + lab[..., 2]


def colour_plane(bins: NDArray[np.intp], foreground: Bools, background: Bools) -> NDArray[np.uint8]:
    """255 times the share of the foreground in each pixel's colour, uint8 (H, W); both sides weigh the same.

    foreground, background: bool (H, W), the pixels whose colours stand for each side.
    """
    front, back = _histogram(bins[foreground]), _histogram(bins[background])
    likely = (front + FLOOR) / (front + back + 2 * FLOOR)
    return np.rint(255 * likely).astype(np.uint8)[bins]


def _histogram(bins: NDArray[np.intp]) -> NDArray[np.float64]:
    """Share of each bin, smoothed by (1, 2, 1) / 4 along each channel."""
    counts = np.bincount(bins, minlength=BINS**3).reshape(BINS, BINS, BINS) / max(bins.size, 1)
    for axis in range(3):
        padded = np.pad(counts, [(1, 1) if a == axis else (0, 0) for a in range(3)], mode="edge")
        before, middle, after = (np.take(padded, np.arange(start, start + BINS), axis) for start in (0, 1, 2))
        counts = (before + 2 * middle + after) / 4
    return counts.ravel()
