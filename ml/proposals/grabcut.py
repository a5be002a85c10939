"""GrabCut proposals: one object's foreground from the colours inside and around its box (paper section 3.1, Rother et
al. 2004).
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ml.masks import Bools, Box
from ml.proposals.box_odds import box_odds
from ml.proposals.colour_mixture import ColourMixture
from ml.proposals.crop import SIDE, Crop, cut_out
from ml.proposals.graph_cut import SURE, contrast_edges, cut

SEED = 0
CORE = 0.2  # central part of each box side that is surely foreground while colours are learned
PLAIN_ITERATIONS = 5
SMALLEST_FILL = 0.1  # less of the box than this means GrabCut collapsed
GAMMA = 14.0  # smoothness; OpenCV's 50 is too much for crops of this size
PLACE = 0.3  # weight of the pixel's place in the box
SUREST = 8.0  # log odds that a colour alone can give
REFITS = 3  # times at most that the colours are learned again, from our own cut
SETTLED = 0.005  # of the box; a cut that changed no more than this is the last
SKETCH_SIDE, SKETCH_REFITS = 70, 1


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
    """`grabcut` on an existing crop, for callers that also run MCG on it.

    OpenCV's GrabCut learns the colours of object and ground; the last cuts are our own, with less smoothness and with
    the pixel's place in the box (`box_odds`), neither of which OpenCV lets one choose.
    """
    return learn(crop).mask


@dataclass(frozen=True, eq=False)
class Learned:
    """What GrabCut has made of a crop: the colours of ground and object, and the foreground they give."""

    crop: Crop
    ground: ColourMixture
    thing: ColourMixture
    found: Bools
    """over the crop, all of it inside the box"""

    @property
    def mask(self) -> Bools:
        """Foreground of the box; the filled box when GrabCut found less than 10 % of it."""
        mask = self.crop.to_box(self.found)
        return mask if mask.mean() >= SMALLEST_FILL else np.ones_like(mask)

    def refit(self, members: Bools) -> tuple[ColourMixture, ColourMixture]:
        """See refit_colours."""
        return refit_colours(self.crop, self.ground, self.thing, members)


def sketch(image: NDArray[np.uint8], box: Box) -> Learned:
    """A first GrabCut for somebody who waits: on a smaller crop, with fewer cuts, in 2/5 of the time of `learn`.

    Its masks are 0.01 to 0.02 of object IoU worse on PASCAL VOC (docs/proposals.md).
    """
    return learn(cut_out(image, box, SKETCH_SIDE), SKETCH_REFITS)


def learn(crop: Crop, refits: int = REFITS) -> Learned:
    """GrabCut on a crop, with what it learned on the way; `refits`: times at most that it learns again."""
    ground, thing = learn_colours(crop)
    learned = Learned(crop, ground, thing, cut_colours(crop, ground, thing))
    x0, y0, x1, y1 = crop.box
    enough = SETTLED * (x1 - x0) * (y1 - y0)
    for _ in range(refits):
        before = learned.found
        ground, thing = learned.refit(before)
        learned = Learned(crop, ground, thing, cut_colours(crop, ground, thing))
        if np.count_nonzero(learned.found != before) <= enough:
            break
    return learned


def learn_colours(crop: Crop) -> tuple[ColourMixture, ColourMixture]:
    """Colours of the ground and of the object, as OpenCV's second iteration learns them but without its cut."""
    ground, thing = np.zeros((1, 65)), np.zeros((1, 65))
    found = _run(crop.image, _trimap(crop), 1, ground, thing)
    return refit_colours(crop, ColourMixture.from_opencv(ground), ColourMixture.from_opencv(thing), found)


def refit_colours(
    crop: Crop, ground: ColourMixture, thing: ColourMixture, members: Bools
) -> tuple[ColourMixture, ColourMixture]:
    """Colours of the ground and of the object, learned again, when `members` (bool, over the crop) is the object."""
    colours, chosen = crop.image.astype(np.float32).reshape(-1, 3), members.ravel()
    return ground.refit(colours, ~chosen), thing.refit(colours, chosen)


def cut_colours(
    crop: Crop,
    ground: ColourMixture,
    thing: ColourMixture,
    more: NDArray[np.float32] | None = None,
    weight: float = 1.0,
) -> Bools:
    """Foreground over the crop, all of it inside the box, that colours and place tell, times `weight`; `more`: further
    log odds (h, w), where +-SURE settles a pixel.
    """
    height, width = crop.image.shape[:2]
    x0, y0, x1, y1 = crop.box
    # One line of ground around the box is all the rest of the crop can say.
    outer = (slice(max(y0 - 1, 0), min(y1 + 1, height)), slice(max(x0 - 1, 0), min(x1 + 1, width)))
    inside = crop.image[y0:y1, x0:x1].reshape(-1, 3).astype(np.float32)
    by_colour = np.clip(thing.log_likelihood(inside) - ground.log_likelihood(inside), -SUREST, SUREST)
    odds = np.full((height, width), -SURE, np.float32)
    odds[y0:y1, x0:x1] = by_colour.reshape(y1 - y0, x1 - x0) + PLACE * box_odds(y1 - y0, x1 - x0)
    odds[y0:y1, x0:x1] *= weight
    if more is not None:
        odds[y0:y1, x0:x1] += more[y0:y1, x0:x1]
    # In a smaller crop a border is shorter, but what it holds together is smaller by more: it must cost less.
    gamma = GAMMA * ((x1 - x0) * (y1 - y0)) ** 0.5 / SIDE
    across, down = contrast_edges(crop.image[outer], gamma)
    found = np.zeros((height, width), bool)
    found[outer] = cut(odds[outer], across, down)
    return found


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
    found = _run(padded, trimap, PLAIN_ITERATIONS, np.zeros((1, 65)), np.zeros((1, 65)))
    return found[y0 + 1 : y1 + 1, x0 + 1 : x1 + 1]


def _run(
    image: NDArray[np.uint8],
    trimap: NDArray[np.uint8],
    iterations: int,
    ground: NDArray[np.float64],
    thing: NDArray[np.float64],
) -> Bools:
    """OpenCV's GrabCut; leaves the colours it learned in `ground` and `thing` (1, 65)."""
    cv2.setRNGSeed(SEED)
    no_rect = (0, 0, 0, 0)
    cv2.grabCut(np.ascontiguousarray(image), trimap, no_rect, ground, thing, iterations, cv2.GC_INIT_WITH_MASK)
    return (trimap == cv2.GC_FGD) | (trimap == cv2.GC_PR_FGD)
