"""Fully connected CRF by mean field (Krähenbühl & Koltun 2011), and WSSL's Bbox-Seg, which labels a box with it
(Papandreou et al. 2015, section 3.2).
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ml.masks import Bools, Box
from ml.proposals.crop import Crop, cut_out

SIDE = 64
CORE = 0.2  # share of the box's pixels, around its centre, that is surely foreground
SURE = 20.0
Probability = NDArray[np.float32]


@dataclass(frozen=True)
class Kernels:
    """The two pairwise kernels: appearance w1 exp(-|p|^2 / 2 place^2 - |I|^2 / 2 colour^2), smoothness
    w2 exp(-|p|^2 / 2 near^2); p in pixels, I in 0..255 RGB.
    """

    appearance: float = 6.0
    place: float = 20.0
    colour: float = 20.0
    smoothness: float = 2.0
    near: float = 2.0


def mean_field(
    odds: NDArray[np.float32],
    image: NDArray[np.uint8],
    kernels: Kernels | None = None,
    iterations: int = 5,
    stride: int = 4,
) -> Probability:
    """Probability of foreground (H, W) after so many parallel updates of
    Q_i = sigmoid(odds_i + sum over kernels of w * mean of (2 Q_j - 1) over j != i, weighted by the kernel).

    odds: log odds of the unary term (H, W). image: RGB (H, W, 3). A Potts model; each kernel is divided by its sum
    over j. stride: the appearance kernel hears only pixels on a grid with this step, each of which stands for its
    neighbourhood; 1 is exact and needs (H W)^2 numbers.
    """
    kernels = kernels or Kernels()
    appearance = _appearance(image, kernels, stride)
    near = np.exp(
        -(np.arange(-4 * int(np.ceil(kernels.near)), 4 * int(np.ceil(kernels.near)) + 1) ** 2) / (2 * kernels.near**2)
    )
    neighbours = _around(np.ones_like(odds), near)
    probability = _sigmoid(odds)
    for _ in range(iterations):
        belief = 2 * probability - 1
        heard = kernels.appearance * (appearance @ belief[::stride, ::stride].ravel()).reshape(odds.shape)
        heard += kernels.smoothness * _around(belief, near) / np.maximum(neighbours, 1e-6)
        probability = _sigmoid(odds + heard)
    return probability


def bbox_seg(image: NDArray[np.uint8], box: Box) -> Bools:
    """WSSL's Bbox-Seg: foreground of the box, bool (box_h, box_w), from an RGB picture (H, W, 3): a dense CRF whose
    unary term says foreground in the central 20 % of the box, background outside, and nothing in between.

    A box without an interior is filled.
    """
    if min(box[2] - box[0], box[3] - box[1]) < 3:
        return np.ones((box[3] - box[1], box[2] - box[0]), bool)
    crop = cut_out(image, box, SIDE)
    return crop.to_box(bbox_seg_probability(crop) > 0.5)


def bbox_seg_probability(crop: Crop) -> Probability:
    """Probability of foreground over a crop (h, w), as Bbox-Seg's CRF finds it; 0 outside the box."""
    x0, y0, x1, y1 = crop.box
    odds = np.full(crop.image.shape[:2], -SURE, np.float32)
    odds[y0:y1, x0:x1] = 0
    half = CORE**0.5 / 2
    middle_y, middle_x, half_y, half_x = (y0 + y1) / 2, (x0 + x1) / 2, (y1 - y0) * half, (x1 - x0) * half
    core = (
        slice(int(middle_y - half_y), max(round(middle_y + half_y), int(middle_y) + 1)),
        slice(int(middle_x - half_x), max(round(middle_x + half_x), int(middle_x) + 1)),
    )
    odds[core] = SURE
    return np.where(odds == -SURE, 0, mean_field(odds, crop.image)).astype(np.float32)


def _appearance(image: NDArray[np.uint8], kernels: Kernels, stride: int) -> NDArray[np.float32]:
    """(H W, heard pixels) weights of the appearance kernel, each row sums to 1; nothing hears itself."""
    height, width = image.shape[:2]
    y, x = np.mgrid[:height, :width].astype(np.float32)
    features = np.dstack([y / kernels.place, x / kernels.place, image.astype(np.float32) / kernels.colour])
    every, heard = features.reshape(-1, 5), features[::stride, ::stride].reshape(-1, 5)
    distance = (every**2).sum(1)[:, None] + (heard**2).sum(1) - 2 * every @ heard.T
    weights = np.exp(np.minimum(-distance / 2, 0))
    index = np.arange(height * width).reshape(height, width)[::stride, ::stride].ravel()
    weights[index, np.arange(len(index))] = 0
    return weights / np.maximum(weights.sum(1, keepdims=True), 1e-12)


def _around(values: NDArray[np.float32], line: NDArray[np.float64]) -> NDArray[np.float32]:
    """Sum over the neighbours weighted by a separable kernel, without the pixel itself."""
    total = cv2.sepFilter2D(values, cv2.CV_32F, line, line, borderType=cv2.BORDER_CONSTANT)
    return np.asarray(total, np.float32) - values


def _sigmoid(odds: NDArray[np.floating]) -> Probability:
    return (1 / (1 + np.exp(-np.clip(odds, -50, 50)))).astype(np.float32)
