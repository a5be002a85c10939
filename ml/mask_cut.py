"""AnnNet's last step for one object: its probabilities, the object's own colours and the picture's edges together.

The network knows what objects look like, but only in blurs of some pixels; the colours of this very object are known to
nobody but the picture.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from ml.masks import Bools, Box
from ml.proposals.crop import cut_out
from ml.proposals.grabcut import cut_colours, learn_colours, refit_colours

CUTS = 2
SUREST = 0.99  # a network is never surer than this: colours may overrule it


def cut_mask(image: NDArray[np.uint8], box: Box, probability: NDArray[np.float32], weight: float) -> Bools:
    """Foreground of the box, bool (box_h, box_w): minimum cut of the log odds of `probability` + `weight` times those
    of colours and place (`cut_colours`), colours learned from the network's mask. Deterministic.

    image: RGB uint8 (H, W, 3), which holds the box. probability: of foreground, float32 (box_h, box_w).
    """
    crop = cut_out(image, box)
    x0, y0, x1, y1 = crop.box
    likely = np.asarray(cv2.resize(probability, (x1 - x0, y1 - y0), interpolation=cv2.INTER_AREA), np.float32)
    likely = np.clip(likely, 1 - SUREST, SUREST)
    odds = np.zeros(crop.image.shape[:2], np.float32)
    odds[y0:y1, x0:x1] = np.log(likely / (1 - likely))
    found = odds > 0
    ground, thing = learn_colours(crop)
    for _ in range(CUTS):
        ground, thing = refit_colours(crop, ground, thing, found)
        found = cut_colours(crop, ground, thing, odds, weight)
    return crop.to_box(found)
