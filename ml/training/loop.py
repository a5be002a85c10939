"""The training loop of AnnNet and SegNet, in one process or in those of `torchrun`."""

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from ml.config import NetworkSettings
from ml.data.example_set import ExampleSet, load_batches
from ml.data.sampler import BatchPlan, Draw, Share, draw_epoch, share_batch, steps_in_epoch
from ml.data.tensors import scale
from ml.networks.network import Network
from ml.progress import Progress, Reporter
from ml.training.distributed import Ranks, distribute, without_exchange
from ml.training.ema import MovingAverage
from ml.training.loss import counted_cross_entropy, counted_pixels, overlap_loss
from ml.training.optimizer import build_optimizer, set_lr
from ml.training.resume_point import ResumePoint, load_resume_point, save_resume_point

AMP_TYPES = {"off": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}


class TrainingError(RuntimeError):
    """A training that cannot go on; the message says what to change."""


@dataclass(frozen=True)
class TrainingRun:
    """What a training is, beside its settings: the stage it reports as, its random numbers, its resume point, and how
    the machine is used.
    """

    stage: str
    seed: tuple[int, ...]
    resume: Path
    weights: str
    loaders: int
    device: torch.device
    ranks: Ranks = field(default_factory=Ranks)
    amp: Literal["off", "float16", "bfloat16"] = "float16"
    """Mixed precision on a GPU; a CPU always computes in float32."""
    compiled: bool = False


def train(
    network: Network,
    examples: ExampleSet,
    plan: BatchPlan,
    settings: NetworkSettings,
    run: TrainingRun,
    reporter: Reporter,
) -> None:
    """Train for settings.epochs from the resume point on, in place; writes a resume point after each epoch.

    The same settings and seed give the same weights on a CPU, however often it stopped. With `ema` the network has the
    averaged weights in the end. Under torchrun every rank calls this alike. TrainingError on a NaN loss, ValueError
    when there are no examples or a batch cannot be shared.
    """
    trainer = _Trainer(network, examples, plan, settings, run, reporter)
    while trainer.epoch < settings.epochs:
        trainer.train_epoch()
    if trainer.ema:
        trainer.ema.write_to(network)


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
        self.examples, self.plan, self.settings, self.run = examples, plan, settings, run
        self.reporter = run.ranks.reporter(reporter)
        shares = run.ranks.count * settings.accumulate
        self.parts = [share_batch(plan, i, shares) for i in range(run.ranks.number, shares, run.ranks.count)]
        self.forward = distribute(network, run.ranks, run.device, plan.weak.stop > 0, run.compiled)
        self.optimizer = build_optimizer(network, settings)
        self.ema = MovingAverage(network, settings.ema) if settings.ema else None
        self.steps = steps_in_epoch(examples.f_count, examples.w_count, settings.batch, settings.steps)
        self.amp = run.amp if run.device.type == "cuda" else "off"
        self.scaler = torch.amp.GradScaler(enabled=self.amp == "float16")
        self.scaling = examples.scaling.to(run.device)
        self.epoch, self.seconds = 0, 0.0
        self._resume()
        self.batches = load_batches(examples, self._draw_batches(), run.loaders, pinned=run.device.type == "cuda")

    def _draw_batches(self) -> Iterator[list[Draw]]:
        """This rank's rows of every batch to come, across epochs: loaders need not wait at their ends."""
        ranks, counts = self.run.ranks, (self.examples.f_count, self.examples.w_count)
        for epoch in range(self.epoch, self.settings.epochs):
            for batch in draw_epoch(self.plan, *counts, self.steps, (*self.run.seed, epoch)):
                yield batch[ranks.number :: ranks.count]

    def train_epoch(self) -> None:
        """One epoch, its events and its resume point."""
        ranks, seed = self.run.ranks, (*self.run.seed, self.epoch)
        torch.manual_seed(int(np.random.default_rng(seed).integers(2**31)) + ranks.number)  # for drop-out
        total, done = self.steps * self.settings.epochs, self.steps * self.epoch
        progress = Progress(self.reporter, self.run.stage, total, "steps", done=done)
        losses: list[Tensor] = []
        started = time.monotonic()
        self.network.train()
        for channels, labels in islice(self.batches, self.steps):
            losses.append(self._step(channels, labels, done + len(losses)))
            strong, weak = self._check(losses[-2:][0])  # the one before: a GPU need not be waited for
            images_per_s = self.plan.rows * len(losses) / max(time.monotonic() - started, 1e-9)
            progress.advance(
                epoch=self.epoch + 1, loss_strong=strong, loss_weak=weak, images_per_s=round(images_per_s, 2)
            )
        if not torch.nn.utils.get_total_norm(list(self.network.parameters())).isfinite():
            losses[-1] = losses[-1] * math.nan  # the last step broke the weights: no loss has seen it
        self._check(losses[-1])
        self.epoch += 1
        self._finish_epoch(torch.stack(losses).double().mean(0), time.monotonic() - started)

    def _step(self, channels: Tensor, labels: Tensor, step: int) -> Tensor:
        """One step of SGD; the losses of the strong and the weak head, (2,), over the whole batch of all ranks."""
        set_lr(self.optimizer, self.settings, step, self.steps * self.settings.epochs)
        inputs = scale(channels.to(self.run.device, non_blocking=True), self.scaling)
        labels = labels.to(self.run.device, non_blocking=True).long()
        seen = [(inputs[i :: len(self.parts)], labels[i :: len(self.parts)]) for i in range(len(self.parts))]
        counted = self._counted(seen)
        self.optimizer.zero_grad(set_to_none=True)
        losses = torch.zeros(2, device=self.run.device)
        for number, (part, (pictures, truth)) in enumerate(zip(self.parts, seen, strict=True)):
            with without_exchange(self.forward, last=number == len(seen) - 1):
                losses += self._backward(part, pictures, truth, counted)
        self._descend()
        return self.run.ranks.sum(losses)

    def _counted(self, seen: list[tuple[Tensor, Tensor]]) -> Tensor:
        """int64 (2,): pixels that count for each head in the whole batch of all ranks."""
        parts = [
            torch.stack([counted_pixels(labels[part.strong]), counted_pixels(labels[part.weak])])
            for part, (_, labels) in zip(self.parts, seen, strict=True)
        ]
        return self.run.ranks.sum(torch.stack(parts).sum(0))

    def _backward(self, part: Share, pictures: Tensor, labels: Tensor, counted: Tensor) -> Tensor:
        """Add the gradients of one part's share of the loss, strong + weak 1:1 (METHOD.md decision 17)."""
        with torch.autocast(self.run.device.type, AMP_TYPES[self.amp], enabled=self.amp != "off"):
            strong_logits, weak_logits = self.forward(pictures, part.strong, part.weak)
        strong = counted_cross_entropy(strong_logits, labels[part.strong], counted[0])
        if self.settings.overlap_loss:
            examples = self.plan.strong.stop - self.plan.strong.start
            strong = strong + self.settings.overlap_loss * overlap_loss(strong_logits, labels[part.strong], examples)
        weak = None if weak_logits is None else counted_cross_entropy(weak_logits, labels[part.weak], counted[1])
        loss = strong if weak is None else strong + weak
        self.scaler.scale(loss * self.run.ranks.count).backward()  # DDP averages over the ranks, we want the sum
        return torch.stack([strong.detach(), torch.zeros_like(strong) if weak is None else weak.detach()])

    def _descend(self) -> None:
        if self.settings.clip_gradient:
            self.scaler.unscale_(self.optimizer)
            torch.nn.utils.clip_grad_norm_(self.network.parameters(), self.settings.clip_gradient)
        self.scaler.step(self.optimizer)
        self.scaler.update()
        if self.ema:
            self.ema.update()

    def _check(self, losses: Tensor) -> tuple[float, float | None]:
        """The losses as numbers, weak None when that head is not trained. TrainingError when one is NaN or infinite."""
        strong, weak = losses.tolist()
        if not math.isfinite(strong + weak):
            raise TrainingError(
                f"{self.run.stage}: the loss became {strong + weak} in epoch {self.epoch + 1}; lower "
                f"{self.run.stage}.lr (now {self.settings.lr}) or set {self.run.stage}.clip_gradient=5"
            )
        return round(strong, 5), round(weak, 5) if self.plan.weak.stop else None

    def _finish_epoch(self, losses: Tensor, seconds: float) -> None:
        """Write the resume point and report the mean losses."""
        self.seconds += seconds
        ranks, ema = self.run.ranks, self.ema
        ranks.average(self.network.buffers())
        if ema:
            ranks.average(ema.tensors.values())
        if ranks.leads:
            state = self.network.state_dict(), self.optimizer.state_dict(), ema.tensors if ema else None
            point = ResumePoint(self.epoch, self.seconds, self.run.weights, *state, self.scaler.state_dict())
            save_resume_point(self.run.resume, point)
        strong, weak = self._check(losses)
        self.reporter.emit(
            "epoch",
            stage=self.run.stage,
            epoch=self.epoch,
            epochs=self.settings.epochs,
            loss_strong=strong,
            loss_weak=weak,
            lr=self.optimizer.param_groups[0]["lr"],
            images_per_s=round(self.plan.rows * self.steps / max(seconds, 1e-9), 2),
        )

    def _resume(self) -> None:
        """Go back to the resume point, when there is one."""
        point = load_resume_point(self.run.resume)
        if point is None:
            return
        self.network.load_state_dict(point.network)
        self.optimizer.load_state_dict(point.optimizer)
        if self.ema and point.average:
            self.ema.load(point.average, point.epoch * self.steps)
        if point.scaler:
            self.scaler.load_state_dict(point.scaler)
        self.epoch, self.seconds = point.epoch, point.seconds
        self.reporter.emit("log", level="info", message=f"{self.run.stage}: going on after epoch {self.epoch}")
