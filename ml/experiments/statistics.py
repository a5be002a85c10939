"""What a few seeds allow to say: mean, standard deviation, and whether an ordering holds."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

Verdict = Literal["holds", "does not hold", "cannot be said"]

STUDENT = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228)
"""Two-sided 95 % quantile of Student's t for 1, 2, ... degrees of freedom; the last one serves for more."""


@dataclass(frozen=True)
class Summary:
    """Mean, sample standard deviation (None for one value) and number of values."""

    mean: float
    deviation: float | None
    n: int


@dataclass(frozen=True)
class Comparison:
    """Mean of the differences paired by seed, its standard error, the half width of its 95 % interval, the verdict.

    error and half_width are None below two seeds.
    """

    difference: float
    error: float | None
    half_width: float | None
    n: int
    verdict: Verdict


def summarize(values: Sequence[float]) -> Summary | None:
    """None without values."""
    if not values:
        return None
    deviation = float(np.std(values, ddof=1)) if len(values) > 1 else None
    return Summary(float(np.mean(values)), deviation, len(values))


def compare(better: Mapping[int, float], worse: Mapping[int, float]) -> Comparison | None:
    """The claim "better > worse" by the scores of the seeds both have; None without any.

    It holds (does not hold) when the 95 % interval of the paired difference lies above (below) zero.
    """
    differences = [better[seed] - worse[seed] for seed in sorted(better.keys() & worse.keys())]
    summary = summarize(differences)
    if summary is None:
        return None
    if summary.deviation is None:
        return Comparison(summary.mean, None, None, 1, "cannot be said")
    error = summary.deviation / math.sqrt(summary.n)
    half_width = STUDENT[min(summary.n - 1, len(STUDENT)) - 1] * error
    verdict: Verdict = "cannot be said"
    if abs(summary.mean) > half_width:
        verdict = "holds" if summary.mean > 0 else "does not hold"
    return Comparison(summary.mean, error, half_width, summary.n, verdict)
