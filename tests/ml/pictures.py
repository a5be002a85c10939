"""Pictures made by code for the tests of proposals: textured objects on textured ground, with their true masks."""

from typing import TypeVar

import numpy as np
import pytest

Thing = TypeVar("Thing")

# Sizes (H, W) of pictures with boxes that break careless code.
AWKWARD = [
    pytest.param((50, 60), (10, 10, 11, 11), id="one pixel"),
    pytest.param((50, 60), (0, 0, 60, 50), id="whole picture"),
    pytest.param((1, 1), (0, 0, 1, 1), id="picture of one pixel"),
    pytest.param((4, 900), (0, 1, 900, 2), id="line"),
    pytest.param((60, 60), (0, 20, 30, 60), id="touches two edges"),
]


def disc(height, width, centre, radius):
    """Bool (H, W): the pixels of a disc; centre is (x, y)."""
    y, x = np.mgrid[:height, :width]
    return (x - centre[0]) ** 2 + (y - centre[1]) ** 2 <= radius**2


def textured(truth, inside=(200, 60, 40), outside=(40, 110, 60), seed=0):
    """RGB picture with noisy colours inside and outside a mask."""
    colours = np.where(truth[..., None], inside, outside).astype(float)
    noise = np.random.default_rng(seed).normal(0, 12, colours.shape)
    return np.clip(colours + noise, 0, 255).astype(np.uint8)


def present(thing: Thing | None) -> Thing:
    """The thing, which must be there."""
    assert thing is not None
    return thing
