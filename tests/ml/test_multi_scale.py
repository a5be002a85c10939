"""Multi-scale and mirrored predictions against a plain loop."""

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import torch
from torch.nn.functional import interpolate

from ml.config import load_settings
from ml.data.examples import crop_example, image_example, resized
from ml.data.tensors import DEVIATION, MEAN
from ml.data.window import window_around
from ml.multi_scale import MultiScale
from ml.networks.model_file import Card
from ml.networks.network import build_network, widen
from ml.predictor import Predictor
from tests.ml.round_pictures import paint

TINY = load_settings("tiny")
CLASSES = ("disc", "bar")
PICTURE, OBJECTS = paint(0)
SCALES = (0.5, 0.75, 1.0, 1.25, 1.5, 1.75)


def plain_loop(network: torch.nn.Module, mirrored: bool) -> np.ndarray:
    """Label map by the plainest code there is: scale the picture, predict, mirror, resize back, add up."""
    height, width = PICTURE.shape[:2]
    total = torch.zeros(1, 3, height, width)
    for factor in SCALES:
        size = round(width * factor), round(height * factor)
        picture = cv2.resize(PICTURE, size, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR)
        for flip in (False, True) if mirrored else (False,):
            seen = torch.from_numpy((picture / 255 - MEAN) / DEVIATION).float().permute(2, 0, 1)[None]
            with torch.no_grad():
                found = network(seen.flip(3) if flip else seen).softmax(1)
            found = found.flip(3) if flip else found
            total += interpolate(found, size=(height, width), mode="bilinear", align_corners=False)
    return total[0].argmax(0).numpy()


def test_six_scales_and_mirrors_equal_a_plain_loop():
    torch.manual_seed(3)
    network: Any = torch.nn.Conv2d(3, 3, 5, padding=2)  # no kernel is its own mirror image
    settings = replace(TINY, segnet=replace(TINY.segnet, longest_side=0))
    model = Predictor(network, Card("segnet", CLASSES, settings, "scratch", "", {}), torch.device("cpu"))
    for mirrored in (True, False):
        expected = plain_loop(network, mirrored)
        assert len(np.unique(expected)) > 1
        found = model.segment(PICTURE, MultiScale(SCALES, mirrored))
        assert (found == expected).mean() > 0.999  # bilinear sums in another order: ties may fall differently
    assert not np.array_equal(model.segment(PICTURE), plain_loop(network, True))
    assert MultiScale.of(replace(TINY.segnet, scales=SCALES, flip_test=True)) == MultiScale(SCALES, True)


def test_a_scaled_example_keeps_its_parts_together():
    box, index = OBJECTS[0][0], OBJECTS[0][1]
    settings = replace(TINY.annnet, planes=(), class_prior="index", output="classes")
    whole = image_example(PICTURE, [box], [index], None, settings, 2)
    crop = crop_example(PICTURE, [box], [index], 0, window_around(box, 0.25, 32), None, settings, 2)
    for example in (whole, crop):
        for factor in (0.5, 1.75):
            scaled = resized(example, factor)
            size = tuple(round(side * factor) for side in example.picture.shape[:2])
            assert scaled.picture.shape[:2] == size
            assert scaled.position is not None
            assert scaled.position.shape == size
            assert scaled.classes is not None
            assert scaled.classes.shape == (*size, 1)
            assert set(np.unique(scaled.classes)) == {0, index}  # no class between two classes
        assert resized(example, 1) is example


def test_crops_are_averaged_too():
    torch.manual_seed(0)
    settings = replace(TINY, annnet=replace(TINY.annnet, planes=()))
    network = build_network(settings.annnet, 2)
    widen(network, settings.annnet, 2)
    model = Predictor(network, Card("annnet", CLASSES, settings, "scratch", "", {}), torch.device("cpu"))
    sizes: list[tuple[int, int]] = []
    network.register_forward_pre_hook(lambda _, inputs: sizes.append((len(inputs[0]), inputs[0].shape[-1])))
    boxes, classes = [box for box, _, _ in OBJECTS], [index for _, index, _ in OBJECTS]
    model.predict(PICTURE, boxes, classes, views=MultiScale((0.5, 1.5), True))
    assert sizes == [(2, 16), (2, 16), (2, 48), (2, 48)]
