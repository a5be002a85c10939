"""One rule puts objects into label maps (golden cases), and takes them out again."""

import json
from pathlib import Path

import numpy as np
import pytest

from ml.label_map import compose, split_by_boxes
from ml.masks import ObjectMask

CASES = json.loads((Path(__file__).parents[1] / "golden" / "label_map.json").read_text())["cases"]


@pytest.mark.parametrize("uncertain", ["ignore", "best-guess"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_golden_label_maps(case, uncertain):
    objects = [(ObjectMask.from_json(entry["mask"]), entry["class"]) for entry in case["objects"]]
    label_map = compose(case["height"], case["width"], objects, uncertain)
    assert label_map.dtype == np.uint8
    assert label_map.tolist() == case["expected"][uncertain]


def test_masks_reaching_outside_the_picture_are_cut_off():
    assert compose(2, 2, [(ObjectMask.filled((1, 1, 5, 5)), 3), (ObjectMask.filled((7, 7, 9, 9)), 4)]).tolist() == [
        [0, 0],
        [0, 3],
    ]


@pytest.mark.parametrize("value", [0, 255, 300])
def test_values_without_room_are_refused(value):
    with pytest.raises(ValueError, match=r"1\.\.254"):
        compose(4, 4, [(ObjectMask.filled((0, 0, 2, 2)), value)])


def test_pixels_go_to_the_smallest_box_of_their_class_that_contains_them():
    label_map = np.array([[1, 1, 1, 1, 1, 0], [1, 1, 1, 2, 1, 2], [0, 1, 1, 2, 2, 2]], np.uint8)
    boxes = [(0, 0, 5, 3), (1, 1, 4, 3), (3, 1, 5, 3)]
    large, small, other = split_by_boxes(label_map, boxes, [1, 1, 2])
    assert large.foreground.astype(int).tolist() == [[1, 1, 1, 1, 1], [1, 0, 0, 0, 1], [0, 0, 0, 0, 0]]
    assert small.foreground.astype(int).tolist() == [[1, 1, 0], [1, 1, 0]]
    assert other.foreground.astype(int).tolist() == [[1, 0], [1, 1]]
    assert [mask.rect for mask in (large, small, other)] == boxes


def test_uncertain_pixels_go_to_their_owner_or_to_every_box_over_background():
    label_map = np.array([[1, 1, 0, 2]], np.uint8)
    uncertain = np.array([[True, False, True, True]])
    first, second = split_by_boxes(label_map, [(0, 0, 3, 1), (1, 0, 4, 1)], [1, 2], uncertain)
    assert first.uncertain is not None
    assert second.uncertain is not None
    assert first.uncertain.tolist() == [[True, False, True]]
    assert second.uncertain.tolist() == [[False, True, True]]


def test_composing_what_was_split_gives_the_map_back():
    label_map = np.zeros((12, 12), np.uint8)
    label_map[1:6, 1:6], label_map[4:9, 4:10] = 1, 2
    boxes, classes = [(1, 1, 6, 6), (4, 4, 10, 9)], [1, 2]
    masks = split_by_boxes(label_map, boxes, classes)
    np.testing.assert_array_equal(compose(12, 12, list(zip(masks, classes, strict=True))), label_map)
