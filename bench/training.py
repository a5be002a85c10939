"""Speed of training, pseudo masks and evaluation: each network's loop with its data loading against the bare forward,
backward and step of the same network on one batch that is ready.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np
import torch

from bench.proposals import REPEATS, Row, made_scene, milliseconds, real_scene
from ml.config import NetworkSettings, load_settings
from ml.data.example_set import ExampleSet
from ml.data.labels import AcceptedLabels
from ml.data.proposal_files import ProposalFiles
from ml.data.sampler import BatchPlan, draw_epoch, plan_batch
from ml.data.tensors import scale
from ml.files import write_png
from ml.manifest import ManifestImage, ManifestObject
from ml.masks import ObjectMask
from ml.metrics import ConfusionMatrix
from ml.networks.model_file import Card
from ml.networks.network import Network, build_network, widen
from ml.predictor import Predictor
from ml.proposals.proposal import propose_boxes
from ml.training.loop import TrainingRun, train
from ml.training.loss import counted_cross_entropy
from ml.training.optimizer import build_optimizer

CLASSES, IMAGES, EPOCHS, STEPS = 6, 12, 4, 3
NAMES = tuple(f"class {number}" for number in range(1, CLASSES + 1))


def rows(data: Path | None = None) -> Iterator[Row]:
    """One row per network and thing measured (see bench/proposals.py); data: a VOC folder, for its fullest picture.

    p95 holds the range, ratio how many times slower than the reference. torch has one thread.
    """
    torch.set_num_threads(1)
    with TemporaryDirectory() as folder:
        images, proposals = make_images(Path(folder), data)
        for profile in ("cpu", "tiny"):
            settings = load_settings(profile)
            for kind, network in (("AnnNet", settings.annnet), ("SegNet", settings.segnet)):
                for loaders in (0, 1):
                    yield training_row(f"train {kind} {profile}", network, images, proposals, loaders)
        yield from inference_rows(images, proposals)


def make_images(folder: Path, data: Path | None) -> tuple[list[ManifestImage], ProposalFiles]:
    """Pictures of five objects with masks and proposals, all alike but for their noise."""
    picture, boxes = real_scene(data) if data else made_scene(np.random.default_rng(0), 5)
    made = propose_boxes(picture, boxes)
    proposals, images = ProposalFiles(folder / "proposals"), list[ManifestImage]()
    height, width = picture.shape[:2]
    for number in range(IMAGES):
        write_png(folder / f"{number}.png", picture)
        objects = [
            ManifestObject(f"{number}-{i}", box, 1 + i % CLASSES, ObjectMask.filled(box)) for i, box in enumerate(boxes)
        ]
        images.append(ManifestImage(str(number), folder / f"{number}.png", "", width, height, "F", tuple(objects)))
        proposals.write(images[-1], made)
    return images, proposals


class Watch:
    """Keeps the images per second of each epoch of the loop."""

    def __init__(self, after: Callable[[], None]) -> None:
        self.rates, self._after = list[float](), after

    def emit(self, event: str, **fields: Any) -> None:
        """Note an epoch's figure, then let the reference have its turn."""
        if event == "epoch":
            self.rates.append(fields["images_per_s"])
            self._after()


def training_row(
    name: str, settings: NetworkSettings, images: list[ManifestImage], proposals: ProposalFiles, loaders: int
) -> Row:
    """The loop's images per second beside the bare steps'; they take turns, an epoch each."""
    settings = replace(settings, weights="scratch", epochs=EPOCHS, steps=STEPS)
    labels, half = AcceptedLabels(), len(images) // 2
    examples = ExampleSet(images[:half], images[half:], labels, labels, proposals, settings, CLASSES)
    plan = plan_batch("mixed", 7, settings.batch, True)
    step = bare_step(settings, examples, plan)
    bare: list[float] = []

    def reference() -> None:
        start = perf_counter()
        for _ in range(STEPS):
            step()
        bare.append(plan.rows * STEPS / (perf_counter() - start))

    watch = Watch(reference)
    with TemporaryDirectory() as folder:
        run = TrainingRun("annnet", (0, 1), Path(folder) / "resume", "scratch", loaders, torch.device("cpu"))
        train(new_network(settings), examples, plan, settings, run, watch)
    where = "a loader process" if loaders else "no loader"
    return rate_row(f"{name}, {where}", watch.rates[1:], "bare step, batch ready", bare[1:])


def bare_step(settings: NetworkSettings, examples: ExampleSet, plan: BatchPlan) -> Callable[[], None]:
    """Forward, backward and SGD on one batch that is ready."""
    network = new_network(settings).to(memory_format=torch.channels_last).train()  # type: ignore[call-overload]
    optimizer = build_optimizer(network, settings)
    batch = [examples[draw] for draw in draw_epoch(plan, examples.f_count, examples.w_count, 1, (0,))[0]]
    inputs = scale(torch.stack([channels for channels, _ in batch]), examples.scaling)
    labels = torch.stack([label for _, label in batch]).long()

    def step() -> None:
        strong, weak = network.train_forward(inputs, plan.strong, plan.weak)
        assert weak is not None
        loss = counted_cross_entropy(strong, labels[plan.strong]) + counted_cross_entropy(weak, labels[plan.weak])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    return step


def new_network(settings: NetworkSettings) -> Network:
    """Random weights."""
    torch.manual_seed(0)
    network = build_network(settings, CLASSES)
    widen(network, settings, CLASSES)
    return network


def inference_rows(images: list[ManifestImage], proposals: ProposalFiles) -> Iterator[Row]:
    """Pseudo masks (AnnNet) and evaluation (SegNet) of the cpu profile, each against its bare forward passes."""
    settings, image = load_settings("cpu"), images[0]
    annnet, segnet = new_network(settings.annnet), new_network(settings.segnet)
    predictor = Predictor(annnet, Card("annnet", NAMES, settings, "scratch", "", {}))
    evaluated = Predictor(segnet, Card("segnet", NAMES, settings, "scratch", "", {}))

    def pseudo() -> None:
        predictor.predict(image.read(), image.boxes, image.classes, proposals.read(image))

    def evaluate() -> None:
        ConfusionMatrix(CLASSES).update(evaluated.segment(image.read()), AcceptedLabels().label_map(image))

    yield inference_row(f"pseudo masks cpu, {len(image.boxes)} boxes", annnet, pseudo)
    yield inference_row("evaluation SegNet cpu", segnet, evaluate)


def inference_row(name: str, network: Network, work: Callable[[], None]) -> Row:
    """Images per second of `work` on one image beside those of the forward passes it makes; they take turns."""
    seen: list[torch.Tensor] = []
    hook = network.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    work()
    hook.remove()

    def forward() -> None:
        with torch.inference_mode():
            for inputs in seen:
                network(inputs)

    forward()
    times = [(milliseconds(work), milliseconds(forward)) for _ in range(REPEATS)]
    return rate_row(name, [1000 / ours for ours, _ in times], "bare forward", [1000 / bare for _, bare in times])


def rate_row(name: str, ours: list[float], reference: str, theirs: list[float]) -> Row:
    """Images per second: median and range; ratio of the times, above 1 = slower than the reference."""
    slower = median(bare / rate for rate, bare in zip(ours, theirs, strict=True))
    return {
        "name": name,
        "median": f"{median(ours):.1f} images/s",
        "p95": f"{min(ours):.1f}-{max(ours):.1f}",
        "reference": f"{reference}: {median(theirs):.1f} images/s",
        "ratio": f"{slower:.2f}",
        "n": len(ours),
    }
