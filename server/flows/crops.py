"""Cut-outs of pictures for grids of objects: from the tiles of a large picture, else from the whole one."""

import io

from PIL import Image as Pillow
from sqlalchemy.orm import Session

from server.domain.box import Box
from server.domain.pyramid import TILE, Pyramid
from server.flows import levels
from server.flows.pictures import open_kept
from server.store.tables import Image, Levels


def require_crop(session: Session, image: Image, box: Box) -> Levels | None:
    """Check the box and find the picture's tiles, if it has some; raises BadInput for a box outside the picture."""
    box.require_inside(image.width, image.height)
    found = levels.find(session, image.blob)
    return found if found and found.tiles else None


def cut_crop(blob: str, tiled: Levels | None, box: Box, size: int) -> bytes:
    """The box as a JPEG, scaled down to at most `size` pixels a side, never up."""
    crop = _from_tiles(tiled, box, size) if tiled else _from_whole(blob, box, size)
    crop.thumbnail((size, size))
    encoded = io.BytesIO()
    crop.save(encoded, "JPEG", quality=85)
    return encoded.getvalue()


def _from_whole(blob: str, box: Box, size: int) -> Pillow.Image:
    with open_kept(blob) as picture:
        width = picture.width
        share = size / max(box.width, box.height)
        if share < 1:  # lets JPEG decode at a fraction
            picture.draft(picture.mode, (round(picture.width * share) or 1, round(picture.height * share) or 1))
        scale = picture.width / width
        cut = picture.crop(_scaled(box, scale, *picture.size))
        return cut.convert("L" if cut.mode == "L" else "RGB")


def _from_tiles(row: Levels, box: Box, size: int) -> Pillow.Image:
    """From the smallest level on which the box has at least `size` pixels."""
    pyramid, level = levels.pyramid(row), 0
    while level + 1 < pyramid.levels and max(box.width, box.height) >> (level + 1) >= size:
        level += 1
    return cut_tiles(row, pyramid, level, _scaled(box, 0.5**level, *pyramid.size(level)))


def cut_tiles(row: Levels, pyramid: Pyramid, level: int, box: tuple[int, int, int, int]) -> Pillow.Image:
    """A box of a level, in its pixels, put together from its tiles (RGB)."""
    x0, y0, x1, y1 = box
    cut = Pillow.new("RGB", (x1 - x0, y1 - y0))
    with levels.open_tiles(row) as source:
        for line in range(y0 // TILE, -(-y1 // TILE)):
            for column in range(x0 // TILE, -(-x1 // TILE)):
                tile = Pillow.open(io.BytesIO(levels.read_tile(source, row, level, column, line)))
                left, top, *_ = pyramid.tile(level, column, line)
                cut.paste(tile, (left - x0, top - y0))
    return cut


def _scaled(box: Box, scale: float, width: int, height: int) -> tuple[int, int, int, int]:
    """The box on a copy of this size, grown to whole pixels."""
    left, top = min(int(box.x0 * scale), width - 1), min(int(box.y0 * scale), height - 1)
    right, bottom = (-int(-side * scale // 1) for side in (box.x1, box.y1))
    return left, top, min(max(right, left + 1), width), min(max(bottom, top + 1), height)
