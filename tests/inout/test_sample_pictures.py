"""The sample project's pictures: repeatable, exactly masked, varied."""

import io
from collections import Counter

import numpy as np
from PIL import Image

from server.flows import samples
from worker import sample_pictures


def test_same_number_and_seed_same_picture() -> None:
    assert sample_pictures.draw_sample(3).jpeg == sample_pictures.draw_sample(3).jpeg
    assert sample_pictures.draw_sample(3).jpeg != sample_pictures.draw_sample(4).jpeg
    assert sample_pictures.draw_sample(3).jpeg != sample_pictures.draw_sample(3, seed=8).jpeg


def test_project_has_the_classes_that_are_drawn() -> None:
    assert samples.CLASSES == sample_pictures.CLASSES


def test_pictures_have_every_class_and_masks_that_fit_and_never_overlap() -> None:
    pictures = [sample_pictures.draw_sample(number) for number in range(1, 13)]
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
    for picture in [sample_pictures.draw_sample(number) for number in range(1, 7)]:
        pixels = np.asarray(Image.open(io.BytesIO(picture.jpeg)), float)
        change = np.abs(np.diff(pixels, axis=1)).sum(2)
        for thing in picture.objects:
            rim = thing.mask[:, 1:] != thing.mask[:, :-1]
            inside = thing.mask[:, 1:] & thing.mask[:, :-1]
            steps.append(float(change[rim].mean() / change[inside].mean()))
    assert np.median(steps) > 1.5
