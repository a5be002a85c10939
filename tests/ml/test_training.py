"""Loss, schedule and the training loop with its resume point."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from ml.config import load_settings
from ml.data.example_set import ExampleSet
from ml.data.labels import AcceptedLabels
from ml.data.sampler import Supervision, plan_batch
from ml.manifest import load_manifest
from ml.networks.network import Network, build_network
from ml.training.loop import TrainingError, TrainingRun, train
from ml.training.loss import counted_cross_entropy
from ml.training.resume_point import load_resume_point
from ml.training.schedule import poly_lr
from tests.ml.round_pictures import write_manifest

SETTINGS = load_settings("tiny").segnet


def test_ignored_pixels_do_not_count():
    logits = torch.tensor([[[[2.0, 9.0]], [[0.0, -9.0]]]])  # (1, 2, 1, 2)
    expected = torch.log1p(torch.exp(torch.tensor(-2.0)))
    torch.testing.assert_close(counted_cross_entropy(logits, torch.tensor([[[0, 255]]])), expected)


def test_a_batch_without_a_counted_pixel_gives_0_and_no_gradient():
    logits = torch.randn(2, 3, 4, 4, requires_grad=True)
    loss = counted_cross_entropy(logits, torch.full((2, 4, 4), 255))
    loss.backward()
    assert loss.item() == 0
    assert logits.grad is not None
    assert not logits.grad.any()


def test_poly_starts_at_the_first_rate_and_ends_at_0():
    assert poly_lr(0.004, 0, 100, 0.9) == 0.004
    assert poly_lr(0.004, 100, 100, 0.9) == 0
    assert poly_lr(0.004, 50, 100, 0.9) == pytest.approx(0.004 * 0.5**0.9)


class Stop(Exception):
    pass


class Quiet:
    """Takes events; stops the training at the end of the given epoch."""

    def __init__(self, stop_after: int = 0) -> None:
        self.stop_after, self.epochs = stop_after, []

    def emit(self, event: str, **fields) -> None:
        if event == "epoch":
            self.epochs.append(fields)
            if fields["epoch"] == self.stop_after:
                raise Stop


def run(folder: Path, resume: Path, reporter: Quiet, settings=SETTINGS, supervision: Supervision = "mixed") -> Network:
    torch.set_num_threads(1)
    manifest = load_manifest(folder / "manifest.json")
    torch.manual_seed(0)
    network = build_network(settings, 2, dual=supervision != "single")
    images = manifest.part("F")
    examples = ExampleSet(images[:2], images[2:], AcceptedLabels(), AcceptedLabels(), None, settings, 2)
    plan = plan_batch(supervision, 7, settings.batch, True)
    train(
        network,
        examples,
        plan,
        settings,
        TrainingRun("segnet", (0, 1), resume, "scratch", 0, torch.device("cpu")),
        reporter,
    )
    return network


def test_a_stopped_training_goes_on_to_the_same_weights(tmp_path: Path):
    write_manifest(tmp_path)
    settings = replace(SETTINGS, epochs=3, flip=True)
    whole = run(tmp_path, tmp_path / "whole", Quiet(), settings)
    with pytest.raises(Stop):
        run(tmp_path, tmp_path / "parts", Quiet(stop_after=1), settings)
    point = load_resume_point(tmp_path / "parts")
    assert point is not None
    assert (point.epoch, point.weights) == (1, "scratch")
    resumed = Quiet()
    parts = run(tmp_path, tmp_path / "parts", resumed, settings)
    assert [epoch["epoch"] for epoch in resumed.epochs] == [2, 3]
    for (name, a), b in zip(whole.state_dict().items(), parts.state_dict().values(), strict=True):
        assert torch.equal(a, b), name


@pytest.mark.parametrize("supervision", ["single", "dual", "mixed"])
def test_every_supervision_learns_and_reports(tmp_path: Path, supervision: Supervision):
    write_manifest(tmp_path)
    said = Quiet()
    run(tmp_path, tmp_path / "resume", said, replace(SETTINGS, epochs=4), supervision)
    first, last = said.epochs[0], said.epochs[-1]
    assert last["loss_strong"] < first["loss_strong"]
    assert (last["loss_weak"] is None) == (supervision == "single")
    assert (last["epochs"], last["stage"]) == (4, "segnet")
    assert 0 < last["lr"] < first["lr"] < SETTINGS.lr


def test_a_loss_that_explodes_is_explained(tmp_path: Path):
    write_manifest(tmp_path)
    with pytest.raises(TrainingError, match=r"loss became .* in epoch .*lower segnet.lr"):
        run(tmp_path, tmp_path / "resume", Quiet(), replace(SETTINGS, lr=1e30, epochs=3))
