"""Contour strength without any trained weights: how much colour changes at each pixel."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray


def lab(image: NDArray[np.uint8]) -> NDArray[np.float32]:
    """CIE Lab float32 (H, W, 3) of an RGB uint8 picture."""
    return np.asarray(cv2.cvtColor(image.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), np.float32)


def gradient(image: NDArray[np.uint8], scales: Sequence[float] = (2, 4)) -> NDArray[np.float32]:
    """Length of the Lab gradient, summed over Gaussian scales (standard deviations in pixels): float32 (H, W), >= 0."""
    colours = lab(image)
    strength = np.zeros(image.shape[:2], np.float32)
    for scale in scales:
        smooth = cv2.GaussianBlur(colours, (0, 0), scale)
        dx, dy = cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)
        strength += scale * np.sqrt((dx * dx + dy * dy).sum(2))
    return strength
