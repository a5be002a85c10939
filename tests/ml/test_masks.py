"""Masks keep their pixels through JSON, cropping and pasting, and refuse what contradicts itself."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from pycocotools import mask as coco

from ml.masks import MaskError, ObjectMask, decode_rle, encode_rle, iou

RLE_CASES = json.loads((Path(__file__).parents[1] / "golden" / "rle.json").read_text())["cases"]


@pytest.mark.parametrize("case", RLE_CASES, ids=lambda case: case["name"])
def test_run_lengths_match_the_golden_ones(case):
    pixels = np.array([[letter == "#" for letter in row] for row in case["rows"]])
    assert encode_rle(pixels) == case["counts"]
    np.testing.assert_array_equal(decode_rle(case["counts"], case["height"], case["width"]), pixels)


@given(arrays.arrays(bool, st.tuples(st.integers(1, 30), st.integers(1, 30))))
def test_decoding_agrees_with_pycocotools(pixels):
    counts = encode_rle(pixels)
    reference = coco.decode({"size": list(pixels.shape), "counts": counts.encode()}).astype(bool)
    np.testing.assert_array_equal(decode_rle(counts, *pixels.shape), reference)


@pytest.mark.parametrize("counts", ["", "5", "0P", "~~", "\x00", "é", "9" * 50, "oooooooooooooooo1"])
def test_damaged_run_lengths_are_refused(counts):
    with pytest.raises(MaskError):
        decode_rle(counts, 4, 4)


def test_json_keeps_every_part():
    foreground = np.zeros((6, 8), bool)
    foreground[1:4, 2:5] = True
    uncertain, ignored = np.zeros_like(foreground), np.zeros_like(foreground)
    uncertain[1, 2:7] = True
    ignored[5, 7] = True
    data = json.loads(json.dumps(ObjectMask((10, 20, 18, 26), foreground, uncertain, ignored).tight().to_json()))
    assert data["rect"] == [12, 21, 18, 26]
    again = ObjectMask.from_json(data).over((10, 20, 18, 26))
    np.testing.assert_array_equal(again.foreground, foreground)
    np.testing.assert_array_equal(again.uncertain, uncertain)
    np.testing.assert_array_equal(again.ignored, ignored)


def test_json_writes_parts_without_a_pixel_as_null():
    data = ObjectMask((0, 0, 2, 1), np.array([[True, False]]), np.zeros((1, 2), bool)).to_json()
    assert data == {"rect": [0, 0, 2, 1], "foreground": "011", "uncertain": None, "ignored": None}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rect": [0, 0, 0, 4]}, "rectangle"),
        ({"rect": [-1, 0, 3, 4]}, "rectangle"),
        ({"rect": [0, 0, 4.0, 4]}, "whole numbers"),
        ({"rect": None}, "whole numbers"),
        ({"rect": [0, 0, 5, 4]}, "add up"),
        ({"rect": [0, 0, 2**20, 2**20]}, "larger than any picture"),
        ({"foreground": None}, "no foreground"),
        ({"ignored": encode_rle(np.ones((4, 4), bool))}, "both foreground and ignored"),
    ],
)
def test_contradictions_are_refused(change, message):
    data = ObjectMask.filled((0, 0, 4, 4)).to_json() | change
    with pytest.raises(MaskError, match=message):
        ObjectMask.from_json(data)


def test_tight_and_paste_are_inverse_to_each_other():
    picture = np.zeros((9, 7), bool)
    picture[3:5, 2:6] = True
    mask = ObjectMask.from_picture(picture)
    assert mask.rect == (2, 3, 6, 5)
    np.testing.assert_array_equal(mask.paste(9, 7).foreground, picture)


def test_an_empty_mask_stays_a_mask():
    mask = ObjectMask((3, 4, 9, 9), np.zeros((5, 6), bool)).tight()
    assert mask.rect == (3, 4, 4, 5)
    assert not mask.foreground.any()


def test_paste_cuts_off_what_the_picture_does_not_hold():
    pasted = ObjectMask.filled((2, 2, 6, 6)).paste(4, 4)
    assert pasted.foreground.sum() == 4
    assert pasted.foreground[2:, 2:].all()


def test_iou_by_hand():
    a, b = np.array([[1, 1, 1, 0]], bool), np.array([[0, 1, 1, 1]], bool)
    assert iou(a, b) == 0.5
    assert iou(a, b, counted=np.array([[0, 1, 1, 1]], bool)) == pytest.approx(2 / 3)
    assert iou(a & ~a, b & ~b) == 1.0
