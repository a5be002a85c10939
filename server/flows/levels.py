"""Levels: the thumbnail of every picture and the tiles of large ones, made once and found by the picture's blob."""

import io
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image as Pillow
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from server.domain.errors import NotFound
from server.domain.job_state import JobKind, JobState
from server.domain.pyramid import Pyramid
from server.flows import jobs, live, problems
from server.flows.pictures import open_kept
from server.store.blobs import blobs
from server.store.tables import Image, Job, Levels

THUMBNAIL = 320
"""Pixels of a thumbnail's longer side."""
QUALITY = {"quality": 90, "subsampling": 0}
"""Tiles are looked at closely, and masks are guessed from them: no colour may bleed over an edge."""


@dataclass(frozen=True)
class Made:
    """What was made of a picture, kept as blobs and to be recorded; see tables.Levels."""

    blob: str
    size: tuple[int, int]
    thumbnail: str
    tiles: str | None
    offsets: list[int]


# --- making ---------------------------------------------------------------------------------------------------------


def make_levels(blob: str) -> Made:
    """Make and keep the picture's thumbnail, and its tiles when it is large; call this outside of any transaction.

    Raises NotFound when the blob is gone, BadInput when it is damaged.
    """
    with open_kept(blob) as picture:
        size = picture.size
        if not Pyramid(*size).is_tiled:
            picture.draft("RGB", (2 * THUMBNAIL, 2 * THUMBNAIL))  # lets JPEG decode at a fraction
            return Made(blob, size, _keep_thumbnail(_plain(picture)), None, [])
        with tempfile.TemporaryFile() as file:
            last, offsets = _write_tiles(_plain(picture), Pyramid(*size), file)
            file.seek(0)
            return Made(blob, size, _keep_thumbnail(last), blobs().put(file), offsets)


def _plain(picture: Pillow.Image) -> Pillow.Image:
    return picture.convert("L" if picture.mode == "L" else "RGB")


def _write_tiles(picture: Pillow.Image, pyramid: Pyramid, file: BinaryIO) -> tuple[Pillow.Image, list[int]]:
    """Write all tiles as JPEGs in the order of Pyramid.number; return the last level and where each tile begins."""
    offsets = [0]
    for level in range(pyramid.levels):
        if level:
            picture = picture.reduce(2)  # the mean of each 2 x 2 pixels
        columns, rows = pyramid.grid(level)
        for place in range(columns * rows):
            picture.crop(pyramid.tile(level, place % columns, place // columns)).save(file, "JPEG", **QUALITY)
            offsets.append(file.tell())
    return picture, offsets


def _keep_thumbnail(picture: Pillow.Image) -> str:
    picture.thumbnail((THUMBNAIL, THUMBNAIL))
    encoded = io.BytesIO()
    picture.save(encoded, "JPEG", quality=85)
    encoded.seek(0)
    return blobs().put(encoded)


# --- recording and finding ------------------------------------------------------------------------------------------


def record_levels(session: Session, made: Made) -> None:
    """Remember what was made; changes nothing when somebody else did meanwhile."""
    width, height = made.size
    row = Levels(blob=made.blob, thumbnail=made.thumbnail, tiles=made.tiles, offsets=made.offsets)
    row.width, row.height = width, height
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        pass


def find(session: Session, blob: str) -> Levels | None:
    """What was made of the picture; None when nothing was yet."""
    return session.get(Levels, blob)


def pyramid(row: Levels) -> Pyramid:
    """The geometry of the picture's levels."""
    return Pyramid(row.width, row.height)


@contextmanager
def open_tiles(row: Levels) -> Generator[BinaryIO]:
    """The blob with the picture's tiles, see read_tile; raises NotFound when the picture has none."""
    if row.tiles is None:
        raise NotFound("This picture is small: it has no tiles.", "Ask for the whole file.")
    with blobs().open(row.tiles) as source:
        yield source


def read_tile(source: BinaryIO, row: Levels, level: int, column: int, line: int) -> bytes:
    """The tile's JPEG; raises NotFound when the level has no such column or line."""
    number = pyramid(row).number(level, column, line)
    if number is None:
        raise NotFound(f"The picture has no tile {column}, {line} on level {level}.")
    source.seek(row.offsets[number])
    return source.read(row.offsets[number + 1] - row.offsets[number])


# --- asking for them ------------------------------------------------------------------------------------------------


def request_levels(session: Session, project_id: int, first: int, user_id: int | None = None) -> None:
    """Enqueue a `prepare` job for the project's images from the id `first` on, unless one waits that covers them."""
    waiting = select(Job.payload["first"].as_integer()).where(
        Job.project_id == project_id, Job.kind == JobKind.PREPARE, Job.state == JobState.QUEUED
    )
    if all(one > first for one in session.scalars(waiting)):
        jobs.enqueue(session, JobKind.PREPARE, project_id, {"first": first}, user_id)


def newest_job(session: Session, project_id: int, image_id: int) -> Job | None:
    """The newest `prepare` job that covers the image."""
    covers = Job.payload["first"].as_integer() <= image_id
    query = select(Job).where(Job.project_id == project_id, Job.kind == JobKind.PREPARE, covers)
    return session.scalar(query.order_by(Job.id.desc()).limit(1))


def why_not(session: Session, job: Job, image_id: int) -> str | None:
    """Why the job did not make the image's levels; None when it does not know: it may have died before it."""
    met = problems.why(session, job.id, image_id)
    return job.error if met is None and job.state is JobState.FAILED and job.payload["first"] == image_id else met


def missing(session: Session, project_id: int, first: int, limit: int) -> list[Image]:
    """The project's next images, from the id `first` on, of which nothing was made yet."""
    query = select(Image).outerjoin(Levels, Levels.blob == Image.blob)
    query = query.where(Image.project_id == project_id, Image.id >= first, Levels.blob.is_(None))
    return list(session.scalars(query.order_by(Image.id).limit(limit)))


def tell(session: Session, project_id: int, image_id: int) -> None:
    """Let open pages know that the image can be looked at by its levels now."""
    live.publish(session, project_id, "image", image_id=image_id)
