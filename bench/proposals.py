"""Speed of priors and proposals, each against a reference measured in the same run."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ml.masks import Box
from ml.priors import position_prior_float
from ml.proposals.batch import propose_all
from ml.proposals.crop import cut_out
from ml.proposals.dense_crf import bbox_seg
from ml.proposals.grabcut import grabcut
from ml.proposals.mcg import mcg
from ml.voc import VocFolder

HEIGHT, WIDTH = 375, 500
REPEATS = 20
PICTURES, BATCHES = 8, 5
Row = dict[str, str | int]


def rows(data: Path | None = None) -> list[Row]:
    """One row per thing measured: name, median, p95, reference (its name), ratio (of the medians), n.

    data: a VOC folder whose fullest picture is measured on instead of one made by code.
    """
    picture, boxes = real_scene(data) if data else made_scene(np.random.default_rng(0), 5)
    return [*prior_rows(boxes, *picture.shape[:2]), *box_rows(picture, boxes), many_pictures(picture, boxes)]


def prior_rows(boxes: list[Box], height: int, width: int) -> list[Row]:
    """The position prior beside OpenCV's distance transforms and beside a copy of the map."""

    def opencv() -> None:
        for each in boxes:
            inside = np.zeros((height, width), np.uint8)
            inside[each[1] : each[3], each[0] : each[2]] = 1
            cv2.distanceTransform(inside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
            cv2.distanceTransform(1 - inside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)

    def priors() -> NDArray[np.float32]:
        return position_prior_float(boxes, height, width)

    prior, name = priors(), f"position prior, {len(boxes)} boxes"
    return [
        compare(name, priors, "cv2.distanceTransform", opencv),
        compare(name, priors, "copying the map", prior.copy),
    ]


def box_rows(picture: NDArray[np.uint8], boxes: list[Box]) -> list[Row]:
    """GrabCut, MCG and Bbox-Seg of the largest box beside OpenCV's GrabCut on the same crop."""
    box = max(boxes, key=lambda box: (box[2] - box[0]) * (box[3] - box[1]))
    crop = cut_out(picture, box)
    x0, y0, x1, y1 = crop.box

    def opencv() -> None:
        cv2.setRNGSeed(0)
        trimap = np.full(crop.image.shape[:2], cv2.GC_BGD, np.uint8)
        trimap[y0:y1, x0:x1] = cv2.GC_PR_FGD
        ground, thing = np.zeros((1, 65)), np.zeros((1, 65))
        cv2.grabCut(crop.image.copy(), trimap, (0, 0, 0, 0), ground, thing, 2, cv2.GC_INIT_WITH_MASK)

    reference = "cv2.grabCut, same crop"
    return [
        compare("GrabCut, a box", lambda: grabcut(picture, box), reference, opencv),
        compare("MCG, a box", lambda: mcg(picture, box), reference, opencv),
        compare("Bbox-Seg (dense CRF), a box", lambda: bbox_seg(picture, box), reference, opencv),
    ]


@dataclass
class Boxed:
    """A picture in memory with boxes, as `propose_all` takes it."""

    picture: NDArray[np.uint8]
    boxes: list[Box]

    def read(self) -> NDArray[np.uint8]:
        """The picture."""
        return self.picture


def many_pictures(picture: NDArray[np.uint8], boxes: list[Box]) -> Row:
    """Proposals of many pictures in one process per CPU beside the same in one process.

    Each time the processes are started anew, but only the first start (not measured) imports what they need.
    """
    boxes = boxes[:3]  # about what a picture has
    images = [Boxed(np.roll(picture, shift, 1), boxes) for shift in range(PICTURES)]
    return compare(
        f"GrabCut and MCG of {PICTURES} pictures with {len(boxes)} boxes, {os.cpu_count()} processes",
        lambda: list(propose_all(images)),
        "one process",
        lambda: list(propose_all(images, processes=1)),
        BATCHES,
    )


def compare(
    name: str, work: Callable[[], object], reference: str, other: Callable[[], object], repeats: int = REPEATS
) -> Row:
    """Times of `work`, and how many times longer it takes than `other`; the two take turns, so that load hits both."""
    work()  # warm
    other()
    times = [(milliseconds(work), milliseconds(other)) for _ in range(repeats)]
    ours, theirs = ([pair[side] for pair in times] for side in (0, 1))
    return {
        "name": name,
        "median": f"{median(ours):.2f} ms",
        "p95": f"{quantiles(ours, n=20)[-1]:.2f} ms",
        "reference": reference,
        "ratio": f"{median(ours) / median(theirs):.2f}",
        "n": repeats,
    }


def milliseconds(work: Callable[[], object]) -> float:
    """Wall time of one call."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def made_scene(random: np.random.Generator, count: int) -> tuple[NDArray[np.uint8], list[Box]]:
    """A textured picture with discs of other colours, and their boxes."""
    coarse = random.integers(40, 200, (12, 16, 3), np.uint8)
    picture = np.asarray(cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC), np.float32)
    boxes: list[Box] = []
    for _ in range(count):
        radius = int(random.integers(40, 90))
        x, y = int(random.integers(radius, WIDTH - radius)), int(random.integers(radius, HEIGHT - radius))
        cv2.circle(picture, (x, y), radius, [float(value) for value in random.integers(0, 256, 3)], -1)
        boxes.append((x - radius, y - radius, min(x + radius + 1, WIDTH), min(y + radius + 1, HEIGHT)))
    noisy = picture + random.normal(0, 10, picture.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8), boxes


def real_scene(data: Path) -> tuple[NDArray[np.uint8], list[Box]]:
    """The picture with most boxes of the first hundred in a VOC folder."""
    folder = VocFolder(data)
    pictures = [folder.read(name, masks=False) for name in folder.names()[:100]]
    fullest = max(pictures, key=lambda picture: len(picture.annotation.objects))
    with Image.open(fullest.image) as picture:
        return np.array(picture.convert("RGB")), [thing.box for thing in fullest.annotation.objects]
