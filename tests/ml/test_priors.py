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


def fused(boxes, height, width, prior=equation):
    """Mean over the boxes a pixel is inside, outside all of them mean over all boxes."""
    maps, insides = map(np.array, zip(*(prior(box, height, width) for box in boxes), strict=True))
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


def by_opencv(box, height, width):
    """Equations 1 and 2 with OpenCV's exact distance transform; with the inside."""
    inside = np.zeros((height, width), np.uint8)
    inside[box[1] : box[3], box[0] : box[2]] = 1
    beyond = cv2.distanceTransform(1 - inside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    depth = cv2.distanceTransform(np.pad(inside, 1), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)[1:-1, 1:-1] - 1
    distance = np.clip(np.where(inside, 128 - depth, 128 + beyond), 0, 255)
    smallest = distance.min()
    if smallest < 128:
        distance = np.where(inside, 128 * (distance - smallest) / (128 - smallest), distance)
    return distance, inside > 0


@pytest.mark.parametrize(
    "boxes",
    [
        pytest.param([(150, 140, 500, 460)], id="plateau"),
        pytest.param([(0, 0, 255, 255)], id="255: no clipping"),
        pytest.param([(10, 10, 266, 266)], id="256: no clipping"),
        pytest.param([(10, 10, 267, 267)], id="257: just reaches 0"),
        pytest.param([(10, 10, 269, 269)], id="259: clipped"),
        pytest.param([(20, 300, 600, 331)], id="long: a line of 0"),
        pytest.param([(699, 0, 700, 1)], id="one pixel"),
        pytest.param([(5, 5, 400, 380), (300, 300, 303, 303), (250, 200, 700, 620)], id="three"),
    ],
)
def test_position_prior_agrees_with_opencvs_distances(boxes):
    expected = fused(boxes, 620, 700, by_opencv)
    np.testing.assert_allclose(position_prior_float(boxes, 620, 700), expected, atol=0.01)


def test_large_boxes_have_a_plateau():
    prior = position_prior_float([(150, 140, 500, 460)], 620, 700)
    assert (prior[268:332, 278:372] == 0).all()  # 128 pixels from every side
    assert prior[267, 300] == 1
    assert prior[300, 277] == 1


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
