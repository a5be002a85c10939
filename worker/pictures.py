"""Decoded pictures: each is decoded once per process, and the last few stay in memory while somebody labels them.

Of a large picture only the tiles are decoded that a mask needs, from the level that will do.
"""

import io
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from server.domain.pyramid import TILE
from server.flows import levels
from server.store.blobs import blobs
from server.store.database import database
from server.store.tables import Levels
from worker.recent import Recent

Picture = NDArray[np.uint8]
MOST_BYTES = 256 << 20

_kept = Recent[Picture](MOST_BYTES, lambda pixels: pixels.nbytes)


def picture(blob: str) -> Picture:
    """The picture of that blob, read-only uint8 RGB (H, W, 3), upright since its import; raises NotFound.

    A large one whose tiles have been made is a TiledPicture: an array for whoever cuts parts out of it.
    """
    tiled = _tiled(blob)
    return cast(Picture, tiled) if tiled else _kept.get((blob,), lambda: _decode(blob))


class TiledPicture:
    """A picture by its tiles, see ml.part.SizedPicture."""

    def __init__(self, row: Levels) -> None:
        self._row, self._pyramid = row, levels.pyramid(row)

    @property
    def shape(self) -> tuple[int, int, int]:
        """Height, width, 3."""
        return self._row.height, self._row.width, 3

    def __getitem__(self, area: tuple[slice, slice]) -> Picture:
        (y0, y1, _), (x0, x1, _) = area[0].indices(self._row.height), area[1].indices(self._row.width)
        return self._cut(0, (x0, y0, x1, y1))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Picture:
        return self[:, :]

    def part(self, area: tuple[int, int, int, int], scale: float) -> Picture:
        """The area at the smallest level that is no smaller than `scale` of it."""
        level = 0
        while level + 1 < self._pyramid.levels and 0.5 ** (level + 1) >= scale:
            level += 1
        width, height = self._pyramid.size(level)
        x0, y0, x1, y1 = (side >> level for side in area)
        x1, y1 = min(max(x1, x0 + 1), width), min(max(y1, y0 + 1), height)
        return self._cut(level, (min(x0, width - 1), min(y0, height - 1), x1, y1))

    def _cut(self, level: int, area: tuple[int, int, int, int]) -> Picture:
        x0, y0, x1, y1 = area
        cut = np.empty((y1 - y0, x1 - x0, 3), np.uint8)
        for row in range(y0 // TILE, -(-y1 // TILE)):
            for column in range(x0 // TILE, -(-x1 // TILE)):
                left, top, right, bottom = self._pyramid.tile(level, column, row)
                a, b, c, d = max(x0, left), max(y0, top), min(x1, right), min(y1, bottom)
                tile = self._tile(level, column, row)
                cut[b - y0 : d - y0, a - x0 : c - x0] = tile[b - top : d - top, a - left : c - left]
        return cut

    def _tile(self, level: int, column: int, row: int) -> Picture:
        def decode() -> Picture:
            with levels.open_tiles(self._row) as source:
                return _pixels(io.BytesIO(levels.read_tile(source, self._row, level, column, row)))

        return _kept.get((self._row.blob, level, column, row), decode)


def _decode(blob: str) -> Picture:
    with blobs().open(blob) as source:
        return _pixels(source)


def _pixels(source: Any) -> Picture:
    with Image.open(source) as opened:
        pixels = np.array(opened.convert("RGB"), np.uint8)
    pixels.flags.writeable = False
    return pixels


def _tiled(blob: str) -> TiledPicture | None:
    with database().read() as session:
        row = levels.find(session, blob)
    return TiledPicture(row) if row is not None and row.tiles is not None else None
