"""BCM's filling rates: how much of their boxes the objects of a class fill, and labels that keep only so much (Song et
al. 2019, "Box-driven Class-wise Region Masking and Filling Rate Guided Loss").
"""

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from ml.masks import Bools, Box, ObjectMask


def filling_rates(proposals: Iterable[tuple[int, Bools]]) -> dict[int, float]:
    """Mean share of the box that is foreground, by class, from (class, mask over the box (box_h, box_w)) of every
    object; BCM takes dense-CRF proposals (`bbox_seg`).
    """
    shares: dict[int, list[float]] = {}
    for index, mask in proposals:
        shares.setdefault(index, []).append(float(mask.mean()))
    return {index: float(np.mean(values)) for index, values in shares.items()}


def filling_rate_labels(
    probability: NDArray[np.float32], box: Box, index: int, rates: Mapping[int, float]
) -> ObjectMask:
    """The most confident pixels of the box, as many as its class fills on average, are foreground; further ones that
    the proposal itself calls foreground (probability > 0.5) are uncertain; the rest is background.

    probability: of foreground (box_h, box_w). index: the object's class. Of equally confident pixels the upper left
    ones come first.
    """
    kept = round(rates[index] * probability.size)
    order = np.argsort(-probability, axis=None, kind="stable")
    foreground = np.zeros(probability.size, bool)
    foreground[order[:kept]] = True
    foreground = foreground.reshape(probability.shape)
    return ObjectMask(box, foreground, (probability > 0.5) & ~foreground)
