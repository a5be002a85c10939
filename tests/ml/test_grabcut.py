"""GrabCut finds an obvious object at any size, never collapses to nothing, and always gives the same answer."""

import numpy as np
import pytest

from ml.masks import iou
from ml.proposals.crop import cut_out
from ml.proposals.grabcut import grabcut, sketch
from tests.ml.pictures import AWKWARD, disc, textured


@pytest.mark.parametrize("radius", [6, 25, 90])
def test_finds_a_disc_of_any_size(radius):
    side = 4 * radius
    truth = disc(side, side, (side // 2, side // 2), radius)
    box = (side // 2 - radius, side // 2 - radius, side // 2 + radius + 1, side // 2 + radius + 1)
    picture = textured(truth)
    for found in (grabcut(picture, box), sketch(picture, box).mask):
        assert found.shape == (2 * radius + 1, 2 * radius + 1)
        assert iou(found, truth[box[1] : box[3], box[0] : box[2]]) > 0.9


def test_plain_works_on_the_picture_as_it_is():
    truth = disc(120, 140, (70, 60), 30)
    found = grabcut(textured(truth), (38, 28, 103, 93), plain=True)
    assert iou(found, truth[28:93, 38:103]) > 0.9


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize(("size", "box"), AWKWARD)
@pytest.mark.parametrize("flat", [False, True])
def test_awkward_boxes_and_flat_pictures_give_a_mask(size, box, plain, flat):
    image = np.full((*size, 3), 90, np.uint8) if flat else textured(np.zeros(size, bool))
    found = grabcut(image, box, plain=plain)
    assert found.shape == (box[3] - box[1], box[2] - box[0])
    assert found.dtype == bool
    assert plain or found.any()


def test_a_collapsed_result_becomes_the_filled_box():
    flat = np.full((200, 200, 3), 90, np.uint8)
    assert not grabcut(flat, (50, 50, 150, 150), plain=True).any()
    noise = np.random.default_rng(1).integers(0, 256, (200, 200, 3), np.uint8)
    assert grabcut(noise, (50, 50, 150, 150)).mean() >= 0.1


def test_the_same_answer_every_time():
    image = np.random.default_rng(2).integers(0, 256, (150, 150, 3), np.uint8)
    first = grabcut(image, (20, 30, 120, 110))
    grabcut(image, (0, 0, 50, 50))
    np.testing.assert_array_equal(grabcut(image, (20, 30, 120, 110)), first)


def test_crops_have_the_same_size_for_any_picture():
    def crop(side):
        quarter, half = side // 4, side // 2
        return cut_out(np.zeros((side, side, 3), np.uint8), (quarter, quarter, half, half))

    small, large = crop(80), crop(3000)
    assert small.image.shape == large.image.shape == (180, 180, 3)
    assert small.box == large.box == (40, 40, 140, 140)


def test_long_boxes_make_no_giant_crops():
    crop = cut_out(np.zeros((3, 20000, 3), np.uint8), (0, 1, 20000, 2))
    assert max(crop.image.shape) <= 400
    assert crop.to_box(np.ones(crop.image.shape[:2], bool)).shape == (1, 20000)


def test_boxes_beyond_the_picture_are_cut_and_those_outside_refused():
    image = np.zeros((20, 20, 3), np.uint8)
    assert cut_out(image, (10, 10, 40, 30)).box_size == (10, 10)
    with pytest.raises(ValueError, match="does not touch the 20 x 20 picture"):
        cut_out(image, (20, 0, 25, 5))
