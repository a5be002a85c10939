"""The classes of a project: their names, colours and keys, and the indexes that label maps hold."""

import colorsys
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from server.domain.errors import BadInput, Refused
from server.domain.name import check_class_name
from server.flows import events
from server.store.tables import Object, ObjectClass, Project

MAX_CLASSES = 254  # label maps are 8 bit: 0 is background, 255 ignored

# Colours that stay apart for colour-blind eyes (Okabe and Ito), then evenly spread tints; people may change them.
COLORS = ("#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7")
KEYS = "123456789"


@dataclass(frozen=True)
class ClassWanted:
    """A class as somebody asks for it; `id` None for a new one. Colour and key None: chosen for them."""

    name: str
    color: str | None = None
    key: str | None = None
    id: int | None = None


def list_classes(session: Session, project_id: int) -> list[ObjectClass]:
    """The classes by index."""
    query = select(ObjectClass).where(ObjectClass.project_id == project_id).order_by(ObjectClass.index)
    return list(session.scalars(query))


def put_classes(
    session: Session, project: Project, wanted: Sequence[ClassWanted], user_id: int | None
) -> list[ObjectClass]:
    """Make the project's classes what is `wanted`, in that order; once frozen, indexes stay and new ones are appended.

    Raises BadInput for doubled or unknown ones, Refused for removing one that is used, or any once frozen.
    """
    _check_wanted(wanted)
    present = {row.id: row for row in list_classes(session, project.id)}
    _remove_missing(session, project, present, {one.id for one in wanted})
    rows = [present.get(one.id) if one.id is not None else None for one in wanted]
    if any(one.id is not None and row is None for one, row in zip(wanted, rows, strict=True)):
        raise BadInput("One of the classes' ids is not of this project.", "Leave `id` out for new classes.")
    _park(session, [row for row in rows if row])
    indexes = _indexes(rows, frozen=project.classes_frozen)
    for one, row, index in zip(wanted, rows, indexes, strict=True):
        row = row or ObjectClass(project_id=project.id)
        row.name, row.index = one.name, index
        row.color = one.color or row.color or _color(index)
        row.key = one.key
        session.add(row)
    session.flush()
    events.record(session, project.id, "project.classes", user_id=user_id, names=[one.name for one in wanted])
    return list_classes(session, project.id)


def _check_wanted(wanted: Sequence[ClassWanted]) -> None:
    if len(wanted) > MAX_CLASSES:
        raise BadInput(f"{len(wanted)} classes do not fit into an 8-bit label map.", f"Use at most {MAX_CLASSES}.")
    for one in wanted:
        check_class_name(one.name)
    for what, values in (
        ("name", [one.name for one in wanted]),
        ("key", [one.key for one in wanted if one.key]),
        ("id", [str(one.id) for one in wanted if one.id is not None]),
    ):
        doubled = next((value for value in values if values.count(value) > 1), None)
        if doubled is not None:
            raise BadInput(f"Two classes have the same {what}: {doubled}.", f"Give each its own {what}.")


def _remove_missing(session: Session, project: Project, present: dict[int, ObjectClass], kept: set[int | None]) -> None:
    removed = [row for id, row in present.items() if id not in kept]
    if removed and project.classes_frozen:
        raise Refused(f"A round has used the class {removed[0].name}: it cannot be removed.", "Rename it instead.")
    heir = next((id for id in present if id in kept), None)
    for row in removed:
        _leave_class(session, row, heir)
        session.delete(row)
    session.flush()


def _leave_class(session: Session, row: ObjectClass, heir: int | None) -> None:
    """Make sure that nothing has the class: deleted objects, whose history stays, are kept under another one."""
    having = select(Object.id).where(Object.class_id == row.id).limit(1)
    if session.scalar(having.where(Object.deleted_at.is_(None))):
        raise Refused(f"Objects have the class {row.name}: it cannot be removed.", "Give them another class first.")
    if heir is not None:
        deleted = (Object.class_id == row.id) & Object.deleted_at.is_not(None)
        session.execute(update(Object).where(deleted).values(class_id=heir))
    elif session.scalar(having):
        raise Refused(
            f"Deleted objects have the class {row.name}, and no other class is kept: it cannot be removed.",
            "Add another class first, or rename this one.",
        )


def _park(session: Session, rows: list[ObjectClass]) -> None:
    """Move the rows out of the way of the unique indexes and names, so that they may swap them."""
    for row in rows:
        row.index, row.name = -row.index, f"\t{row.id}"
    session.flush()


def _indexes(rows: list[ObjectClass | None], *, frozen: bool) -> list[int]:
    """The index of each class: its place in the order, or once frozen what it was and the next free ones."""
    if not frozen:
        return list(range(1, len(rows) + 1))
    following = max((-row.index for row in rows if row), default=0) + 1
    indexes: list[int] = []
    for row in rows:
        indexes.append(-row.index if row else following)
        following += 0 if row else 1
    return indexes


def _color(index: int) -> str:
    """A colour for the class of that index: the palette first, then hues by the golden angle."""
    if index <= len(COLORS):
        return COLORS[index - 1]
    red, green, blue = colorsys.hsv_to_rgb(index * 0.381966 % 1, 0.65, 0.9)
    return f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"
