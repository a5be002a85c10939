"""Which colours are more common in one part of a picture than in another."""

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

BINS = 16  # per channel of 8-bit Lab: lightness over its range, a and b over the middle half, where pictures have them
SMOOTHING = 0.9  # of the histograms, in bins
LEAST = 1e-6  # share of a colour that was never seen


def colour_contrast(
    image: NDArray[np.uint8], part: NDArray[np.float32], other: NDArray[np.float32]
) -> NDArray[np.float64]:
    """log (share of a pixel's colour in `part` / its share in `other`), (H, W), from smoothed Lab histograms.

    image: RGB (H, W, 3). part, other: weights (H, W) >= 0 of each pixel in the two histograms.
    """
    lab = np.asarray(cv2.cvtColor(np.ascontiguousarray(image), cv2.COLOR_RGB2LAB), np.int32)
    lightness = lab[..., 0] * BINS // 256
    a, b = (np.clip((lab[..., channel] - 64) * BINS // 128, 0, BINS - 1) for channel in (1, 2))
    colour = (lightness * BINS + a) * BINS + b
    return np.log(_histogram(colour, part) / _histogram(colour, other))[colour]


def _histogram(colour: NDArray[np.int32], weight: NDArray[np.float32]) -> NDArray[np.float64]:
    """Share of each of the BINS^3 colours, more than 0."""
    counts = np.bincount(colour.ravel(), weight.ravel(), minlength=BINS**3)
    smooth = gaussian_filter(counts.reshape(BINS, BINS, BINS), SMOOTHING).ravel()
    return smooth / max(smooth.sum(), LEAST) + LEAST
