"""A large picture's levels: copies at half the size of the one before, each cut in square tiles."""

from dataclasses import dataclass

TILE = 512
"""Pixels of a tile's side; those at the right and lower edges are smaller."""
LARGEST_WHOLE = 4096 * 4096
"""Pixels; a browser decodes and keeps such a picture whole, a larger one is looked at by tiles."""
LONGEST_WHOLE = 8192
"""Pixels of a side; graphics hardware takes no longer ones in one piece."""


@dataclass(frozen=True)
class Pyramid:
    """The levels of a picture of this size: level n has 2^-n of its width, the last one fits into one tile."""

    width: int
    height: int

    @property
    def is_tiled(self) -> bool:
        """Whether the picture is too large to be handled whole."""
        return self.width * self.height > LARGEST_WHOLE or max(self.width, self.height) > LONGEST_WHOLE

    @property
    def levels(self) -> int:
        """How many there are, the picture itself being level 0."""
        level = 0
        while max(self.size(level)) > TILE:
            level += 1
        return level + 1

    def size(self, level: int) -> tuple[int, int]:
        """Width and height of the level in its own pixels, rounded up."""
        return _halved(self.width, level), _halved(self.height, level)

    def grid(self, level: int) -> tuple[int, int]:
        """Columns and rows of the level's tiles."""
        width, height = self.size(level)
        return -(-width // TILE), -(-height // TILE)

    def tile(self, level: int, column: int, row: int) -> tuple[int, int, int, int]:
        """The tile's box in pixels of its level."""
        width, height = self.size(level)
        left, top = column * TILE, row * TILE
        return left, top, min(left + TILE, width), min(top + TILE, height)

    def number(self, level: int, column: int, row: int) -> int | None:
        """The tile's place among all, level by level and row by row; None when there is no such tile."""
        if not 0 <= level < self.levels:
            return None
        columns, rows = self.grid(level)
        if not (0 <= column < columns and 0 <= row < rows):
            return None
        before = sum(wide * high for wide, high in map(self.grid, range(level)))
        return before + row * columns + column


def _halved(length: int, times: int) -> int:
    return -(-length // 2**times)
