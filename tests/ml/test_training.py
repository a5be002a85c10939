"""Loss, schedule and the training loop with its resume point."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import torch

from ml.config import load_settings
from ml.data.example_set import ExampleSet
from ml.data.labels import AcceptedLabels
from ml.data.sampler import Supervision, plan_batch
from ml.manifest import load_manifest
from ml.networks.heads import DualHeads
from ml.networks.network import Network, build_network
from ml.training.distributed import Ranks, distribute
from ml.training.loop import TrainingError, TrainingRun, train
from ml.training.loss import counted_cross_entropy, overlap_loss
from ml.training.optimizer import build_optimizer, set_lr
from ml.training.resume_point import load_resume_point
from ml.training.schedule import poly_lr, warm_up
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
    overlap = overlap_loss(logits[:, :2], torch.full((2, 4, 4), 255), 2)
    overlap.backward()
    assert overlap.item() == 0
    assert logits.grad is not None
    assert not logits.grad.any()


def test_overlap_counts_objects_not_pixels():
    """By hand: sure logits, two objects of 4 pixels; one is hit whole, of the other 1 of 2 pixels and 1 too many."""
    labels = torch.tensor([[[1, 1, 0, 255]], [[1, 1, 0, 0]]])
    guess = torch.tensor([[[1, 1, 0, 1]], [[1, 0, 1, 0]]])
    logits = torch.stack([100.0 * (1 - guess), 100.0 * guess], 1)
    # soft IoU (both + 1) / (either + 1): 3 / 3 and 2 / 4
    assert overlap_loss(logits, labels, 2).item() == pytest.approx(0.25)
    assert overlap_loss(logits[1:], labels[1:], 4).item() == pytest.approx(0.125)  # a part of a batch of 4


def test_warm_up_rises_to_1():
    assert [warm_up(step, 4) for step in range(6)] == [0.25, 0.5, 0.75, 1, 1, 1]
    assert warm_up(0, 0) == 1


def test_adamw_leaves_biases_and_normalisation_alone():
    settings = replace(SETTINGS, optimizer="adamw", weight_decay=0.5, head_lr_factor=10)
    network = build_network(settings, 2)
    optimizer = build_optimizer(network, settings)
    decayed = {id(p) for group in optimizer.param_groups if group["weight_decay"] for p in group["params"]}
    assert decayed == {id(p) for p in network.parameters() if p.ndim > 1}
    set_lr(optimizer, settings, 0, 10)
    head = next(group for group in optimizer.param_groups if group["params"][0] is network.heads.strong[0].weight)
    assert head["lr"] == pytest.approx(10 * settings.lr)


def test_poly_starts_at_the_first_rate_and_ends_at_0():
    assert poly_lr(0.004, 0, 100, 0.9) == 0.004
    assert poly_lr(0.004, 100, 100, 0.9) == 0
    assert poly_lr(0.004, 50, 100, 0.9) == pytest.approx(0.004 * 0.5**0.9)


class Stop(Exception):
    pass


class Quiet:
    """Takes events; stops the training at the end of the given epoch."""

    def __init__(self, stop_after: int = 0) -> None:
        self.stop_after, self.epochs, self.progress = stop_after, [], []

    def emit(self, event: str, **fields) -> None:
        if event == "progress":
            self.progress.append(fields)
        if event == "epoch":
            self.epochs.append(fields)
            if fields["epoch"] == self.stop_after:
                raise Stop


def run(
    folder: Path, resume: Path, reporter: Quiet, settings=SETTINGS, supervision: Supervision = "mixed", loaders=0
) -> Network:
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
        TrainingRun("segnet", (0, 1), resume, "scratch", loaders, torch.device("cpu")),
        reporter,
    )
    return network


@pytest.mark.parametrize("ema", [0.0, 0.9])
def test_a_stopped_training_goes_on_to_the_same_weights(tmp_path: Path, ema: float):
    write_manifest(tmp_path)
    settings = replace(SETTINGS, epochs=2, flip=True, ema=ema)
    whole = run(tmp_path, tmp_path / "whole", Quiet(), settings)
    with pytest.raises(Stop):
        run(tmp_path, tmp_path / "parts", Quiet(stop_after=1), settings)
    point = load_resume_point(tmp_path / "parts")
    assert point is not None
    assert (point.epoch, point.weights) == (1, "scratch")
    resumed = Quiet()
    parts = run(tmp_path, tmp_path / "parts", resumed, settings)
    assert [epoch["epoch"] for epoch in resumed.epochs] == [2]
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


class NoNorm(torch.nn.Identity):
    """In place of batch normalisation, which makes a picture depend on its batch."""


def without_norm(network: Network) -> Network:
    for module in list(network.modules()):
        for name, child in module.named_children():
            if isinstance(child, torch.nn.BatchNorm2d):
                setattr(module, name, NoNorm())
    return network


def test_parts_of_a_batch_add_up_to_its_gradient(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Even when the parts count different numbers of pixels."""
    write_manifest(tmp_path)
    build = build_network
    monkeypatch.setitem(globals(), "build_network", lambda *args, **more: without_norm(build(*args, **more)))
    whole = run(tmp_path, tmp_path / "1", Quiet(), replace(SETTINGS, epochs=1))
    parts = run(tmp_path, tmp_path / "4", Quiet(), replace(SETTINGS, epochs=1, accumulate=4))
    start = run(tmp_path, tmp_path / "0", Quiet(), replace(SETTINGS, epochs=1, lr=0.0))
    for (name, a), b in zip(whole.state_dict().items(), parts.state_dict().values(), strict=True):
        torch.testing.assert_close(a, b, rtol=1e-3, atol=1e-6, msg=name)
    assert not torch.equal(whole.state_dict()["heads.weak.3.weight"], start.state_dict()["heads.weak.3.weight"])


def test_compiled_steps_are_the_same(monkeypatch: pytest.MonkeyPatch):
    """torch.compile with the lightest backend, which runs the traced graph as it is: no C++ compiler is waited for."""
    graphs = []

    def backend(graph: torch.fx.GraphModule, inputs: list[torch.Tensor]):
        graphs.append(graph)
        return graph.forward

    monkeypatch.setattr(torch, "compile", partial(torch.compile, backend=backend))
    torch.manual_seed(0)
    network = Network(torch.nn.Conv2d(3, 4, 3, 2, 1), torch.nn.Identity(), DualHeads(4, 3))
    rows = torch.randn(6, 3, 16, 16), slice(0, 4), slice(2, 6)
    for compiled in (False, True):
        forward = distribute(network, Ranks(), torch.device("cpu"), weak_rows=True, compiled=compiled)
        strong, weak = forward(*rows)
        assert bool(graphs) == compiled
        for found, expected in zip((strong, weak), network.train_forward(*rows), strict=True):
            torch.testing.assert_close(found, expected)
    strong.sum().backward()
    assert network.get_parameter("backbone.weight").grad is not None


def test_a_batch_that_cannot_be_shared_is_explained(tmp_path: Path):
    write_manifest(tmp_path)
    with pytest.raises(ValueError, match="a batch of 8 cannot be shared by 3"):
        run(tmp_path, tmp_path / "resume", Quiet(), replace(SETTINGS, accumulate=3))


def test_weights_that_the_last_step_broke_are_not_kept(tmp_path: Path):
    """The only loss was finite: it came before the step."""
    write_manifest(tmp_path)
    with pytest.raises(TrainingError, match=r"the loss became nan in epoch 1; lower segnet\.lr"):
        run(tmp_path, tmp_path / "resume", Quiet(), replace(SETTINGS, epochs=1, steps=1, lr=float("inf")))
    assert not (tmp_path / "resume").exists()


@pytest.mark.slow
def test_loader_processes_change_nothing(tmp_path: Path):
    write_manifest(tmp_path)
    alone, loaded = Quiet(), Quiet()
    here = run(tmp_path, tmp_path / "a", alone, SETTINGS)
    there = run(tmp_path, tmp_path / "b", loaded, SETTINGS, loaders=1)
    assert [epoch["loss_strong"] for epoch in alone.epochs] == [epoch["loss_strong"] for epoch in loaded.epochs]
    assert all(torch.equal(a, b) for a, b in zip(here.state_dict().values(), there.state_dict().values(), strict=True))


def test_progress_says_epoch_losses_and_speed(tmp_path: Path):
    write_manifest(tmp_path)
    said = Quiet()
    run(tmp_path, tmp_path / "resume", said)
    last = said.progress[-1]
    assert (last["stage"], last["done"], last["total"], last["epoch"], last["unit"]) == ("segnet", 4, 4, 2, "steps")
    assert last["loss_strong"] > 0
    assert last["loss_weak"] > 0
    assert last["images_per_s"] > 0
    assert last["eta_s"] == 0


def test_a_loss_that_explodes_is_explained(tmp_path: Path):
    write_manifest(tmp_path)
    with pytest.raises(TrainingError, match=r"loss became .* in epoch .*lower segnet.lr"):
        run(tmp_path, tmp_path / "resume", Quiet(), replace(SETTINGS, lr=1e30, epochs=3))
