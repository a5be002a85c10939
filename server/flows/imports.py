"""Imports: asking for one, and recording its images together with the boxes and masks they come with."""

import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.domain import image_state, object_state
from server.domain.box import Box
from server.domain.errors import BadInput, Forbidden, HasBoxes, Refused
from server.domain.image_state import ImageAction, ImageState
from server.domain.job_state import JobKind
from server.domain.mask import Mask, Origin
from server.domain.object_state import ObjectAction, ObjectState
from server.flows import archives, classes, events, images, jobs, masks, projects, rounds
from server.flows.pictures import Picture
from server.settings import settings
from server.store.blobs import blobs
from server.store.tables import Event, Image, Job, Object, ObjectClass, Project

RECORDED = "image.imported"
"""The event of each image that an import records."""
COCO = re.compile(r"/annotations/[^/]+\.json$|\.coco\.json$", re.IGNORECASE)
"""Names of the files in which data sets in COCO layout keep their boxes."""


class ImportFormat(StrEnum):
    """What lies in the folder or zip."""

    PICTURES = "pictures"
    VOC = "voc"
    SAMPLE = "sample"  # nothing: the pictures are drawn by code


@dataclass(frozen=True)
class ImportOptions:
    """What to take. `names`: only these images, in this order; `limit`: the first so many; `gold`: set them apart."""

    format: ImportFormat = ImportFormat.PICTURES
    boxes_only: bool = False
    gold: bool = False
    names: list[str] | None = None
    limit: int | None = None


@dataclass(frozen=True)
class ImportedObject:
    """One object of an image to record; `mask` None: only its box is known."""

    class_name: str
    box: Box
    mask: Mask | None = None
    pose: str = "Unspecified"
    truncated: bool = False
    difficult: bool = False
    occluded: bool = False


@dataclass(frozen=True)
class ImportedImage:
    """One image to record. `objects` None: nobody has drawn its boxes yet."""

    name: str
    picture: Picture
    objects: list[ImportedObject] | None = None
    masked: bool = False
    """Whether its label map is known, so that no objects and no masks are missing."""
    unresolved: Mask | None = None
    """Foreground of its objects that may belong to another object of the same class."""


# --- asking ---------------------------------------------------------------------------------------------------------


def keep_archive(source: BinaryIO, format: ImportFormat) -> str:
    """Check an uploaded zip (seekable) and keep it as a blob; call this before the transaction that uses it.

    Raises BadInput (HasBoxes: see require_no_boxes) or TooLarge and keeps nothing.
    """
    names = archives.check_archive(source)
    if format == ImportFormat.PICTURES:
        require_no_boxes(names)
    source.seek(0)
    return blobs().put(source)


def require_no_boxes(names: Iterable[str]) -> None:
    """Raise HasBoxes or BadInput when files with these names (`/` between folders) are a data set.

    Taken as pictures it would lose its boxes, and its label maps would come in as pictures.
    """
    files = [PurePosixPath(name) for name in names]
    annotated = {file.parent for file in files if file.parent.name == "Annotations" and file.suffix == ".xml"}
    if {folder.with_name("JPEGImages") for folder in annotated} & {file.parent for file in files}:
        raise HasBoxes(
            "This is a data set in VOC layout: as pictures it would lose its boxes and masks.",
            "Import it as VOC, or only its folder JPEGImages.",
        )
    if coco := next((file for file in files if COCO.search(f"/{file}")), None):
        raise BadInput(
            f"This looks like a data set in COCO layout ({coco}): as pictures it would lose its boxes and masks.",
            "Bring it into VOC layout first, or import only its pictures.",
        )


def readable_folder(path: str) -> Path:
    """The folder at `path` if people may import from it; raises Forbidden, or BadInput when it is no folder."""
    try:
        folder = Path(path).expanduser().resolve()
        exists = folder.is_dir()
    except (ValueError, RuntimeError, OSError):  # a zero byte, the home of nobody, a name that is too long
        raise BadInput(f"{path[:200]!r} is no path of a folder.", "Check the path.") from None
    allowed = settings().readable_folders
    if not any(folder.is_relative_to(one) for one in allowed):
        hint = f"Put the pictures into {allowed[0]}, or add their folder to BOXWRIGHT_IMPORT_FOLDERS."
        raise Forbidden(f"This server may not read {path}.", hint)
    if not exists:
        raise BadInput(f"There is no folder {path} on the server.", "Check the path.")
    return folder


def start_import(
    session: Session,
    project_id: int,
    options: ImportOptions,
    *,
    blob: str | None = None,
    path: Path | None = None,
    user_id: int | None = None,
) -> Job:
    """Enqueue an import from a kept zip (see keep_archive), a path (see readable_folder), or of the sample."""
    source = {"blob": blob, "path": str(path) if path else None}
    payload = {"options": asdict(options), **source, "user_id": user_id}
    return jobs.enqueue(session, JobKind.IMPORT, project_id, payload, user_id)


# --- recording ------------------------------------------------------------------------------------------------------


def taken_names(session: Session, project_id: int, names: Sequence[str]) -> set[str]:
    """Those of `names` (a batch) that the project has images for already."""
    return set(session.scalars(select(Image.name).where(Image.project_id == project_id, Image.name.in_(names))))


def recorded_by(session: Session, project_id: int, job_id: int) -> dict[str, ImageState]:
    """Names and states of the images that this job recorded, in an attempt that did not come to its end."""
    query = select(Image.name, Image.state).join(Event, Event.image_id == Image.id)
    mine = query.where(Event.project_id == project_id, Event.kind == RECORDED, Event.data["job"].as_integer() == job_id)
    return {row.name: row.state for row in session.execute(mine)}


def require_classes(
    session: Session, project_id: int, names: Iterable[str], numbering: Sequence[str], user_id: int | None
) -> list[str]:
    """Create those of the classes `names` that the project lacks, and return their names; Refused when they are frozen.

    `numbering` has the data set's classes by label map value: a project without classes takes all of them, so that its
    label maps keep those values.
    """
    project = projects.get_project(session, project_id, lock=True)
    present = classes.list_classes(session, project_id)
    wanted = dict.fromkeys([*numbering, *names] if not present else names)
    missing = [name for name in wanted if name not in {row.name for row in present}]
    if missing:
        _append_classes(session, project, present, missing, user_id)
    return missing


def _append_classes(
    session: Session, project: Project, present: list[ObjectClass], missing: list[str], user_id: int | None
) -> None:
    if project.classes_frozen:
        raise Refused(
            f"The data set has classes that the project has not: {', '.join(missing)}. "
            "A round has used the project's classes, so an import does not add any.",
            "Add them on the project's page first, or import into another project.",
        )
    kept = [classes.ClassWanted(row.name, row.color, row.key, row.id) for row in present]
    keys = [key for key in classes.KEYS if key not in {row.key for row in present}]
    added = [
        classes.ClassWanted(name, key=keys[number] if number < len(keys) else None)
        for number, name in enumerate(missing)
    ]
    classes.put_classes(session, project, [*kept, *added], user_id)


def record_imported(
    session: Session, project_id: int, image: ImportedImage, *, gold: bool, job_id: int, user_id: int | None
) -> ImageState:
    """Add the image with its objects: open without any, boxed with boxes, accepted when every mask came with it.

    Boxes and masks stay as they are in the data set, also where a mask reaches beyond its box. Raises Refused when the
    name is taken, BadInput for a box outside the picture, a damaged mask or an unknown class.
    """
    class_ids = {row.name: row.id for row in classes.list_classes(session, project_id)}
    _check(image, class_ids)
    row = images.add_image(session, project_id, image.name, image.picture, user_id)
    row.gold = gold
    if image.unresolved is not None:
        row.unresolved = {"rect": image.unresolved.rect.as_list(), "foreground": image.unresolved.foreground}
    if image.objects is not None:
        row.state = image_state.after(row.state, ImageAction.MARK_BOXED)
        for number, thing in enumerate(image.objects, start=1):
            _record_object(session, row, number, class_ids[thing.class_name], thing, user_id)
    if image.objects is not None and image.masked:
        row.state = image_state.after(row.state, ImageAction.ACCEPT)
        row.accepted_at = rounds.after_last_start(session, project_id)
    events.record(
        session, project_id, RECORDED, user_id=user_id, image=row, job=job_id, objects=len(image.objects or ())
    )
    return row.state


def _check(image: ImportedImage, class_ids: dict[str, int]) -> None:
    """Everything that could be wrong, before anything is written."""
    width, height = image.picture.width, image.picture.height
    for thing in image.objects or ():
        thing.box.require_inside(width, height)
        if thing.mask is not None:
            thing.mask.check(width, height)
        if thing.class_name not in class_ids:
            raise BadInput(f"The project has no class {thing.class_name}.", "Add it first.")
    if image.masked and any(thing.mask is None for thing in image.objects or ()):
        raise BadInput(f"{image.name} has objects without a mask.", "Import its boxes only.")


def _record_object(
    session: Session, image: Image, number: int, class_id: int, thing: ImportedObject, user_id: int | None
) -> None:
    row = Object(id=str(uuid.uuid4()), project_id=image.project_id, image_id=image.id, class_id=class_id, number=number)
    row.x0, row.y0, row.x1, row.y1 = thing.box.as_list()
    row.state = ObjectState.DRAWN
    row.pose, row.created_by = thing.pose, user_id
    row.truncated, row.difficult, row.occluded = thing.truncated, thing.difficult, thing.occluded
    session.add(row)
    session.flush()
    if thing.mask is not None:
        masks.give(row, masks.keep(session, row.id, thing.mask, Origin.HUMAN, user_id=user_id))
        row.state = object_state.after(row.state, ObjectAction.FIX)
