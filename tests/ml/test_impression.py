"""What a suggestion seems to be worth: agreement of the proposals, and shapes that look odd in their box."""

import numpy as np
import pytest

from ml.impression import certainty, looks
from ml.masks import ObjectMask
from ml.proposals import fuse


def over(foreground: np.ndarray, uncertain: np.ndarray | None = None) -> ObjectMask:
    height, width = foreground.shape
    return ObjectMask((5, 7, 5 + width, 7 + height), foreground, uncertain)


def block(height: int, width: int, *inside: slice) -> np.ndarray:
    pixels = np.zeros((height, width), bool)
    pixels[inside] = True
    return pixels


def test_certainty_is_how_far_the_proposals_agree() -> None:
    """GrabCut 10 x 6, MCG 10 x 9 of a 10 x 10 box: 60 pixels in common, 90 in either."""
    grabcut, mcg = block(10, 10, slice(None), slice(0, 6)), block(10, 10, slice(None), slice(0, 9))
    assert certainty(fuse(grabcut, mcg, (5, 7, 15, 17))) == pytest.approx(60 / 90)
    assert certainty(fuse(mcg, grabcut, (5, 7, 15, 17))) == pytest.approx(60 / 90)
    assert certainty(over(np.zeros((4, 4), bool))) == 0


def test_a_whole_shape_that_reaches_its_box_looks_as_good_as_it_is_certain() -> None:
    cross = block(9, 9, slice(None), slice(3, 6)) | block(9, 9, slice(3, 6))
    assert looks(over(cross, np.zeros_like(cross))) == 1


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (block(10, 10, slice(0, 5), slice(0, 10)), 0.5),  # reaches half of the box
        (block(9, 9, slice(0, 3), slice(0, 9)) | block(9, 9, slice(8, 9), slice(0, 9)), 27 / 36),  # two islands
        (np.ones((10, 10), bool), 0.5),  # the whole box
        (block(20, 20, slice(0, 20), slice(0, 1)) | block(20, 20, slice(0, 1), slice(0, 20)), 0.5),  # 39 of 400 pixels
        (np.zeros((10, 10), bool), 0),
    ],
)
def test_odd_shapes(shape: np.ndarray, expected: float) -> None:
    assert looks(over(shape, np.zeros_like(shape))) == pytest.approx(expected)


def test_a_large_mask_is_judged_like_a_small_one() -> None:
    small = block(10, 10, slice(0, 5), slice(0, 10)) | block(10, 10, slice(7, 8), slice(0, 10))
    large = np.kron(small, np.ones((300, 300), bool))
    assert looks(over(large, np.zeros_like(large))) == pytest.approx(looks(over(small, np.zeros_like(small))), abs=0.02)
