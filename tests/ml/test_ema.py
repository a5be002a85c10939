"""The moving average of weights, by hand."""

import pytest
import torch
from torch import nn

from ml.training.ema import MovingAverage


def test_the_average_by_hand():
    layer = nn.Linear(1, 1, bias=False)
    nn.init.constant_(layer.weight, 1.0)
    average = MovingAverage(layer, 0.25)
    for value in (3.0, 5.0):
        nn.init.constant_(layer.weight, value)
        average.update()
    # d = min(0.25, 2/11) = 2/11, then min(0.25, 3/12) = 0.25
    first = 2 / 11 * 1 + 9 / 11 * 3
    assert average.tensors["weight"].item() == pytest.approx(0.25 * first + 0.75 * 5)
    average.write_to(layer)
    assert layer.weight.item() == pytest.approx(0.25 * first + 0.75 * 5)


def test_batch_statistics_are_averaged_and_counters_copied():
    norm = nn.BatchNorm1d(1)
    average = MovingAverage(norm, 0.5)
    norm(torch.tensor([[10.0], [30.0]]))  # running mean 0 -> 2
    average.update()
    assert average.tensors["running_mean"].item() == pytest.approx(2 * 9 / 11)
    assert average.tensors["num_batches_tracked"].item() == 1
