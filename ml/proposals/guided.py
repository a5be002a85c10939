"""Guided GrabCut: a person's pins are hard constraints, and what is near them and of their colour leans their way."""

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

from ml.masks import Bools
from ml.proposals.crop import Crop
from ml.proposals.grabcut import Learned, cut_colours
from ml.proposals.graph_cut import SURE
from ml.proposals.pins import Pins

PULL = 8.0  # log odds beside a pin
REACH = 15.0  # pixels of the crop, standard deviation
COLOUR_REACH = 20.0  # distance in RGB 0..255, standard deviation
LIKE = 0.5  # what is more like the pins than this takes their side when colours are learned again
REFITS = 2  # times the colours are learned again from the pinned cut
MODEL = 0.5  # weight of a network's log odds
MODEL_SUREST = 4.0  # log odds that a network alone can give


def guide(learned: Learned, pins: Pins, prior: NDArray[np.float32] | None = None) -> Bools:
    """Foreground of the box, bool (box_h, box_w): GrabCut's, made to keep to the pins and to follow them around.

    prior: probability of foreground (box_h, box_w) that a network gives, None without one. Without pins and prior this
    is GrabCut's mask itself. Pins hold exactly, also where the crop is coarser than the picture: in the colours learned
    again, in the cut and in the result.
    """
    if not pins.any and prior is None:
        return learned.mask
    crop = learned.crop
    foreground, background = crop.from_box(pins.foreground), crop.from_box(pins.background)
    both = foreground & background  # a cell of the crop may hold pixels of both kinds: it settles nothing
    foreground, background = foreground & ~both, background & ~both
    to_thing, to_ground = _likeness(crop, foreground), _likeness(crop, background)
    more = PULL * (to_thing - to_ground)
    if prior is not None:
        more += _from_prior(crop, prior)
    more[foreground], more[background] = 2 * SURE, -2 * SURE
    found = (learned.found | (to_thing > LIKE)) & ~(to_ground > LIKE)
    found = (found | foreground) & ~background
    for _ in range(REFITS):
        found = cut_colours(crop, *learned.refit(found), more)
    return pins.hold(crop.to_box(found))


def _likeness(crop: Crop, pinned: Bools) -> NDArray[np.float32]:
    """0..1 (h, w): 1 at a pin, less the farther a pixel is from the nearest one and the more its colour differs from
    the colour there.
    """
    if not pinned.any():
        return np.zeros(pinned.shape, np.float32)
    nearest = np.asarray(distance_transform_edt(~pinned, return_distances=False, return_indices=True))
    away = ((nearest - np.indices(pinned.shape)) ** 2).sum(0)
    colours = cv2.GaussianBlur(crop.image, (0, 0), 1).astype(np.float32)
    unlike = ((colours - colours[nearest[0], nearest[1]]) ** 2).sum(2)
    return np.exp(-away / (2 * REACH**2) - unlike / (2 * COLOUR_REACH**2)).astype(np.float32)


def _from_prior(crop: Crop, prior: NDArray[np.float32]) -> NDArray[np.float32]:
    x0, y0, x1, y1 = crop.box
    probability = np.clip(cv2.resize(prior, (x1 - x0, y1 - y0), interpolation=cv2.INTER_AREA), 1e-4, 1 - 1e-4)
    more = np.zeros(crop.image.shape[:2], np.float32)
    more[y0:y1, x0:x1] = MODEL * np.clip(np.log(probability / (1 - probability)), -MODEL_SUREST, MODEL_SUREST)
    return more
