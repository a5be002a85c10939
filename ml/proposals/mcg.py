"""MCG proposals: unions of neighbouring regions of a contour hierarchy, of which the one that fits the box best is
taken (section 3.1).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ml.masks import Bools, Box
from ml.proposals import contours, hierarchy
from ml.proposals.crop import Crop, cut_out
from ml.proposals.hierarchy import Hierarchy

CROP_SUPERPIXELS = 600
PICTURE_SUPERPIXELS = 1500
LARGEST_UNION = 4
BEAM = 64


@dataclass(frozen=True)
class Regions:
    """A hierarchy with what every box of the picture needs of it, worked out once."""

    hierarchy: Hierarchy

    @cached_property
    def members(self) -> Bools:
        return self.hierarchy.members()

    @cached_property
    def touching(self) -> NDArray[np.float32]:
        n = self.hierarchy.size
        touching = np.zeros((n, n), np.float32)
        a, b = self.hierarchy.touching.T
        touching[a, b] = touching[b, a] = 1
        return touching


def mcg(image: NDArray[np.uint8], box: Box) -> Bools:
    """Foreground of the box, bool (box_h, box_w), from an RGB picture (H, W, 3) uint8, worked out on a scaled crop."""
    return mcg_crop(cut_out(image, box))


def mcg_crop(crop: Crop, superpixels: int = CROP_SUPERPIXELS) -> Bools:
    """`mcg` on an existing crop."""
    regions = find_regions(crop.image, superpixels)
    return crop.to_box(best_union(regions, crop.box))


def find_regions(image: NDArray[np.uint8], superpixels: int = PICTURE_SUPERPIXELS) -> Regions:
    """Regions of a whole RGB picture, for many boxes in it."""
    return Regions(hierarchy.build(contours.gradient(image), superpixels))


def best_union(regions: Regions, box: Box, largest: int = LARGEST_UNION, beam: int = BEAM) -> Bools:
    """Union of up to `largest` touching nodes with the highest IoU with the filled box (METHOD decision 12): bool (H,
    W).
    """
    tree = regions.hierarchy
    inside, outside = _count(tree, box)
    area = (box[2] - box[0]) * (box[3] - box[1])
    node_inside, node_outside = regions.members @ inside, regions.members @ outside
    alone = node_inside / (area + node_outside)
    # Whatever adds more outside per inside than the best IoU so far cannot be part of a better union.
    useful = np.flatnonzero(node_inside > alone.max() * node_outside)
    members = regions.members[useful].astype(np.float32)
    reach = members @ regions.touching  # (nodes, n) > 0: superpixels each node touches
    chosen = _search(members, reach, inside.astype(np.float32), outside.astype(np.float32), area, largest, beam)
    return chosen[tree.labels]


def _count(tree: Hierarchy, box: Box) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Pixels of each superpixel inside and outside the box."""
    inside = np.bincount(tree.labels[box[1] : box[3], box[0] : box[2]].ravel(), minlength=tree.size).astype(float)
    return inside, np.bincount(tree.labels.ravel(), minlength=tree.size) - inside


def _search(members, reach, inside, outside, area, largest, beam) -> Bools:
    """Beam search: grow the best `beam` unions by one touching, disjoint node at a time."""
    node_inside, node_outside = members @ inside, members @ outside
    start = np.argsort(-node_inside / (area + node_outside), kind="stable")[:beam]
    unions, union_inside, union_outside = members[start], node_inside[start], node_outside[start]
    borders = reach[start]
    best, best_score = unions[0], (union_inside / (area + union_outside))[0]
    for _ in range(largest - 1):
        allowed = (unions @ members.T == 0) & (borders @ members.T > 0)
        score = (union_inside[:, None] + node_inside) / (area + union_outside[:, None] + node_outside)
        score = np.where(allowed, score, 0)
        order = np.argsort(-score, axis=None, kind="stable")[: beam * 4]
        old, node = np.unravel_index(order[score.ravel()[order] > 0], score.shape)
        if not len(old):
            break
        grown = unions[old] + members[node]
        _, first = np.unique(grown > 0, axis=0, return_index=True)
        first = np.sort(first)[:beam]
        old, node = old[first], node[first]
        unions, borders = grown[first], borders[old] + reach[node]
        union_inside, union_outside = unions @ inside, unions @ outside
        scores = union_inside / (area + union_outside)
        if scores[0] > best_score:
            best, best_score = unions[0], scores[0]
    return best > 0
