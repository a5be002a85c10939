"""Scores equal torchmetrics' and figures worked out by hand; ignored pixels never count."""

import numpy as np
import pytest
import torch

from ml.masks import ObjectMask
from ml.metrics import ConfusionMatrix, object_iou


def test_iou_agrees_with_torchmetrics():
    from torchmetrics import JaccardIndex  # takes a second, which nothing else here needs
    from torchmetrics.classification import MulticlassConfusionMatrix

    random = np.random.default_rng(3)
    matrix = ConfusionMatrix(4)
    per_class = JaccardIndex(task="multiclass", num_classes=5, ignore_index=255, average="none")
    mean = JaccardIndex(task="multiclass", num_classes=5, ignore_index=255, average="macro")
    counts = MulticlassConfusionMatrix(num_classes=5, ignore_index=255)
    for _ in range(3):
        truth = random.choice(np.array([0, 1, 2, 4, 255], np.uint8), (30, 40))  # class 3 never occurs
        prediction = np.where(random.random((30, 40)) < 0.6, np.where(truth == 255, 1, truth), 2).astype(np.uint8)
        matrix.update(prediction, truth)
        for reference in (per_class, mean, counts):
            reference.update(torch.from_numpy(prediction).long(), torch.from_numpy(truth).long())
    np.testing.assert_allclose(np.nan_to_num(matrix.iou()), per_class.compute().numpy(), rtol=1e-6)
    assert matrix.miou() == pytest.approx(float(mean.compute()))
    np.testing.assert_array_equal(matrix.counts[:, :-1], counts.compute().numpy())
    assert np.isnan(matrix.iou()[3])


def test_iou_by_hand():
    matrix = ConfusionMatrix(2)
    matrix.update(np.array([[0, 1, 1, 2, 2]], np.uint8), np.array([[0, 1, 0, 255, 1]], np.uint8))
    assert matrix.iou().tolist() == [1 / 2, 1 / 3, 0]
    assert matrix.miou() == pytest.approx((1 / 2 + 1 / 3 + 0) / 3)
    assert matrix.images.tolist() == [1, 1, 0]


def test_no_answer_is_wrong_for_the_true_class_only():
    matrix = ConfusionMatrix(1)
    matrix.update(np.array([[255, 1, 0]], np.uint8), np.array([[1, 1, 0]], np.uint8))
    assert matrix.iou().tolist() == [1, 1 / 2]


def test_merging_equals_counting_together():
    random = np.random.default_rng(5)
    together, parts = ConfusionMatrix(3), [ConfusionMatrix(3), ConfusionMatrix(3)]
    for part in parts:
        prediction, truth = random.integers(0, 4, (2, 8, 8), dtype=np.uint8)
        part.update(prediction, truth)
        together.update(prediction, truth)
    parts[0].merge(parts[1])
    np.testing.assert_array_equal(parts[0].counts, together.counts)
    np.testing.assert_array_equal(parts[0].images, together.images)


def test_nothing_counted_has_no_mean():
    matrix = ConfusionMatrix(1)
    matrix.update(np.zeros((2, 2), np.uint8), np.full((2, 2), 255, np.uint8))
    assert matrix.miou() is None


def test_label_maps_that_do_not_fit_are_refused():
    matrix = ConfusionMatrix(2)
    with pytest.raises(ValueError, match="prediction is"):
        matrix.update(np.zeros((2, 2), np.uint8), np.zeros((2, 3), np.uint8))
    with pytest.raises(ValueError, match="above 2"):
        matrix.update(np.zeros((1, 1), np.uint8), np.full((1, 1), 3, np.uint8))
    with pytest.raises(ValueError, match="above 2"):
        matrix.update(np.full((1, 1), 3, np.uint8), np.zeros((1, 1), np.uint8))
    with pytest.raises(ValueError, match="cannot merge"):
        matrix.merge(ConfusionMatrix(3))
    assert matrix.counts.sum() == 0


def test_object_iou_over_different_rectangles():
    mask, truth = ObjectMask.filled((0, 0, 4, 2)), ObjectMask.filled((2, 0, 6, 2))
    assert object_iou(mask, truth) == pytest.approx(4 / 12)
    counted = np.ones((2, 6), bool)
    counted[:, :2] = False
    assert object_iou(mask, truth, counted) == pytest.approx(4 / 8)


def test_object_iou_leaves_out_what_the_truth_ignores():
    foreground, ignored = np.array([[True, True, False, False]]), np.array([[False, False, True, False]])
    truth = ObjectMask((0, 0, 4, 1), foreground, None, ignored)
    assert object_iou(ObjectMask.filled((0, 0, 4, 1)), truth) == pytest.approx(2 / 3)
