"""MCG: the hierarchy is a proper tree of connected superpixels, and the union that fits the box best is found."""

from itertools import combinations

import cv2
import numpy as np
import pytest

from ml.masks import iou
from ml.proposals import contours, hierarchy
from ml.proposals.mcg import Regions, best_union, mcg
from tests.ml.pictures import AWKWARD, disc, textured


def pieces(pixels):
    """Number of 4-connected parts."""
    return cv2.connectedComponents(pixels.astype(np.uint8), connectivity=4)[0] - 1


def quadrants():
    """A hierarchy of a 4 x 4 picture by hand: four quadrants; left and right halves merge first, then everything."""
    labels = np.kron([[0, 1], [2, 3]], np.ones((2, 2), np.intp))
    return hierarchy.Hierarchy(labels, np.array([4, 5, 4, 5, 6, 6, 6]), np.array([[0, 1], [0, 2], [1, 3], [2, 3]]))


def test_superpixels_are_connected_and_the_tree_holds_each_once():
    image = textured(disc(80, 100, (50, 40), 25))
    tree = hierarchy.build(contours.gradient(image), 60)
    assert tree.labels.shape == (80, 100)
    assert tree.size == 60
    assert np.unique(tree.labels).tolist() == list(range(60))
    assert all(pieces(tree.labels == superpixel) == 1 for superpixel in range(60))
    members = tree.members()
    assert members[-1].all()
    for node in range(60, 119):
        children = np.flatnonzero(tree.parents[:-1] == node)
        assert len(children) == 2
        np.testing.assert_array_equal(members[children].sum(0), members[node])


def test_touching_superpixels_share_a_border():
    tree = hierarchy.build(contours.gradient(textured(disc(40, 50, (25, 20), 12))), 30)
    across = np.stack([tree.labels[:, :-1].ravel(), tree.labels[:, 1:].ravel()], 1)
    down = np.stack([tree.labels[:-1].ravel(), tree.labels[1:].ravel()], 1)
    borders = np.sort(np.concatenate([across, down]), axis=1)
    borders = np.unique(borders[borders[:, 0] != borders[:, 1]], axis=0)
    assert {tuple(pair) for pair in np.sort(tree.touching, axis=1)} == {tuple(pair) for pair in borders}


def best_by_trying_all(tree, box, largest):
    """Highest IoU with the filled box over all connected unions of up to `largest` disjoint nodes."""
    members = tree.members()
    inside = np.zeros(tree.labels.shape, bool)
    inside[box[1] : box[3], box[0] : box[2]] = True
    best = 0.0
    for count in range(1, largest + 1):
        for nodes in combinations(members, count):
            held = np.sum(nodes, axis=0)
            pixels = (held > 0)[tree.labels]
            if held.max() == 1 and pieces(pixels) == 1:
                best = max(best, iou(pixels, inside))
    return best


@pytest.mark.parametrize("seed", range(8))
def test_the_search_finds_the_best_union(seed):
    random = np.random.default_rng(seed)
    tree = hierarchy.build(random.random((14, 14)).astype(np.float32), 9)
    box = (2, 3, int(random.integers(6, 13)), int(random.integers(7, 14)))
    inside = np.zeros((14, 14), bool)
    inside[box[1] : box[3], box[0] : box[2]] = True
    found = best_union(Regions(tree), box, fit="box", largest=3)
    assert iou(found, inside) == pytest.approx(best_by_trying_all(tree, box, 3))


def test_a_union_may_join_nodes_of_different_branches():
    upper = best_union(Regions(quadrants()), (0, 0, 4, 2), fit="box")
    assert upper.astype(int).tolist() == [[1, 1, 1, 1], [1, 1, 1, 1], [0, 0, 0, 0], [0, 0, 0, 0]]
    diagonal = best_union(Regions(quadrants()), (0, 0, 4, 2), fit="box", largest=1)
    assert diagonal.sum() == 4


def test_weighting_by_the_prior_leaves_the_corners_of_the_box_out():
    truth = disc(100, 100, (50, 50), 30)
    regions = Regions(hierarchy.build(contours.gradient(textured(truth)), 80))
    box = (20, 20, 81, 81)
    by_prior, by_box = (iou(best_union(regions, box, fit=fit), truth) for fit in ("prior", "box"))
    assert by_prior > 0.9
    assert by_prior >= by_box


@pytest.mark.parametrize(("size", "box"), AWKWARD)
@pytest.mark.parametrize("flat", [False, True])
def test_awkward_boxes_and_flat_pictures_give_a_mask(size, box, flat):
    image = np.full((*size, 3), 90, np.uint8) if flat else textured(np.zeros(size, bool))
    found = mcg(image, box)
    assert found.shape == (box[3] - box[1], box[2] - box[0])
    assert found.any()


def test_the_same_answer_every_time():
    image = np.random.default_rng(2).integers(0, 256, (150, 150, 3), np.uint8)
    np.testing.assert_array_equal(mcg(image, (20, 30, 120, 110)), mcg(image, (20, 30, 120, 110)))
