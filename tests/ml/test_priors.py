"""Priors equal the paper's equations 1 and 2, worked out pixel by pixel, and OpenCV's distances."""

import cv2
import numpy as np
import pytest

from ml.priors import class_prior, position_prior, position_prior_float

HEIGHT, WIDTH = 40, 60


def equation(box, height, width):
    """Equations 1 and 2 word for word: distances to every outline pixel, clipped, rescaled inside; with the inside."""
    x0, y0, x1, y1 = box
    y, x = np.mgrid[:height, :width]
    inside = (x >= x0) & (x < x1) & (y >= y0) & (y < y1)
    outline = inside & ((x == x0) | (x == x1 - 1) | (y == y0) | (y == y1 - 1))
    edge_y, edge_x = np.nonzero(outline)
    nearest = np.sqrt(((y[..., None] - edge_y) ** 2 + (x[..., None] - edge_x) ** 2).min(-1))
    distance = np.clip(np.where(inside, 128 - nearest, 128 + nearest), 0, 255)
    smallest = distance.min()
    if smallest < 128:
        distance = np.where(inside & ~outline, 128 * (distance - smallest) / (128 - smallest), distance)
    return distance, inside


def fused(boxes, height, width):
    """Mean over the boxes a pixel is inside, outside all of them mean over all boxes."""
    maps, insides = map(np.array, zip(*(equation(box, height, width) for box in boxes), strict=True))
    count = insides.sum(0)
    return np.where(count > 0, (maps * insides).sum(0) / np.maximum(count, 1), maps.mean(0))


@pytest.mark.parametrize(
    "boxes",
    [
        pytest.param([(10, 8, 40, 30)], id="one"),
        pytest.param([(0, 0, WIDTH, HEIGHT)], id="whole picture"),
        pytest.param([(0, 5, 20, HEIGHT)], id="touches two edges"),
        pytest.param([(59, 39, 60, 40)], id="one pixel in the corner"),
        pytest.param([(20, 10, 22, 12)], id="two by two"),
        pytest.param([(20, 10, 23, 13)], id="three by three"),
        pytest.param([(20, 10, 21, 30), (5, 20, 50, 21)], id="lines"),
        pytest.param([(5, 5, 30, 25), (20, 15, 50, 38)], id="overlapping"),
        pytest.param([(5, 5, 15, 15), (10, 10, 20, 20)], id="equal area"),
        pytest.param(
            [(5, 5, 55, 12), (6, 6, 50, 11), (30, 0, 33, 40), (5, 5, 55, 12)], id="nested, crossing and twice"
        ),
    ],
)
def test_position_prior_is_the_equations(boxes):
    prior = position_prior_float(boxes, HEIGHT, WIDTH)
    assert prior.dtype == np.float32
    np.testing.assert_allclose(prior, fused(boxes, HEIGHT, WIDTH), atol=1e-4)


def test_distances_agree_with_opencv_and_large_boxes_have_a_plateau():
    box, height, width = (150, 140, 500, 460), 620, 700
    inside = np.zeros((height, width), np.uint8)
    inside[box[1] : box[3], box[0] : box[2]] = 1
    outside = np.minimum(128 + cv2.distanceTransform(1 - inside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE), 255)
    depth = cv2.distanceTransform(np.pad(inside, 1), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)[1:-1, 1:-1] - 1
    expected = np.where(
        inside, np.maximum(128 - depth, 0), outside
    )  # the smallest value is 0 already: equation 2 changes nothing
    prior = position_prior_float([box], height, width)
    np.testing.assert_allclose(prior, expected, atol=0.01)
    assert prior[300, 300] == 0
    assert prior[290, 320] == 0


def test_centre_outline_and_far_away():
    prior = position_prior([(200, 200, 301, 251)], 600, 600)
    assert prior.dtype == np.uint8
    assert prior[225, 250] == 0
    assert (prior[200, 200:301] == 128).all()
    assert (prior[200:251, 300] == 128).all()
    assert prior[225, 199] == 129
    assert prior[0, 0] == 255


def test_without_boxes_everything_is_far_away():
    assert (position_prior([], 5, 7) == 255).all()
    assert (class_prior([], [], 5, 7) == 0).all()


def test_class_prior_takes_the_smallest_box_and_of_equal_ones_the_later():
    boxes = [(1, 0, 3, 1), (0, 0, 6, 1), (2, 0, 4, 1)]
    assert class_prior(boxes, [4, 9, 7], 1, 7).tolist() == [[9, 4, 7, 7, 9, 9, 0]]
    assert class_prior(boxes, [4, 9, 7], 1, 7, "binary").tolist() == [[1, 1, 1, 1, 1, 1, 0]]


def test_class_prior_one_plane_per_class():
    planes = class_prior([(1, 0, 3, 1)], [2], 1, 4, "onehot", class_count=2)
    assert planes.tolist() == [[[1, 0, 0, 1]], [[0, 0, 0, 0]], [[0, 1, 1, 0]]]
