"""Augmentation moves picture, priors, proposals and label together."""

from dataclasses import replace

import numpy as np
import pytest

from ml.config import NetworkSettings
from ml.data.augmentation import augment, hide_planes, random_warp, recolour, warp
from ml.data.examples import MEAN_COLOUR, Example
from ml.label_map import IGNORED

PLAIN = NetworkSettings(crop=32, scale_min=1.0, scale_max=1.0, flip=False)


def example(height: int = 32, width: int = 32) -> Example:
    """Every array tells the same pixel's position: a golden picture for warps."""
    numbers = (np.arange(height * width) % 250).astype(np.uint8).reshape(height, width)
    return Example(np.stack([numbers] * 3, 2), numbers, numbers[..., None], np.stack([numbers, numbers], 2), numbers)


def parts(e: Example) -> list[np.ndarray]:
    assert e.position is not None
    assert e.classes is not None
    assert e.proposals is not None
    assert e.label is not None
    return [e.picture[..., 0], e.position, e.classes[..., 0], e.proposals[..., 0], e.proposals[..., 1], e.label]


def test_without_changes_it_is_the_same():
    for moved, part in zip(parts(augment(example(), PLAIN, np.random.default_rng(0))), parts(example()), strict=True):
        np.testing.assert_array_equal(moved, part)


def test_a_mirrored_example_is_mirrored_in_every_part():
    settings = replace(PLAIN, flip=True)
    seen = set()
    for seed in range(8):
        moved = parts(augment(example(), settings, np.random.default_rng(seed)))
        mirrored = not np.array_equal(moved[0], parts(example())[0])
        seen.add(mirrored)
        for got, part in zip(moved, parts(example()), strict=True):
            np.testing.assert_array_equal(got, part[:, ::-1] if mirrored else part)
    assert seen == {True, False}


def test_a_shift_moves_all_and_fills_the_outside():
    matrix = np.array([[1.0, 0, 5], [0, 1.0, 3]])
    moved, before = warp(example(), matrix, 32), example()
    for got, part in zip(parts(moved), parts(before), strict=True):
        np.testing.assert_array_equal(got[3:, 5:], part[:-3, :-5])
    assert moved.picture[0, 0].tolist() == list(MEAN_COLOUR)
    outside = [part[0, 0] for part in parts(moved)[1:]]
    assert outside == [255, 0, 0, 0, IGNORED]


def test_twice_the_scale_keeps_labels_and_picture_aligned():
    picture = np.zeros((40, 40, 3), np.uint8)
    picture[10:30, 10:30] = 200
    label = (picture[..., 0] > 0).astype(np.uint8)
    settings = replace(PLAIN, scale_min=2.0, scale_max=2.0, crop=80)
    moved = augment(Example(picture, None, None, None, label), settings, np.random.default_rng(0))
    assert moved.label is not None
    np.testing.assert_array_equal(moved.label, np.kron(label, np.ones((2, 2), np.uint8)))
    np.testing.assert_array_equal(moved.picture[..., 0] > 100, moved.label == 1)


@pytest.mark.parametrize("size", [(20, 90), (90, 20), (20, 20), (90, 90)])
def test_the_crop_lies_inside_or_holds_the_whole_example(size: tuple[int, int]):
    height, width = size
    for seed in range(20):
        x, y = random_warp(height, width, PLAIN, np.random.default_rng(seed))[:, 2]
        assert min(0, 32 - width) <= x <= max(0, 32 - width)
        assert min(0, 32 - height) <= y <= max(0, 32 - height)


def test_colours_are_changed_as_said():
    """Saturation, brightness and contrast one after the other, in floats; rounding alone differs."""
    picture = np.random.default_rng(1).integers(0, 256, (20, 30, 3), np.uint8)
    for seed in range(5):
        rng = np.random.default_rng(seed)
        contrast, saturation = rng.uniform(0.7, 1.3, 2)
        brightness = rng.uniform(0.7, 1.3) * rng.uniform(0.9, 1.1, 3)
        grey = picture.mean(2, keepdims=True)
        bright = (grey + (picture - grey) * saturation) * brightness
        expected = np.clip((bright - bright.mean()) * contrast + bright.mean(), 0, 255)
        np.testing.assert_allclose(recolour(picture, 0.3, np.random.default_rng(seed)), expected, atol=1)


def test_colours_change_the_picture_only():
    moved = augment(example(), replace(PLAIN, colour=0.5), np.random.default_rng(0))
    assert not np.array_equal(moved.picture, example().picture)
    for got, part in zip(parts(moved)[1:], parts(example())[1:], strict=True):
        np.testing.assert_array_equal(got, part)


def test_hidden_planes_say_nothing_but_contrast():
    planes = example().proposals
    assert planes is not None
    both = replace(example(), proposals=np.concatenate([planes[..., :1], planes[..., :1]], axis=2))
    hidden = hide_planes(both, ("grabcut", "contrast"))
    assert hidden.proposals is not None
    assert np.unique(hidden.proposals[..., 0]).tolist() == [128]
    np.testing.assert_array_equal(hidden.proposals[..., 1], planes[..., 0])
    np.testing.assert_array_equal(hidden.picture, both.picture)
