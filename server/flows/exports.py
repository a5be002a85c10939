"""Exports: asking for one, reading page by page what goes into it, and finding the finished file."""

import re
from dataclasses import asdict, dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from server.domain.box import Box
from server.domain.errors import NotFound, Refused
from server.domain.image_state import ImageState
from server.domain.job_state import JobKind, JobState
from server.domain.mask import Mask
from server.flows import jobs, projects
from server.store.blobs import blobs
from server.store.tables import Image, Job, Object, ObjectClass, ObjectMask


class Uncertain(StrEnum):
    """What becomes of the uncertain pixels of suggestions."""

    IGNORE = "ignore"  # 255 in the label maps, as the method trains on them
    BEST_GUESS = "best-guess"


@dataclass(frozen=True)
class ExportOptions:
    """What to export: accepted images, with `with_suggestions` also boxed ones with the masks they have now."""

    with_suggestions: bool = False
    uncertain: Uncertain = Uncertain.IGNORE


@dataclass(frozen=True)
class ExportedObject:
    """An object as it is exported; `mask` None: it has none yet."""

    class_name: str
    class_index: int
    box: Box
    mask: Mask | None
    pose: str
    truncated: bool
    difficult: bool
    occluded: bool


@dataclass(frozen=True)
class ExportedImage:
    """An image as it is exported, its objects in their order."""

    id: int
    name: str
    blob: str
    media_type: str
    width: int
    height: int
    gold: bool
    objects: list[ExportedObject]
    unresolved: Mask | None


@dataclass(frozen=True)
class ExportedFile:
    """A finished export: its blob, its size in bytes, and what to call it when it is downloaded."""

    blob: str
    size: int
    name: str


def start_export(session: Session, project_id: int, options: ExportOptions, user_id: int | None = None) -> Job:
    """Enqueue an export to a VOC zip; raises Refused when nothing would be in it."""
    require_images(session, project_id, options)
    return jobs.enqueue(session, JobKind.EXPORT, project_id, asdict(options), user_id)


def require_images(session: Session, project_id: int, options: ExportOptions) -> int:
    """How many images the export will hold; raises Refused when none."""
    count = session.scalar(select(func.count()).select_from(Image).where(*_exported(project_id, options))) or 0
    if not count:
        hint = (
            "Accept images first." if options.with_suggestions else "Accept images first, or export with suggestions."
        )
        raise Refused("There is nothing to export yet: no image is accepted.", hint)
    return count


def list_exported(
    session: Session, project_id: int, options: ExportOptions, after: int, limit: int
) -> list[ExportedImage]:
    """At most `limit` images with ids above `after`, by id, with their objects and masks."""
    query = select(Image).where(*_exported(project_id, options), Image.id > after)
    rows = list(session.scalars(query.order_by(Image.id).limit(limit)))
    objects = _objects(session, [row.id for row in rows])
    return [_image(row, objects.get(row.id, [])) for row in rows]


def file_name(session: Session, project_id: int) -> str:
    """What to call the project's export: `cats-and-dogs-voc.zip`."""
    plain = re.sub(r"[^\w-]+", "-", projects.get_project(session, project_id).name).strip("-").lower()
    return f"{plain or 'project'}-voc.zip"


def find_file(session: Session, project_id: int, job_id: int) -> ExportedFile:
    """The file of a finished export of this project; raises NotFound, or Refused while it is not finished."""
    job = jobs.find(session, project_id, job_id)
    if job.kind != JobKind.EXPORT:
        raise NotFound(f"Job {job_id} is no export.")
    if job.state != JobState.SUCCEEDED:
        raise Refused(f"Export {job_id} is {job.state.value}.", job.error or "Wait until it has succeeded.")
    return ExportedFile(job.result["blob"], blobs().size(job.result["blob"]), job.result["name"])


def _exported(project_id: int, options: ExportOptions) -> tuple[ColumnElement[bool], ...]:
    states = [ImageState.ACCEPTED, ImageState.BOXED] if options.with_suggestions else [ImageState.ACCEPTED]
    return Image.project_id == project_id, Image.state.in_(states)


def _image(row: Image, objects: list[ExportedObject]) -> ExportedImage:
    kept = row.unresolved
    unresolved = Mask(Box(*kept["rect"]), kept["foreground"]) if kept else None
    size = row.width, row.height
    return ExportedImage(row.id, row.name, row.blob, row.media_type, *size, row.gold, objects, unresolved)


def _objects(session: Session, image_ids: list[int]) -> dict[int, list[ExportedObject]]:
    """The live objects of the images, by image id, in their order."""
    query = (
        select(Object, ObjectClass, ObjectMask)
        .join(ObjectClass, ObjectClass.id == Object.class_id)
        .outerjoin(ObjectMask, ObjectMask.id == Object.mask_id)
        .where(Object.image_id.in_(image_ids), Object.deleted_at.is_(None))
        .order_by(Object.image_id, Object.number, Object.id)
    )
    found: dict[int, list[ExportedObject]] = {}
    for thing, kind, mask in session.execute(query):
        found.setdefault(thing.image_id, []).append(_view(thing, kind, mask))
    return found


def _view(thing: Object, kind: ObjectClass, mask: ObjectMask | None) -> ExportedObject:
    box = Box(thing.x0, thing.y0, thing.x1, thing.y1)
    pixels = None
    if mask is not None:
        pixels = Mask(Box(mask.x0, mask.y0, mask.x1, mask.y1), mask.foreground, mask.uncertain, mask.ignored)
    return ExportedObject(
        kind.name, kind.index, box, pixels, thing.pose, thing.truncated, thing.difficult, thing.occluded
    )
