"""Guided GrabCut: pins hold whatever the picture, what is like them follows, and without pins nothing changes."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml.masks import iou
from ml.proposals import Pins, cut_out, grabcut_crop, guide, learn
from ml.proposals.crop import Crop
from tests.ml.pictures import AWKWARD, disc, textured


def two_discs():
    """A red and a blue disc on green inside one box: the picture, the box, and the discs over the box."""
    red, blue = disc(120, 200, (60, 60), 32), disc(120, 200, (140, 60), 32)
    picture = textured(red)
    picture[blue] = textured(blue, inside=(40, 60, 190), seed=1)[blue]
    box = (20, 20, 180, 100)
    window = (slice(20, 100), slice(20, 180))
    return picture, box, red[window], blue[window]


def middle_of(thing, radius):
    """A dab in the middle of it."""
    rows, columns = np.nonzero(thing)
    height, width = thing.shape
    return disc(height, width, (int(columns.mean()), int(rows.mean())), radius)


def opencv(picture, box, pins):
    """OpenCV's own GrabCut with the pins in its mask, on the whole picture."""
    trimap = np.full(picture.shape[:2], cv2.GC_BGD, np.uint8)
    part = trimap[box[1] : box[3], box[0] : box[2]]
    part[:] = cv2.GC_PR_FGD
    part[pins.foreground], part[pins.background] = cv2.GC_FGD, cv2.GC_BGD
    cv2.setRNGSeed(0)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(picture, trimap, (0, 0, 0, 0), *models, 5, cv2.GC_INIT_WITH_MASK)
    return (part == cv2.GC_FGD) | (part == cv2.GC_PR_FGD)


@pytest.mark.parametrize("keeps_red", [True, False])
def test_strokes_tell_two_things_apart_as_they_do_for_opencv(keeps_red):
    picture, box, red, blue = two_discs()
    wanted, other = (red, blue) if keeps_red else (blue, red)
    pins = Pins(middle_of(wanted, 8), other)
    found = guide(learn(cut_out(picture, box)), pins)
    assert iou(found, wanted) > 0.9
    assert iou(found, opencv(picture, box, pins)) > 0.9


def test_one_click_takes_a_thing_away_that_opencv_keeps():
    picture, box, red, blue = two_discs()
    pins = Pins(np.zeros_like(red), middle_of(blue, 2))
    assert iou(opencv(picture, box, pins), red) < 0.6
    assert iou(guide(learn(cut_out(picture, box)), pins), red) > 0.9


def test_without_pins_it_is_grabcut():
    picture, box, *_ = two_discs()
    crop = cut_out(picture, box)
    nothing = np.zeros((80, 160), bool)
    np.testing.assert_array_equal(guide(learn(crop), Pins(nothing, nothing)), grabcut_crop(crop))


@pytest.mark.parametrize(("size", "box"), AWKWARD)
def test_awkward_boxes_keep_to_their_pins(size, box):
    picture = np.random.default_rng(0).integers(0, 256, (*size, 3), np.uint8)
    shape = (box[3] - box[1], box[2] - box[0])
    for value in (True, False):
        one = np.zeros(shape, bool)
        one[0, 0] = True
        pins = Pins(one, ~one & False) if value else Pins(~one & False, one)
        assert guide(learn(cut_out(picture, box)), pins)[0, 0] == value


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([(40, 60), (300, 400)]))
def test_pins_always_hold(seed, size):
    chance = np.random.default_rng(seed)
    picture = np.asarray(cv2.resize(chance.integers(0, 256, (12, 16, 3), np.uint8), size[::-1]), np.uint8)
    x, y = (sorted(chance.choice(length, 2, replace=False)) for length in (size[1], size[0]))
    box = (int(x[0]), int(y[0]), int(x[1]) + 1, int(y[1]) + 1)
    box = (box[0], box[1], min(box[2], size[1]), min(box[3], size[0]))
    kinds = chance.choice(3, (box[3] - box[1], box[2] - box[0]), p=[0.98, 0.01, 0.01])
    pins = Pins(kinds == 1, kinds == 2)
    prior = chance.random(kinds.shape, np.float32) if seed % 2 else None
    learned = learn(cut_out(picture, box))
    found = guide(learned, pins, prior)
    assert found[pins.foreground].all()
    assert not found[pins.background].any()
    np.testing.assert_array_equal(guide(learned, pins, prior), found)


def test_a_networks_word_counts_where_colours_say_nothing():
    noise = np.random.default_rng(4).integers(0, 256, (120, 200, 3), np.uint8)
    thing = disc(80, 160, (50, 40), 25)
    prior = np.where(thing, 0.95, 0.05).astype(np.float32)
    learned, pins = learn(cut_out(noise, (20, 20, 180, 100))), Pins(middle_of(thing, 2), np.zeros_like(thing))
    assert iou(guide(learned, pins, prior), thing) > iou(guide(learned, pins), thing) + 0.3


def test_pins_of_a_box_must_agree():
    nothing, one = np.zeros((4, 4), bool), np.zeros((4, 4), bool)
    one[1, 1] = True
    with pytest.raises(ValueError, match="as foreground and as background"):
        Pins(one, one)
    with pytest.raises(ValueError, match="two boxes"):
        Pins(one, np.zeros((4, 5), bool))
    points = Pins.of_points((10, 20, 14, 24), [(11, 21)])
    np.testing.assert_array_equal(points.foreground, one)
    np.testing.assert_array_equal(points.hold(nothing), one)


def test_pins_fall_into_the_cells_of_the_crop_they_are_in():
    crop = Crop(np.zeros((6, 8, 3), np.uint8), (2, 1, 6, 5), (40, 8))  # a cell: 2 x 10 pixels of the picture
    pixels = np.zeros((40, 8), bool)
    pixels[[0, 19, 20], [1, 2, 7]] = True
    expected = np.zeros((6, 8), bool)
    expected[[1, 2, 3], [2, 3, 5]] = True
    np.testing.assert_array_equal(crop.from_box(pixels), expected)
