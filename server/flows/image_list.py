"""The list of a project's images: pages both ways, jumps to a position or a name, filters; fast with millions."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeVarTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from server.domain.errors import BadInput, NotFound
from server.domain.image_state import ImageState
from server.flows import views
from server.store.tables import Image

PAGE = 200
MOST_CHOSEN = 10_000
"""Images that one request names one by one."""
Columns = TypeVarTuple("Columns")


@dataclass(frozen=True)
class ImageFilter:
    """Which images are listed; `name` keeps those that contain it, whatever the case."""

    state: ImageState | None = None
    gold: bool | None = None
    name: str | None = None
    assignee: int | None = None
    """a person's id; 0: nobody's"""


@dataclass(frozen=True)
class Page:
    """Some images in the order of their ids; what to give as `after` and `before` for more (None: there is no more)."""

    items: list[views.ImageListed]
    next: int | None
    previous: int | None


@dataclass(frozen=True)
class Position:
    """Where in a list an image stands, counted from 0."""

    id: int
    name: str
    position: int


def list_page(
    session: Session,
    project_id: int,
    wanted: ImageFilter,
    *,
    after: int | None = None,
    before: int | None = None,
    at: int | None = None,
    limit: int = PAGE,
) -> Page:
    """At most `limit` images: those next after or before an id, or those from a position on (default: the first)."""
    if at:
        after = _id_before(session, project_id, wanted, at)
        if after is None:
            return Page([], None, None)
    ids = matching(select(Image.id), project_id, wanted).limit(limit + 1)  # an index alone says which
    if before is not None and after is None:
        found = list(session.scalars(ids.where(Image.id < before).order_by(Image.id.desc())))
        items = _listed(session, found[:limit])
        return Page(items, items[-1].id if items else None, items[0].id if found[limit:] else None)
    found = list(session.scalars(ids.where(Image.id > (after or 0)).order_by(Image.id)))
    items = _listed(session, found[:limit])
    return Page(items, items[-1].id if found[limit:] else None, items[0].id if items and after else None)


def _listed(session: Session, ids: list[int]) -> list[views.ImageListed]:
    rows = session.scalars(select(Image).where(Image.id.in_(ids)).order_by(Image.id))
    return views.list_images(session, list(rows))


def count(session: Session, project_id: int, wanted: ImageFilter) -> int:
    """How many images match."""
    return session.scalar(matching(select(func.count()).select_from(Image), project_id, wanted)) or 0


def find_position(session: Session, project_id: int, wanted: ImageFilter, name: str) -> Position | None:
    """The matching image called `name`, or else the next by the alphabet, and where it stands in the list."""
    query = matching(select(Image.id, Image.name), project_id, wanted)
    found = session.execute(query.where(Image.name >= name).order_by(Image.name).limit(1)).one_or_none()
    if found is None:
        return None
    earlier = matching(select(func.count()).select_from(Image), project_id, wanted)
    return Position(found.id, found.name, session.scalar(earlier.where(Image.id < found.id)) or 0)


def ids_between(session: Session, project_id: int, wanted: ImageFilter, one: int, other: int) -> list[int]:
    """The ids of the matching images from one to another, both with them. Raises BadInput for over MOST_CHOSEN."""
    between = Image.id.between(min(one, other), max(one, other))
    ids = matching(select(Image.id), project_id, wanted).where(between).order_by(Image.id)
    found = list(session.scalars(ids.limit(MOST_CHOSEN + 1)))
    if len(found) > MOST_CHOSEN:
        raise BadInput(f"More than {MOST_CHOSEN:,} images lie between these two.", "Choose fewer, or all.")
    return found


def require_few(ids: Collection[int]) -> None:
    """Raise BadInput for over MOST_CHOSEN images that are named one by one."""
    if len(ids) > MOST_CHOSEN:
        raise BadInput(
            f"{len(ids):,} images are named one by one; at most {MOST_CHOSEN:,} can be.", "Choose fewer, or all."
        )


def require_listed(session: Session, project_id: int, wanted: ImageFilter, ids: Collection[int]) -> None:
    """Raise NotFound unless each of the ids is one of the project's images that match."""
    listed = matching(select(Image.id), project_id, wanted).where(Image.id.in_(ids))
    missing = sorted(set(ids) - set(session.scalars(listed)))
    if missing:
        named = ", ".join(map(str, missing[:10])) + (", …" if missing[10:] else "")
        raise NotFound(
            f"{len(missing)} of the {len(set(ids)):,} images are not in this list (id {named}).",
            "They may have been deleted. Nothing was changed: choose again.",
        )


def _id_before(session: Session, project_id: int, wanted: ImageFilter, at: int) -> int | None:
    """The id of the image before the position; counting through an index is what an offset costs."""
    ids = matching(select(Image.id), project_id, wanted).order_by(Image.id)
    return session.scalar(ids.offset(at - 1).limit(1))


def matching(query: Select[*Columns], project_id: int, wanted: ImageFilter) -> Select[*Columns]:
    """The query, narrowed to the project's images that match."""
    query = query.where(Image.project_id == project_id)
    if wanted.state is not None:
        query = query.where(Image.state == wanted.state)
    if wanted.gold is not None:
        query = query.where(Image.gold == wanted.gold)
    if wanted.assignee is not None:
        query = query.where(Image.assignee_id == wanted.assignee if wanted.assignee else Image.assignee_id.is_(None))
    return query.where(Image.folded.contains(wanted.name.lower(), autoescape=True)) if wanted.name else query
