"""A picture as superpixels and the tree in which they merge, weakest common contour first (paper section 3.1: MCG)."""

import sys
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# higra takes matplotlib, if it is there, for drawings we never ask for; its import is nearly half of a process's start.
_hidden = sys.modules.setdefault("matplotlib", None) is None  # type: ignore[arg-type]  # None: "there is no such module"
import higra  # noqa: E402

if _hidden:
    del sys.modules["matplotlib"]


@dataclass(frozen=True)
class Hierarchy:
    """n superpixels and a binary tree of merges over them: nodes 0..n-1 are the superpixels, 2n-2 is the whole
    picture.
    """

    labels: NDArray[np.intp]
    """(H, W) superpixel of each pixel, 0..n-1"""
    parents: NDArray[np.intp]
    """(2n - 1,) parent of each node, always a higher number; the root is its own parent"""
    touching: NDArray[np.intp]
    """(pairs, 2) superpixels that share a border"""

    @property
    def size(self) -> int:
        """n, the number of superpixels."""
        return (len(self.parents) + 1) // 2

    def members(self) -> NDArray[np.bool_]:
        """(2n - 1, n): which superpixels each node holds."""
        members = np.zeros((len(self.parents), self.size), bool)
        members[np.arange(self.size), np.arange(self.size)] = True
        for node, parent in enumerate(self.parents[:-1]):
            members[parent] |= members[node]
        return members


def build(strength: NDArray[np.float32], superpixels: int) -> Hierarchy:
    """Hierarchy of at most `superpixels` regions from contour strength (H, W).

    Watershed regions of the strength merge by the mean strength along their common border (Arbelaez et al. 2011, as
    in MCG); the tree is then cut where `superpixels` regions are left.
    """
    graph = higra.get_4_adjacency_graph(strength.shape)
    weights = higra.weight_graph(graph, strength.astype(np.float64), higra.WeightFunction.mean)  # type: ignore[attr-defined]
    tree, _ = higra.mean_pb_hierarchy(graph, weights, strength.shape)
    regions = higra.CptRegionAdjacencyGraph.construct(tree.leaf_graph)
    leaf_of_region, parents = _cut(tree.parents().astype(np.intp), superpixels)
    labels = leaf_of_region[regions["vertex_map"]].reshape(strength.shape)
    sources, targets = tree.leaf_graph.edge_list()
    pairs = np.stack([leaf_of_region[sources], leaf_of_region[targets]], 1)
    return Hierarchy(labels, parents, np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0))


def _cut(parents: NDArray[np.intp], superpixels: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Superpixel of every old leaf, and the parents of the tree above the cut.

    Nodes are numbered in the order of merging, so the last `superpixels` - 1 of them are the merges that remain.
    """
    count = len(parents)
    superpixels = min(superpixels, (count + 1) // 2)
    first_merge = count - (superpixels - 1)
    new_leaves = (
        np.flatnonzero((np.arange(count) < first_merge) & (parents >= first_merge))
        if superpixels > 1
        else np.array([count - 1])
    )
    kept = np.concatenate([new_leaves, np.arange(first_merge, count)])
    number = np.full(count, -1, np.intp)
    number[kept] = np.arange(len(kept))
    leaves = np.arange((count + 1) // 2)
    while (lost := number[leaves] < 0).any():
        leaves[lost] = parents[leaves[lost]]
    return number[leaves], number[parents[kept]]
