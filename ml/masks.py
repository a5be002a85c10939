"""The pixels of one object: a small rectangle of foreground, uncertain and ignored pixels, and its JSON form (COCO
RLE).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pycocotools import mask as coco

Box = tuple[int, int, int, int]
"""Half-open pixels x0, y0, x1, y1 of the upright image."""
Bools = NDArray[np.bool_]
MOST_PIXELS = 2**29  # a short string of run lengths can claim any size


class MaskError(ValueError):
    """A mask that contradicts itself: a bad rectangle, arrays of another size, or a damaged run-length string."""


@dataclass(frozen=True, eq=False)
class ObjectMask:
    """One object's pixels inside `rect`; everything outside it is background.

    foreground: bool (y1 - y0, x1 - x0). uncertain: same shape or None, pixels whose foreground value is only a best
    guess.
    ignored: same shape or None, disjoint from foreground, pixels that are never counted.
    """

    rect: Box
    foreground: Bools
    uncertain: Bools | None = None
    ignored: Bools | None = None

    def __post_init__(self) -> None:
        x0, y0, x1, y1 = self.rect
        if not (0 <= x0 < x1 and 0 <= y0 < y1):
            raise MaskError(f"mask rectangle {list(self.rect)} is not x0 < x1, y0 < y1 with nothing negative")
        for name, part in (("foreground", self.foreground), ("uncertain", self.uncertain), ("ignored", self.ignored)):
            if part is not None and (part.shape != (y1 - y0, x1 - x0) or part.dtype != np.bool_):
                raise MaskError(f"{name} is {part.dtype} {part.shape}, the rectangle needs bool {(y1 - y0, x1 - x0)}")
        if self.ignored is not None and bool((self.ignored & self.foreground).any()):
            raise MaskError("a pixel cannot be both foreground and ignored")

    @classmethod
    def filled(cls, box: Box) -> "ObjectMask":
        """Every pixel of the box as foreground."""
        x0, y0, x1, y1 = box
        return cls(box, np.ones((y1 - y0, x1 - x0), bool))

    @classmethod
    def unknown(cls, box: Box) -> "ObjectMask":
        """No pixel of the box as anything: all of it is ignored."""
        x0, y0, x1, y1 = box
        shape = (y1 - y0, x1 - x0)
        return cls(box, np.zeros(shape, bool), None, np.ones(shape, bool))

    @classmethod
    def from_picture(
        cls, foreground: Bools, uncertain: Bools | None = None, ignored: Bools | None = None
    ) -> "ObjectMask":
        """Tight mask from bool arrays of the whole picture (H x W)."""
        height, width = foreground.shape
        return cls((0, 0, width, height), foreground, uncertain, ignored).tight()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "ObjectMask":
        """Mask from {"rect": [x0, y0, x1, y1], "foreground": counts, "uncertain": counts|None, "ignored":
        counts|None}.
        """
        rect = data.get("rect")
        if not isinstance(rect, list | tuple) or len(rect) != 4 or any(type(value) is not int for value in rect):
            raise MaskError(f"mask rectangle must be four whole numbers, not {rect!r}")
        x0, y0, x1, y1 = rect
        if not (0 <= x0 < x1 and 0 <= y0 < y1):
            raise MaskError(f"mask rectangle {list(rect)} is not x0 < x1, y0 < y1 with nothing negative")

        def part(name: str) -> Bools | None:
            counts = data.get(name)
            if not isinstance(counts, str | None):
                raise MaskError(f"{name} must be a run-length string, not {type(counts).__name__}")
            return None if counts is None else decode_rle(counts, y1 - y0, x1 - x0)

        foreground = part("foreground")
        if foreground is None:
            raise MaskError("mask has no foreground")
        return cls((x0, y0, x1, y1), foreground, part("uncertain"), part("ignored"))

    def to_json(self) -> dict[str, Any]:
        """The Mask JSON of the API, the database and the manifest; parts without a pixel become None."""
        return {
            "rect": [int(value) for value in self.rect],
            "foreground": encode_rle(self.foreground),
            "uncertain": _encode_or_none(self.uncertain),
            "ignored": _encode_or_none(self.ignored),
        }

    @property
    def marked(self) -> Bools:
        """Pixels that are foreground, uncertain or ignored."""
        marked = self.foreground.copy()
        for part in (self.uncertain, self.ignored):
            if part is not None:
                marked |= part
        return marked

    @property
    def certain_foreground(self) -> Bools:
        """Foreground pixels that are not uncertain."""
        return self.foreground if self.uncertain is None else self.foreground & ~self.uncertain

    def tight(self) -> "ObjectMask":
        """Same mask over the tight bounds of its marked pixels; an empty mask keeps one pixel at its top left
        corner.
        """
        marked = self.marked
        rows, columns = np.flatnonzero(marked.any(1)), np.flatnonzero(marked.any(0))
        top, bottom = (int(rows[0]), int(rows[-1]) + 1) if rows.size else (0, 1)
        left, right = (int(columns[0]), int(columns[-1]) + 1) if columns.size else (0, 1)
        x, y = self.rect[:2]
        return self.over((x + left, y + top, x + right, y + bottom))

    def over(self, rect: Box) -> "ObjectMask":
        """Same mask defined over another rectangle: cropped where it is smaller, background where it is larger."""
        return ObjectMask(
            rect,
            _move(self.foreground, self.rect, rect),
            None if self.uncertain is None else _move(self.uncertain, self.rect, rect),
            None if self.ignored is None else _move(self.ignored, self.rect, rect),
        )

    def paste(self, height: int, width: int) -> "ObjectMask":
        """Same mask over the whole picture: its arrays are H x W."""
        return self.over((0, 0, width, height))


def iou(a: Bools, b: Bools, counted: Bools | None = None) -> float:
    """Intersection over union of two bool arrays of one shape, in [0, 1]; only `counted` pixels count; two empty
    masks give 1.
    """
    if counted is not None:
        a, b = a & counted, b & counted
    union = np.count_nonzero(a | b)
    return np.count_nonzero(a & b) / union if union else 1.0


def encode_rle(pixels: Bools) -> str:
    """COCO compressed run lengths (column-major, background first) of a bool array."""
    counts: bytes = coco.encode(np.asfortranarray(pixels, dtype=np.uint8))["counts"]  # type: ignore[assignment]
    return counts.decode("ascii")


def decode_rle(counts: str, height: int, width: int) -> Bools:
    """Bool array (height, width) from COCO compressed run lengths; MaskError when they do not add up to its size.

    Decoded here and not by pycocotools, whose C code trusts the string.
    """
    if height * width > MOST_PIXELS:
        raise MaskError(f"a mask of {height} x {width} pixels is larger than any picture")
    runs = _runs(counts)
    if sum(runs) != height * width or min(runs, default=0) < 0:
        raise MaskError(f"run lengths do not add up to {height} x {width} pixels")
    values = np.arange(len(runs)) % 2 == 1
    return np.ascontiguousarray(np.repeat(values, runs).reshape(width, height).T)


def _runs(counts: str) -> list[int]:
    """Run lengths: base-32 digits from ascii 48 on, bit 32 = more digits follow, from the fourth run on as
    differences.
    """
    runs: list[int] = []
    value = shift = 0
    for letter in counts:
        digit = ord(letter) - 48
        if not 0 <= digit < 64 or shift > 60:
            raise MaskError(f"{letter!r} has no place in a run-length string")
        value |= (digit & 31) << shift
        shift += 5
        if digit & 32:
            continue
        if digit & 16:
            value -= 1 << shift
        runs.append(value + (runs[-2] if len(runs) > 2 else 0))
        value = shift = 0
    if shift:
        raise MaskError("run-length string ends in the middle of a number")
    return runs


def _encode_or_none(part: Bools | None) -> str | None:
    return encode_rle(part) if part is not None and part.any() else None


def _move(pixels: Bools, old: Box, new: Box) -> Bools:
    """Copy of `pixels` (defined over `old`) over the rectangle `new`."""
    moved = np.zeros((new[3] - new[1], new[2] - new[0]), bool)
    x0, y0, x1, y1 = max(old[0], new[0]), max(old[1], new[1]), min(old[2], new[2]), min(old[3], new[3])
    if x0 < x1 and y0 < y1:
        moved[y0 - new[1] : y1 - new[1], x0 - new[0] : x1 - new[0]] = pixels[
            y0 - old[1] : y1 - old[1], x0 - old[0] : x1 - old[0]
        ]
    return moved
