"""Exact minimum of a two-label energy over a picture's pixels: unary odds plus contrast along edges (Boykov & Jolly
2001), as a minimum cut.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from ml.masks import Bools

UNITS = 100  # integer capacity of 1: the flow is worked out in whole numbers
SURE = 1000.0  # odds beyond this are as good as certain


def contrast_edges(image: NDArray[np.uint8], gamma: float) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """What separating two neighbours costs: gamma exp(-beta |difference of colours|^2), beta = 1 / (2 mean of it).

    Returns (H, W - 1) between left and right and (H - 1, W) between upper and lower pixels of an RGB picture.
    """
    colours = image.astype(np.float32)
    across = ((colours[:, 1:] - colours[:, :-1]) ** 2).sum(2)
    down = ((colours[1:] - colours[:-1]) ** 2).sum(2)
    mean = (across.sum() + down.sum()) / max(across.size + down.size, 1)
    beta = 1 / (2 * mean + 1e-6)
    return gamma * np.exp(-beta * across), gamma * np.exp(-beta * down)


def cut(odds: NDArray[np.float32], across: NDArray[np.float32], down: NDArray[np.float32]) -> Bools:
    """Labelling (H, W), True where foreground, that minimises  sum of |odds| where the label is against its sign
    + sum of the edges between unlike neighbours.

    odds: log odds of foreground per pixel. across (H, W - 1), down (H - 1, W): as `contrast_edges` gives them.
    Of several minima the one with the smallest foreground.
    """
    height, width = odds.shape
    count = height * width
    pixel = np.arange(count, dtype=np.int32).reshape(height, width)
    graph = _graph(
        [
            (pixel[:, :-1], pixel[:, 1:], across, across),
            (pixel[:-1], pixel[1:], down, down),
            (np.full_like(pixel, count), pixel, np.clip(odds, 0, SURE), np.zeros_like(odds)),
            (pixel, np.full_like(pixel, count + 1), np.clip(-odds, 0, SURE), np.zeros_like(odds)),
        ],
        count + 2,
    )
    left = graph - maximum_flow(graph, count, count + 1).flow
    left.data = (left.data > 0).astype(np.int8)
    left.eliminate_zeros()
    found = np.zeros(count + 2, bool)
    found[breadth_first_order(left, count, return_predecessors=False)] = True
    return found[:count].reshape(height, width)


def _graph(edges: list[tuple[NDArray[Any], ...]], nodes: int) -> csr_matrix:
    """Sparse capacities from (start, end, capacity, capacity back) arrays."""
    start = np.concatenate([edge[side].ravel() for edge in edges for side in (0, 1)])
    end = np.concatenate([edge[side].ravel() for edge in edges for side in (1, 0)])
    capacity = np.concatenate([edge[side].ravel() for edge in edges for side in (2, 3)])
    return csr_matrix(((capacity * UNITS).astype(np.int32), (start, end)), shape=(nodes, nodes))
