"""Masks as they are stored and sent: COCO compressed RLE in a rectangle, checked before anything decodes it."""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Self

from server.domain.box import Box
from server.domain.errors import BadInput


class Origin(StrEnum):
    """Where a mask came from."""

    GRABCUT = "grabcut"
    MCG = "mcg"
    FUSED = "fused"
    ANNNET = "annnet"
    GUIDED = "guided"  # made from pixels that a person pinned
    HUMAN = "human"  # painted, or imported with a data set


ENCODE = "Encode the pixels of `rect` alone, column by column, as pycocotools' `mask.encode` does."


def run_lengths(counts: str, width: int, height: int) -> list[int]:
    """Decode COCO compressed `counts` of a `width` x `height` rectangle into run lengths (background first).

    The format is pycocotools' `rleToString`: 5 bits a character from code 48, sixth bit "more follows", sign extended,
    from the fourth run on as the difference to the run two before. Raises BadInput unless the runs are
    non-negative and fill the rectangle exactly (pycocotools itself would write past its buffer).
    """
    runs: list[int] = []
    position = covered = 0
    while position < len(counts):
        value, shift, more = 0, 0, True
        while more:
            if position >= len(counts) or shift > 35:
                raise BadInput("The mask's RLE ends in the middle of a number.", ENCODE)
            bits = ord(counts[position]) - 48
            if not 0 <= bits < 64:
                raise BadInput(
                    f"The mask's RLE holds the character {counts[position]!r}, which COCO's does not use.", ENCODE
                )
            value |= (bits & 31) << shift
            position, shift, more = position + 1, shift + 5, bool(bits & 32)
            if not more and bits & 16:
                value -= 1 << shift
        if len(runs) > 2:
            value += runs[-2]
        if value < 0:
            raise BadInput("The mask's RLE holds a negative run.", ENCODE)
        runs.append(value)
        covered += value
        if covered > width * height or len(runs) > width * height + 1:
            raise BadInput(f"The mask's RLE covers more than its rectangle's {width * height} pixels.", ENCODE)
    if covered != width * height:
        raise BadInput(f"The mask's RLE covers {covered} pixels, its rectangle has {width * height}.", ENCODE)
    return runs


@dataclass(frozen=True)
class Impression:
    """What a suggestion seems to be worth before anybody looked: both 0 (hardly) to 1, computed in `ml.impression`.

    `certainty`: share of the object's possible pixels that are certain. `looks`: the same, lowered for odd shapes.
    """

    certainty: float
    looks: float


@dataclass(frozen=True)
class Mask:
    """The pixels of one object. `foreground`, `uncertain` and `ignored` are RLE counts over `rect`.

    `uncertain` (suggestions only) marks pixels where `foreground` is merely the best guess; `ignored` (from people
    only) marks pixels that count as nothing: 255 in label maps. `impression` is not part of what makes masks equal.
    """

    rect: Box
    foreground: str
    uncertain: str | None = None
    ignored: str | None = None
    impression: Impression | None = field(default=None, compare=False)

    def check(self, width: int, height: int) -> None:
        """Raise BadInput unless the mask fits a picture of `width` x `height` and its RLEs are whole and disjoint."""
        self.rect.require_inside(width, height)
        if self._fault is not None:
            raise self._fault

    def looked_at(self) -> Self:
        """The same mask, its RLEs decoded once (seconds, for the longest), so that `check` is cheap from now on."""
        _ = self._fault
        return self

    @cached_property
    def _fault(self) -> BadInput | None:
        """What is wrong with the RLEs."""
        try:
            foreground = run_lengths(self.foreground, self.rect.width, self.rect.height)
            if self.uncertain is not None:
                run_lengths(self.uncertain, self.rect.width, self.rect.height)
            ignored = self.ignored and run_lengths(self.ignored, self.rect.width, self.rect.height)
        except BadInput as fault:
            return fault
        if ignored and overlap(foreground, ignored):
            return BadInput("The mask marks the same pixels as foreground and as ignored.", "Choose one.")
        return None

    @property
    def area(self) -> int:
        """Foreground pixels."""
        return sum(run_lengths(self.foreground, self.rect.width, self.rect.height)[1::2])


def columns(mask: Mask) -> dict[int, int]:
    """The foreground pixels by column x of the picture: bit y of the number is pixel (x, y)."""
    found: dict[int, int] = {}
    height, position = mask.rect.height, 0
    for index, run in enumerate(run_lengths(mask.foreground, mask.rect.width, height)):
        end = position + run
        while index % 2 and position < end:
            x, y = divmod(position, height)
            length = min(end - position, height - y)
            found[mask.rect.x0 + x] = found.get(mask.rect.x0 + x, 0) | ((1 << length) - 1) << (mask.rect.y0 + y)
            position += length
        position = end
    return found


def overlap(a: list[int], b: list[int]) -> bool:
    """Whether two run-length lists over one rectangle share a marked pixel."""
    ends = _intervals(a)
    return any(start < other_end and other_start < end for start, end, other_start, other_end in _pairs(ends, b))


def _intervals(runs: list[int]) -> list[tuple[int, int]]:
    """Return the marked half-open intervals in scan order."""
    intervals: list[tuple[int, int]] = []
    position = 0
    for index, run in enumerate(runs):
        if index % 2 and run:
            intervals.append((position, position + run))
        position += run
    return intervals


def _pairs(first: list[tuple[int, int]], runs: list[int]) -> list[tuple[int, int, int, int]]:
    """Pair each interval with those of the other list that could meet it, by one merge pass."""
    second = _intervals(runs)
    pairs: list[tuple[int, int, int, int]] = []
    i = j = 0
    while i < len(first) and j < len(second):
        pairs.append((*first[i], *second[j]))
        if first[i][1] <= second[j][1]:
            i += 1
        else:
            j += 1
    return pairs
