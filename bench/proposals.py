"""Speed of priors and proposals on pictures made by code, each against a reference measured in the same run."""

import time
from collections.abc import Callable
from statistics import median, quantiles

import cv2
import numpy as np
from numpy.typing import NDArray

from ml.masks import Box
from ml.priors import position_prior_float
from ml.proposals.grabcut import grabcut
from ml.proposals.mcg import mcg

HEIGHT, WIDTH = 375, 500
Row = dict[str, str | float | int]


def rows(repeats: int = 20) -> list[Row]:
    """One row per thing measured: name, median_ms, p95_ms, reference (its name), ratio (median to reference), n."""
    random = np.random.default_rng(0)
    picture, boxes = scene(random, 5)
    box = boxes[0]

    def opencv_priors() -> None:
        for each in boxes:
            inside = np.zeros((HEIGHT, WIDTH), np.uint8)
            inside[each[1] : each[3], each[0] : each[2]] = 1
            cv2.distanceTransform(inside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
            cv2.distanceTransform(1 - inside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)

    prior = position_prior_float(boxes, HEIGHT, WIDTH)
    return [
        compare(
            "priors, 5 boxes",
            lambda: position_prior_float(boxes, HEIGHT, WIDTH),
            "cv2.distanceTransform",
            opencv_priors,
            repeats,
        ),
        compare(
            "priors, 5 boxes",
            lambda: position_prior_float(boxes, HEIGHT, WIDTH),
            "copying the map",
            prior.copy,
            repeats,
        ),
        compare(
            "GrabCut, a box",
            lambda: grabcut(picture, box),
            "cv2.grabCut",
            lambda: grabcut(picture, box, plain=True),
            repeats,
        ),
        compare("MCG, a box", lambda: mcg(picture, box), "GrabCut", lambda: grabcut(picture, box), repeats),
    ]


def compare(name: str, work: Callable[[], object], reference: str, other: Callable[[], object], repeats: int) -> Row:
    """Times of `work`, and how many times longer it takes than `other`; the two take turns, so that load hits both."""
    work(), other()  # warm
    times = [(milliseconds(work), milliseconds(other)) for _ in range(repeats)]
    ours, theirs = ([pair[side] for pair in times] for side in (0, 1))
    ratio = median(ours) / median(theirs)
    p95 = quantiles(ours, n=20)[-1]
    return {
        "name": name,
        "median_ms": median(ours),
        "p95_ms": p95,
        "reference": reference,
        "ratio": ratio,
        "n": repeats,
    }


def milliseconds(work: Callable[[], object]) -> float:
    """Wall time of one call."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def scene(random: np.random.Generator, count: int) -> tuple[NDArray[np.uint8], list[Box]]:
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
