"""Pseudo masks: equation 3 and the files they are handed on in."""

import json
from pathlib import Path

import numpy as np

from ml.manifest import load_manifest
from ml.masks import ObjectMask
from ml.pseudo import PseudoFiles, as_levels, keep_sure
from tests.ml.round_pictures import SIZE, write_manifest


def test_equation_3_keeps_what_is_more_probable_than_tau():
    probabilities = np.array([[[0.05, 0.1, 0.5, 0.95]], [[0.95, 0.9, 0.3, 0.03]], [[0.0, 0.0, 0.2, 0.02]]], np.float32)
    best, unsure = keep_sure(probabilities, 0.9)
    assert best.tolist() == [[1, 1, 0, 0]]
    assert unsure.tolist() == [[False, True, True, False]]  # exactly tau is not above tau


def test_files_give_back_masks_and_label_map(tmp_path: Path):
    image = load_manifest(write_manifest(tmp_path)).part("W")[0]
    box = image.boxes[0]
    foreground = np.ones((box[3] - box[1], box[2] - box[0]), bool)
    uncertain = np.zeros_like(foreground)
    uncertain[0, 0] = True
    label_map = np.full(SIZE, 255, np.uint8)
    files = PseudoFiles(tmp_path / "pseudo")
    files.write(image, 2, [ObjectMask(box, foreground, uncertain), ObjectMask.filled(image.boxes[1])], label_map)
    np.testing.assert_array_equal(files.label_map(image), label_map)
    masks = files.masks(image)
    assert (masks[0].rect, masks[1].rect) == (box, image.boxes[1])
    assert masks[0].uncertain is not None
    np.testing.assert_array_equal(masks[0].uncertain, uncertain)
    data = json.loads((tmp_path / "pseudo" / f"{image.id}.json").read_text())
    assert (data["image"], data["iteration"]) == (image.id, 2)
    assert [entry["id"] for entry in data["objects"]] == [thing.id for thing in image.objects]


def test_levels_give_equation_3_back_for_every_tau_in_hundredths():
    chance = np.random.default_rng(3)
    exact = np.float32(np.arange(101) / 100)  # where strict or not makes the difference
    first = np.concatenate([chance.random(400, np.float32), exact, np.nextafter(exact, np.float32(0))])[None]
    probabilities = np.stack([1 - first, first])
    best, _ = keep_sure(probabilities, 0.5)
    levels = as_levels(best == 1, probabilities.max(axis=0))
    np.testing.assert_array_equal(levels >= 128, best == 1)
    for k in range(50, 100):
        _, unsure = keep_sure(probabilities, k / 100)
        np.testing.assert_array_equal((levels & 127) <= k, unsure)
    golden = as_levels(np.array([[True, False, True, True]]), np.array([[0.9, 0.9, 0.901, 1.0]], np.float32))
    assert golden.tolist() == [[90 + 128, 90, 91 + 128, 100 + 128]]
