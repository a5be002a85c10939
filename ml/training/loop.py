"""The training loop of AnnNet and SegNet. Distributed training joins here: a wrapped network, shared batches."""

import math
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from ml.config import NetworkSettings
from ml.data.example_set import ExampleSet, load_batches
from ml.data.sampler import BatchPlan, draw_epoch, steps_in_epoch
from ml.networks.network import Network
from ml.progress import Progress, Reporter
from ml.training.loss import counted_cross_entropy
from ml.training.resume_point import ResumePoint, load_resume_point, save_resume_point
from ml.training.schedule import poly_lr


class TrainingError(RuntimeError):
    """A training that cannot go on; the message says what to change."""


@dataclass(frozen=True)
class TrainingRun:
    """What a training is, beside its settings: the stage it reports as, its random numbers, its resume point."""

    stage: str
    seed: tuple[int, ...]
    resume: Path
    weights: str
    loaders: int
    device: torch.device


@dataclass
class EpochLosses:
    """Sums over the steps of an epoch."""

    strong: float = 0.0
    weak: float = 0.0
    steps: int = 0

    def add(self, strong: float, weak: float | None) -> None:
        """Count one step."""
        self.strong, self.weak, self.steps = self.strong + strong, self.weak + (weak or 0.0), self.steps + 1


def train(
    network: Network,
    examples: ExampleSet,
    plan: BatchPlan,
    settings: NetworkSettings,
    run: TrainingRun,
    reporter: Reporter,
) -> None:
    """Train for settings.epochs from the resume point on, in place; writes a resume point after each epoch.

    The same settings and seed give the same weights on a CPU, however often it stopped. TrainingError on a NaN loss.
    """
    trainer = _Trainer(network, examples, plan, settings, run, reporter)
    trainer.resume()
    while trainer.epoch < settings.epochs:
        trainer.train_epoch()


class _Trainer:
    """The state that lives as long as a training: network, optimizer, epochs done."""

    def __init__(
        self,
        network: Network,
        examples: ExampleSet,
        plan: BatchPlan,
        settings: NetworkSettings,
        run: TrainingRun,
        reporter: Reporter,
    ) -> None:
        self.network = network.to(run.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.examples, self.plan, self.settings, self.run, self.reporter = examples, plan, settings, run, reporter
        heads = list(network.heads.parameters())
        head_ids = {id(parameter) for parameter in heads}
        rest = [parameter for parameter in network.parameters() if id(parameter) not in head_ids]
        groups = [{"params": rest, "factor": 1.0}, {"params": heads, "factor": settings.head_lr_factor}]
        self.optimizer = torch.optim.SGD(
            groups, settings.lr, momentum=settings.momentum, weight_decay=settings.weight_decay
        )
        self.steps = steps_in_epoch(examples.f_count, examples.w_count, settings.batch, settings.steps)
        self.amp = run.device.type == "cuda"
        self.scaler = torch.amp.GradScaler(enabled=self.amp)
        self.epoch, self.seconds = 0, 0.0

    def resume(self) -> None:
        """Go back to the resume point, when there is one."""
        point = load_resume_point(self.run.resume)
        if point is None:
            return
        self.network.load_state_dict(point.network)
        self.optimizer.load_state_dict(point.optimizer)
        self.epoch, self.seconds = point.epoch, point.seconds
        self.reporter.emit("log", level="info", message=f"{self.run.stage}: going on after epoch {self.epoch}")

    def train_epoch(self) -> None:
        """One epoch, its event and its resume point."""
        seed = (*self.run.seed, self.epoch)
        torch.manual_seed(int(np.random.default_rng(seed).integers(2**31)))  # for drop-out
        batches = draw_epoch(self.plan, self.examples.f_count, self.examples.w_count, self.steps, seed)
        progress = Progress(
            self.reporter, self.run.stage, self.steps * self.settings.epochs, "steps", done=self.steps * self.epoch
        )
        losses, started = EpochLosses(), time.monotonic()
        self.network.train()
        for step, (inputs, labels) in enumerate(load_batches(self.examples, batches, self.run.loaders)):
            losses.add(*self._step(inputs, labels, self.epoch * self.steps + step))
            progress.advance()
        self.epoch += 1
        self._finish_epoch(losses, time.monotonic() - started)

    def _step(self, inputs: Tensor, labels: Tensor, step: int) -> tuple[float, float | None]:
        """Loss of both heads, 1:1 (METHOD.md decision 17), and one step of SGD."""
        self._set_lr(step)
        inputs = inputs.to(self.run.device, memory_format=torch.channels_last, non_blocking=True)
        labels = labels.to(self.run.device, non_blocking=True)
        with torch.autocast(self.run.device.type, enabled=self.amp):
            strong_logits, weak_logits = self.network.train_forward(inputs, self.plan.strong, self.plan.weak)
        strong = counted_cross_entropy(strong_logits, labels[self.plan.strong])
        weak = None if weak_logits is None else counted_cross_entropy(weak_logits, labels[self.plan.weak])
        loss = strong if weak is None else strong + weak
        if not math.isfinite(loss.item()):
            raise TrainingError(
                f"{self.run.stage}: the loss became {loss.item()} in epoch {self.epoch + 1}; lower {self.run.stage}.lr "
                f"(now {self.settings.lr}) or set {self.run.stage}.clip_gradient=5"
            )
        self._descend(loss)
        return strong.item(), None if weak is None else weak.item()

    def _descend(self, loss: Tensor) -> None:
        self.optimizer.zero_grad(set_to_none=True)
        self.scaler.scale(loss).backward()
        if self.settings.clip_gradient:
            self.scaler.unscale_(self.optimizer)
            torch.nn.utils.clip_grad_norm_(self.network.parameters(), self.settings.clip_gradient)
        self.scaler.step(self.optimizer)
        self.scaler.update()

    def _set_lr(self, step: int) -> None:
        lr = poly_lr(self.settings.lr, step, self.steps * self.settings.epochs, self.settings.poly_power)
        for group in self.optimizer.param_groups:
            group["lr"] = lr * group["factor"]

    def _finish_epoch(self, losses: EpochLosses, seconds: float) -> None:
        self.seconds += seconds
        point = ResumePoint(
            self.epoch, self.seconds, self.run.weights, self.network.state_dict(), self.optimizer.state_dict()
        )
        save_resume_point(self.run.resume, point)
        self.reporter.emit(
            "epoch",
            stage=self.run.stage,
            epoch=self.epoch,
            epochs=self.settings.epochs,
            loss_strong=round(losses.strong / losses.steps, 5),
            loss_weak=round(losses.weak / losses.steps, 5) if self.plan.weak.stop else None,
            lr=self.optimizer.param_groups[0]["lr"],
            images_per_s=round(self.plan.rows * self.steps / max(seconds, 1e-9), 2),
        )
