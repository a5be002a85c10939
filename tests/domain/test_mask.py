"""Masks at the door: COCO's RLE is read as pycocotools reads it, and broken or lying RLEs are refused."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycocotools import mask as coco

from server.domain import mask
from server.domain.box import Box
from server.domain.errors import BadInput
from server.domain.mask import Mask, run_lengths


def counts(pixels: np.ndarray) -> str:
    return coco.encode(np.asfortranarray(pixels.astype(np.uint8)))["counts"].decode()


@given(st.integers(1, 40), st.integers(1, 40), st.floats(0, 1), st.integers(0, 2**32 - 1))
def test_runs_are_those_of_pycocotools(width: int, height: int, density: float, seed: int) -> None:
    pixels = np.random.default_rng(seed).random((height, width)) < density
    runs = run_lengths(counts(pixels), width, height)
    decoded = np.concatenate([np.full(run, index % 2) for index, run in enumerate(runs)])
    assert (pixels == decoded.reshape(width, height).T).all()
    assert Mask(Box(0, 0, width, height), counts(pixels)).area == pixels.sum()


def test_a_mask_is_decoded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = [0]

    def counted(*given: Any) -> list[int]:
        looked[0] += 1
        return run_lengths(*given)

    monkeypatch.setattr(mask, "run_lengths", counted)
    whole, broken = Mask(Box(0, 0, 2, 2), "04", ignored="4"), Mask(Box(0, 0, 2, 2), "05")
    for _ in range(3):
        whole.looked_at().check(2, 2)
        with pytest.raises(BadInput, match="covers more"):
            broken.looked_at().check(2, 2)
    assert looked == [3]


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        runs = run_lengths(text, 7, 5)
    except BadInput:
        return
    assert sum(runs) == 35
    assert min(runs) >= 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "covers 0 pixels"),
        ("P", "ends in the middle"),
        ("é", "does not use"),
        ("~" * 90, "does not use"),
        ("O" * 3, "negative"),
    ],
)
def test_broken_rles_are_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        run_lengths(text, 4, 4)


def test_a_mask_must_lie_inside_the_picture() -> None:
    mask = Mask(Box(2, 0, 6, 4), counts(np.ones((4, 4))))
    mask.check(6, 4)
    with pytest.raises(BadInput, match="outside the picture"):
        mask.check(5, 4)


def test_a_pixel_is_not_foreground_and_ignored_at_once() -> None:
    left, right = np.zeros((4, 4)), np.zeros((4, 4))
    left[:, :2] = 1
    right[:, 2:] = 1
    Mask(Box(0, 0, 4, 4), counts(left), ignored=counts(right)).check(4, 4)
    right[3, 1] = 1
    with pytest.raises(BadInput, match="as foreground and as ignored"):
        Mask(Box(0, 0, 4, 4), counts(left), ignored=counts(right)).check(4, 4)
