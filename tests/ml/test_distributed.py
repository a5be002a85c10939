"""Training by two processes (gloo, CPU) is training by one: same losses, same weights, one voice."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import safetensors.torch
import torch
from torch import nn

from ml.__main__ import main as ml_main
from ml.config import load_settings
from ml.data.example_set import ExampleSet
from ml.data.labels import AcceptedLabels
from ml.data.sampler import plan_batch
from ml.manifest import load_manifest
from ml.networks.heads import DualHeads
from ml.networks.network import Network
from ml.training.distributed import join_ranks
from ml.training.loop import TrainingRun, train
from tests.ml.round_pictures import write_manifest

pytestmark = pytest.mark.slow
SETTINGS = replace(load_settings("tiny").segnet, epochs=2, steps=2, lr=0.1, ema=0.5)


class Losses:
    """Keeps what is reported."""

    def __init__(self) -> None:
        self.epochs: list[list[float]] = []

    def emit(self, event: str, **fields) -> None:
        if event == "epoch":
            self.epochs.append([fields["loss_strong"], fields["loss_weak"]])


class Identity(nn.Module):
    def forward(self, features):
        return features


def small_network(normalised: bool) -> Network:
    """A network of two convolutions; without batch normalisation a picture does not depend on its batch."""
    torch.manual_seed(0)
    norm = nn.BatchNorm2d(8) if normalised else nn.Identity()
    backbone = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), norm, nn.ReLU())
    heads = DualHeads(8, 3)
    if not normalised:
        assert heads.weak is not None
        heads.strong[1] = heads.weak[1] = nn.Identity()
    return Network(backbone, Identity(), heads)


def train_small(folder: Path, normalised: bool, accumulate: int) -> tuple[list[list[float]], Network]:
    """Train in this process (or as one of torchrun's): epoch losses and network."""
    torch.set_num_threads(1)
    images = load_manifest(folder / "manifest.json").part("F")
    settings = replace(SETTINGS, accumulate=accumulate)
    examples = ExampleSet(images[:2], images[2:], AcceptedLabels(), AcceptedLabels(), None, settings, 2)
    said, network, ranks = Losses(), small_network(normalised), join_ranks()
    resume = folder / f"{ranks.count}-{normalised}-{accumulate}.resume"
    run = TrainingRun("segnet", (0, 1), resume, "scratch", 0, torch.device("cpu"), ranks)
    train(network, examples, plan_batch("mixed", 7, settings.batch, True), settings, run, said)
    return said.epochs, network


def main(folder: Path) -> int:
    """What each of the two processes does: trains both networks, then a whole round as `python -m ml round` runs it."""
    for normalised in (True, False):
        losses, network = train_small(folder, normalised, 1)
        name = f"{normalised}-{join_ranks().number}"
        tensors = {key: value.contiguous() for key, value in network.state_dict().items()}
        safetensors.torch.save_file(tensors, folder / f"{name}.safetensors")
        (folder / f"{name}.json").write_text(json.dumps(losses))
    round_of_two = ["round", str(folder / "manifest.json"), "--out", str(folder / "out")]
    return ml_main([*round_of_two, "--profile", "tiny", "--set", "epochs=1", "--json"])


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder in which the two processes of one torchrun did their work, and what they printed."""
    folder = tmp_path_factory.mktemp("shared")
    write_manifest(folder)
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2"]
    done = subprocess.run(
        [*command, "-m", "tests.ml.test_distributed", str(folder)],
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


@pytest.fixture
def shared(run: tuple[Path, str]) -> Path:
    """The folder in which two processes have trained both networks."""
    return run[0]


@pytest.mark.parametrize(("normalised", "accumulate"), [(False, 1), (False, 2), (True, 2)])
def test_two_processes_train_as_one_does(shared: Path, normalised: bool, accumulate: int):
    """Without batch normalisation: as one process with the whole batch. With it (torch has no SyncBN for CPUs): as one
    process that takes the batch in the same two halves; its running statistics are another mean and not compared.
    """
    losses, network = train_small(shared, normalised, accumulate)
    np.testing.assert_allclose(json.loads((shared / f"{normalised}-0.json").read_text()), losses, atol=2e-5)
    assert losses[1] != losses[0]
    theirs = safetensors.torch.load_file(shared / f"{normalised}-0.safetensors")
    for name, ours in network.named_parameters():
        torch.testing.assert_close(theirs[name], ours.data, rtol=1e-4, atol=1e-6)
        assert not torch.equal(ours, small_network(normalised).state_dict()[name]) or not ours.any()


def test_both_processes_end_with_the_same_model_and_one_speaks(shared: Path):
    for normalised in (True, False):
        first, second = (safetensors.torch.load_file(shared / f"{normalised}-{rank}.safetensors") for rank in (0, 1))
        assert all(torch.equal(first[name], second[name]) for name in first)
        assert len(json.loads((shared / f"{normalised}-0.json").read_text())) == 2
        assert json.loads((shared / f"{normalised}-1.json").read_text()) == []


def test_a_round_by_two_processes(run: tuple[Path, str]):
    out, said = run[0] / "out", [json.loads(line) for line in run[1].splitlines()]
    assert [json.loads(line) for line in (out / "events.jsonl").read_text().splitlines()] == said
    assert [event["event"] for event in said].count("result") == 1
    stages = [event["stage"] for event in said if event["event"] == "stage"]
    assert stages == ["proposing", "annnet", "pseudo", "segnet", "measuring"]
    assert len(list((out / "pseudo").glob("*.png"))) == 3


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
