"""Which examples make a batch, and which head sees which of them (paper figure 5, METHOD.md decisions 15 and 18)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

Supervision = Literal["single", "dual", "mixed"]


@dataclass(frozen=True)
class BatchPlan:
    """How many rows of a batch come from where, in this order: any (F or W alike), F, W.

    The strong head is trained on rows `strong`, the weak head on rows `weak`; in mixed they overlap.
    """

    any: int
    from_f: int
    from_w: int
    strong: slice
    weak: slice

    @property
    def rows(self) -> int:
        """Rows of a batch."""
        return self.any + self.from_f + self.from_w


@dataclass(frozen=True)
class Share:
    """A part of every batch: its rows, and which of those each head sees."""

    rows: slice
    strong: slice
    weak: slice


@dataclass(frozen=True)
class Draw:
    """One row to be made: position in the list of F then W examples, and the seed of its augmentation."""

    index: int
    seed: int


def plan_batch(supervision: Supervision, ratio: int, batch: int, weak_examples: bool) -> BatchPlan:
    """Rows of one step. mixed with r = 7 and 32: 28 of F and 4 + 28 of W; strong sees the first 32, weak the last 32.

    ratio: r of 8 rows of the strong head come from F (paper table 3: 5, 6, 7). batch: rows per head.
    Without any W example every kind trains the strong head on F alone.
    """
    if supervision == "single" and weak_examples:
        return BatchPlan(batch, 0, 0, slice(0, batch), slice(0, 0))
    if not weak_examples:
        return BatchPlan(0, batch, 0, slice(0, batch), slice(0, 0))
    from_f = batch if supervision == "dual" else batch * ratio // 8
    return BatchPlan(0, from_f, batch, slice(0, batch), slice(from_f, from_f + batch))


def share_batch(plan: BatchPlan, number: int, count: int) -> Share:
    """Part `number` of `count` equal ones: every count-th row, so that r of 8 holds over the parts together.

    ValueError when `count` does not divide what a head sees.
    """
    heads = plan.strong.stop - plan.strong.start, plan.weak.stop - plan.weak.start
    if any(rows % count for rows in heads):
        raise ValueError(f"a batch of {heads[0]} cannot be shared by {count} (processes times accumulate)")
    rows = range(plan.rows)[number::count]
    before = sum(row < plan.weak.start for row in rows) if heads[1] else 0
    return Share(slice(number, None, count), slice(0, heads[0] // count), slice(before, before + heads[1] // count))


def steps_in_epoch(f_count: int, w_count: int, batch: int, steps: int) -> int:
    """The setting when it is not 0, else (F + W) / batch, rounded up (METHOD.md decision 18)."""
    return steps or -(-(f_count + w_count) // batch)


def draw_epoch(plan: BatchPlan, f_count: int, w_count: int, steps: int, seed: tuple[int, ...]) -> list[list[Draw]]:
    """The batches of one epoch; the seed (round, stage, epoch) alone decides them: a resumed epoch is the same.

    A batch larger than the data takes examples more than once. ValueError when there is nothing to take.
    """
    for rows, count, part in ((plan.any, f_count + w_count, "F and W"), (plan.from_f, f_count, "F")):
        if rows and not count:
            raise ValueError(f"no training examples: {part} holds no image with an object")
    if plan.from_w and not w_count:
        raise ValueError("no training examples: W holds no image with an object")
    rng = np.random.default_rng(seed)
    both, from_f, from_w = (
        _cycle(first, count, rng) for first, count in ((0, f_count + w_count), (0, f_count), (f_count, w_count))
    )
    return [
        [
            Draw(next(source), int(rng.integers(2**63)))
            for source, count in ((both, plan.any), (from_f, plan.from_f), (from_w, plan.from_w))
            for _ in range(count)
        ]
        for _ in range(steps)
    ]


def _cycle(first: int, count: int, rng: np.random.Generator) -> Iterator[int]:
    """first .. first + count - 1 in random order, again and again in new orders."""
    while True:
        yield from (first + rng.permutation(count)).tolist()
