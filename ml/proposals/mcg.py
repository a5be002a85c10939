"""MCG proposals: unions of neighbouring regions of a contour hierarchy, of which the one that fits the box best is
taken (paper section 3.1; Pont-Tuset et al. 2017 without the trained ranker).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ml.masks import Bools, Box
from ml.priors import inside_prior
from ml.proposals import contours, hierarchy
from ml.proposals.box_odds import box_odds
from ml.proposals.colour_contrast import colour_contrast
from ml.proposals.crop import Crop, cut_out
from ml.proposals.hierarchy import Hierarchy

CROP_SUPERPIXELS = 200
CROP_SCALES = (1.3, 2.7)  # of the contours, in pixels of a crop
CROP_UNION = 12
CROP_BEAM = 16
PICTURE_SUPERPIXELS = 1500
LARGEST_UNION = 4
BEAM = 64
COLOUR, PLACE = 2.5, 0.35  # what colour and place in the box count for in the expected foreground of a crop
SUREST = 3.0  # log odds that a colour alone can give

Fit = Literal["prior", "box"]
"""What a union is compared with. "box": the filled box, as in the paper. "prior": the box with each pixel weighted by
1 - position prior / 128 (1 in the centre, 0 on the outline), so that filling the corners of the box gains little."""


@dataclass(frozen=True)
class Regions:
    """A hierarchy with what every box of the picture needs of it, worked out once."""

    hierarchy: Hierarchy

    @cached_property
    def members(self) -> Bools:
        """(2n - 1, n): which superpixels each node holds."""
        return self.hierarchy.members()

    @cached_property
    def touching(self) -> NDArray[np.float32]:
        """(n, n): 1 for superpixels that share a border, else 0."""
        n = self.hierarchy.size
        touching = np.zeros((n, n), np.float32)
        a, b = self.hierarchy.touching.T
        touching[a, b] = touching[b, a] = 1
        return touching


def mcg(image: NDArray[np.uint8], box: Box) -> Bools:
    """Foreground of the box, bool (box_h, box_w), from an RGB picture (H, W, 3) uint8, worked out on a scaled crop."""
    return mcg_crop(cut_out(image, box))


def mcg_crop(crop: Crop) -> Bools:
    """`mcg` on an existing crop: the union with the highest expected IoU with the object, as colours and place in the
    box tell it (`_expected_foreground`). The paper's rule, IoU with the box itself, is `best_union`.
    """
    regions = find_regions(crop.image, CROP_SUPERPIXELS, CROP_SCALES)
    tree = regions.hierarchy
    labels = tree.labels.ravel()
    gain = np.bincount(labels, _expected_foreground(crop, tree).ravel(), minlength=tree.size).astype(np.float64)
    cost = np.bincount(labels, minlength=tree.size) - gain
    search = _Search.over(regions, gain, cost, float(gain.sum()))
    found = crop.to_box(search.run(CROP_UNION, CROP_BEAM)[tree.labels])
    return found if found.any() else np.ones_like(found)


def _expected_foreground(crop: Crop, tree: Hierarchy) -> NDArray[np.float64]:
    """Probability of foreground (h, w), 0 outside the box: from how much more common the colours of a pixel's
    superpixel are in the middle of the box than around it, and from the pixel's place in the box.
    """
    x0, y0, x1, y1 = crop.box
    inside = np.zeros(crop.image.shape[:2], np.float32)
    inside[y0:y1, x0:x1] = 1
    middle = np.zeros_like(inside)
    middle[y0:y1, x0:x1] = _weights(crop.box, "prior")
    around = 1 - inside if not inside.all() else 1 - middle
    contrast = np.clip(colour_contrast(crop.image, middle, around), -SUREST, SUREST)
    size = np.bincount(tree.labels.ravel(), minlength=tree.size)
    of_region = np.bincount(tree.labels.ravel(), contrast.ravel(), minlength=tree.size) / size
    odds = COLOUR * of_region[tree.labels]
    odds[y0:y1, x0:x1] += PLACE * box_odds(y1 - y0, x1 - x0)
    return inside / (1 + np.exp(-odds))


def find_regions(
    image: NDArray[np.uint8], superpixels: int = PICTURE_SUPERPIXELS, scales: Sequence[float] = (2, 4)
) -> Regions:
    """Regions of an RGB picture, for any box in it; scales are those of `contours.gradient`."""
    return Regions(hierarchy.build(contours.gradient(image, scales), superpixels))


def best_union(regions: Regions, box: Box, fit: Fit = "prior", largest: int = LARGEST_UNION) -> Bools:
    """Union of up to `largest` touching nodes with the highest IoU with the box (METHOD decision 12): bool (H, W)."""
    tree = regions.hierarchy
    weights = _weights(box, fit)
    part = tree.labels[box[1] : box[3], box[0] : box[2]].ravel()
    gain = np.bincount(part, weights.ravel(), minlength=tree.size).astype(np.float64)
    cost = np.bincount(tree.labels.ravel(), minlength=tree.size) - np.bincount(part, minlength=tree.size)
    search = _Search.over(regions, gain, cost.astype(np.float64), float(weights.sum()))
    return search.run(largest)[tree.labels]


def _weights(box: Box, fit: Fit) -> NDArray[np.float32]:
    """(box_h, box_w) what each pixel of the box is worth; all the same in a box without an interior."""
    height, width = box[3] - box[1], box[2] - box[0]
    if fit == "box" or min(height, width) < 3:
        return np.ones((height, width), np.float32)
    return 1 - inside_prior(height, width) / np.float32(128)


@dataclass(frozen=True)
class _Search:
    """Beam search for the union of nodes with the highest gain / (total + cost): its (weighted, expected) IoU."""

    members: NDArray[np.float32]
    """(nodes, n) superpixels of each useful node"""
    reach: NDArray[np.float32]
    """(nodes, n) > 0: superpixels each node touches"""
    gain: NDArray[np.float64]
    """(nodes,) weight inside the box, or expected pixels of foreground"""
    cost: NDArray[np.float64]
    """(nodes,) pixels outside, or expected pixels of ground"""
    total: float

    @classmethod
    def over(cls, regions: Regions, gain: NDArray[np.float64], cost: NDArray[np.float64], total: float) -> "_Search":
        """Search over the nodes that can be part of a best union; gain and cost are given per superpixel."""
        node_gain, node_cost = regions.members @ gain, regions.members @ cost
        alone = node_gain / (total + node_cost)
        # A node with less gain per cost than the best node alone makes any union at least as good worse.
        useful = np.flatnonzero(node_gain > alone.max() * node_cost)
        members = regions.members[useful].astype(np.float32)
        return cls(members, members @ regions.touching, node_gain[useful], node_cost[useful], total)

    def run(self, largest: int, beam: int = BEAM) -> Bools:
        """(n,) superpixels of the best union found, growing the best `beam` unions by one touching node at a time."""
        score = self.gain / (self.total + self.cost)
        kept = np.argsort(-score, kind="stable")[:beam]
        unions, borders, gain, cost = self.members[kept], self.reach[kept], self.gain[kept], self.cost[kept]
        best, best_score = unions[0], score[kept[0]]
        for _ in range(largest - 1):
            old, node = self._grow(unions, borders, gain, cost, beam)
            if not len(old):
                break
            unions, borders = unions[old] + self.members[node], borders[old] + self.reach[node]
            gain, cost = gain[old] + self.gain[node], cost[old] + self.cost[node]
            if (top := gain[0] / (self.total + cost[0])) > best_score:
                best, best_score = unions[0], top
        return best > 0

    def _grow(
        self,
        unions: NDArray[np.float32],
        borders: NDArray[np.float32],
        gain: NDArray[np.float64],
        cost: NDArray[np.float64],
        beam: int,
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The best `beam` different pairs (union, node to add), best first."""
        allowed = (unions @ self.members.T == 0) & (borders @ self.members.T > 0)
        score = np.where(allowed, (gain[:, None] + self.gain) / (self.total + cost[:, None] + self.cost), 0).ravel()
        # The same union comes about in several orders.
        order = np.argsort(-score, kind="stable")[: LARGEST_UNION * beam]
        old, node = np.unravel_index(order[score[order] > 0], allowed.shape)
        _, first = np.unique(unions[old] + self.members[node] > 0, axis=0, return_index=True)
        first = np.sort(first)[:beam]
        return old[first], node[first]
