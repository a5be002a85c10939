"""The sample project's pictures: repeatable, exactly masked, varied."""

import io
from collections import Counter

import numpy as np
from PIL import Image

from worker import sample_pictures


def test_same_seed_same_pictures_whatever_the_count() -> None:
    three, two = list(sample_pictures.draw_samples(3)), list(sample_pictures.draw_samples(2))
    other = list(sample_pictures.draw_samples(2, seed=8))
    assert [picture.jpeg for picture in three[:2]] == [picture.jpeg for picture in two]
    assert other[0].jpeg != two[0].jpeg


def test_pictures_have_every_class_and_masks_that_fit_and_never_overlap() -> None:
    pictures = list(sample_pictures.draw_samples(12))
    classes = Counter(thing.class_name for picture in pictures for thing in picture.objects)
    assert set(classes) == set(sample_pictures.CLASSES)
    for picture in pictures:
        assert Image.open(io.BytesIO(picture.jpeg)).size == (picture.width, picture.height)
        assert 320 <= picture.width <= 480
        counts = np.sum([thing.mask for thing in picture.objects], 0)
        assert counts.shape == (picture.height, picture.width)
        assert counts.max() == 1
        assert all(thing.mask.sum() >= sample_pictures.SMALLEST_AREA for thing in picture.objects)


def test_masks_lie_on_their_things() -> None:
    """Inside and outside differ in colour across the mask's rim more than they do one step further in."""
    steps: list[float] = []
    for picture in sample_pictures.draw_samples(6):
        pixels = np.asarray(Image.open(io.BytesIO(picture.jpeg)), float)
        change = np.abs(np.diff(pixels, axis=1)).sum(2)
        for thing in picture.objects:
            rim = thing.mask[:, 1:] != thing.mask[:, :-1]
            inside = thing.mask[:, 1:] & thing.mask[:, :-1]
            steps.append(float(change[rim].mean() / change[inside].mean()))
    assert np.median(steps) > 1.5
