"""GrabCut proposals: one object's foreground from the colours inside and around its box (paper section 3.1, Rother et
al. 2004).
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from ml.masks import Bools, Box
from ml.proposals.crop import SIDE, Crop, cut_out

SEED = 0
CORE = 0.2  # central part of each box side that is surely foreground
ITERATIONS = 2
PLAIN_ITERATIONS = 5
SMALLEST_FILL = 0.1  # less of the box than this means GrabCut collapsed


def grabcut(image: NDArray[np.uint8], box: Box, side: int = SIDE, plain: bool = False) -> Bools:
    """Foreground of the box, bool (box_h, box_w), from an RGB picture (H, W, 3) uint8. Deterministic.

    Works on a scaled crop (`cut_out`), whatever the picture's size; the filled box when GrabCut finds less than 10 %
    of it. `plain=True` is the paper profile: GrabCut as it is on the whole picture, 5 iterations, and an empty result
    stays empty.
    """
    if plain:
        return _plain(image, box)
    return grabcut_crop(cut_out(image, box, side))


def grabcut_crop(crop: Crop) -> Bools:
    """`grabcut` on an existing crop, for callers that also run MCG on it."""
    found = crop.to_box(_run(crop.image, _trimap(crop), ITERATIONS))
    return found if found.mean() >= SMALLEST_FILL else np.ones_like(found)


def _trimap(crop: Crop) -> NDArray[np.uint8]:
    """Sure background outside the box, probable foreground inside, sure foreground in its centre."""
    height, width = crop.image.shape[:2]
    x0, y0, x1, y1 = crop.box
    trimap = np.full((height, width), cv2.GC_BGD, np.uint8)
    trimap[y0:y1, x0:x1] = cv2.GC_PR_FGD
    if not (trimap == cv2.GC_BGD).any():
        rim = max(round(0.02 * min(height, width)), 1)
        trimap[:rim], trimap[-rim:], trimap[:, :rim], trimap[:, -rim:] = (cv2.GC_BGD,) * 4
    half_h, half_w = max((y1 - y0) * CORE / 2, 0.5), max((x1 - x0) * CORE / 2, 0.5)
    middle_y, middle_x = (y0 + y1) / 2, (x0 + x1) / 2
    trimap[int(middle_y - half_h) : round(middle_y + half_h), int(middle_x - half_w) : round(middle_x + half_w)] = (
        cv2.GC_FGD
    )
    return trimap


def _plain(image: NDArray[np.uint8], box: Box) -> Bools:
    """GrabCut on the whole picture; a border of one pixel gives OpenCV the background it insists on."""
    padded = np.pad(image, ((1, 1), (1, 1), (0, 0)), "edge")
    x0, y0, x1, y1 = box
    trimap = np.full(padded.shape[:2], cv2.GC_BGD, np.uint8)
    trimap[y0 + 1 : y1 + 1, x0 + 1 : x1 + 1] = cv2.GC_PR_FGD
    return _run(padded, trimap, PLAIN_ITERATIONS)[y0 + 1 : y1 + 1, x0 + 1 : x1 + 1]


def _run(image: NDArray[np.uint8], trimap: NDArray[np.uint8], iterations: int) -> Bools:
    cv2.setRNGSeed(SEED)
    background, foreground = np.zeros((1, 65)), np.zeros((1, 65))
    no_rect = (0, 0, 0, 0)
    cv2.grabCut(np.ascontiguousarray(image), trimap, no_rect, background, foreground, iterations, cv2.GC_INIT_WITH_MASK)
    return (trimap == cv2.GC_FGD) | (trimap == cv2.GC_PR_FGD)
