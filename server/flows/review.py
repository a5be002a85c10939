"""Reviewing: a project's objects in an order that pays, page after page, with a random sample among them.

The random sample shows how good masks are that no order brought up. Its objects are the tenth with the lowest lots, by
which progress tells how good suggestions are: the same whenever, by whomever and how often among the others it is seen.
"""

import base64
import binascii
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Select, or_, select, tuple_, union_all
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from server.domain.errors import BadInput
from server.domain.image_state import ImageState
from server.domain.mask import Origin
from server.domain.object_state import ObjectState
from server.flows import comments, views
from server.store.tables import SAMPLE, Comment, Image, Model, Object, Round, User

PAGE = 200


class Order(StrEnum):
    """What comes first."""

    CERTAINTY = "certainty"  # least certain
    LOOKS = "looks"  # worst-looking
    RANDOM = "random"
    IMAGE = "image"


class Flag(StrEnum):
    """The flags of objects."""

    TRUNCATED = "truncated"
    DIFFICULT = "difficult"
    OCCLUDED = "occluded"


KEYS: dict[Order, tuple[InstrumentedAttribute[Any], InstrumentedAttribute[Any]]] = {
    Order.CERTAINTY: (Object.certainty, Object.id),
    Order.LOOKS: (Object.looks, Object.id),
    Order.RANDOM: (Object.lot, Object.id),
    Order.IMAGE: (Object.image_id, Object.number),
}
"""Two columns that give every object its own place; each pair has an index behind project, state and origin."""
MIXED = (Order.CERTAINTY, Order.LOOKS)
"""Orders that the random sample is mixed into; the others are no worse a sample themselves."""

Key = tuple[Any, Any]
Found = TypeVarTuple("Found")


@dataclass(frozen=True)
class Filter:
    """Which objects; None: any. `person`: who drew it or made its mask. `round`: the number of its model's round."""

    states: tuple[ObjectState, ...] = (ObjectState.SUGGESTED,)
    class_id: int | None = None
    origin: Origin | None = None
    round: int | None = None
    person: int | None = None
    certainty_from: float | None = None
    certainty_to: float | None = None
    flag: Flag | None = None
    commented: bool = False
    reviewed: bool | None = None


@dataclass(frozen=True)
class Place:
    """How far a reader has come: items seen, and the key of the last one of the order and of the random sample."""

    seen: int = 0
    ordered: Key | None = None
    random: Key | None = None

    def to_text(self) -> str:
        """The place as a cursor for addresses."""
        return base64.urlsafe_b64encode(json.dumps([self.seen, self.ordered, self.random]).encode()).decode()

    @classmethod
    def from_text(cls, text: str, order: Order) -> "Place":
        """The place of a cursor in this order; raises BadInput for what is none."""
        try:
            seen, ordered, random = json.loads(base64.urlsafe_b64decode(text))
            place = cls(_number(seen), _key(ordered, order), _key(random, Order.RANDOM))
        except (binascii.Error, ValueError, TypeError, RecursionError):
            raise BadInput("`after` is no place in this list.", "Give `next` of the page before.") from None
        return place


@dataclass(frozen=True)
class ImageOf:
    """The picture that an object is in."""

    id: int
    name: str
    blob: str
    width: int
    height: int
    state: ImageState
    version: int


@dataclass(frozen=True)
class Item:
    """An object to look at; `random`: it came by its lot, not by the order. `comments` counts open ones.

    `changed`: a person changed it since it, or its picture, was sent back with one of those. `reviewed_by`: who
    found it good as it is.
    """

    object: views.ObjectView
    image: ImageOf
    random: bool
    comments: int
    changed: bool
    reviewed_by: str | None


@dataclass(frozen=True)
class Page:
    """Some objects, and the cursor of what follows (None: this was the last)."""

    items: list[Item]
    next: str | None


class _Beside(FunctionElement[Any]):
    inherit_cache = True


@compiles(_Beside)
def _as_it_is(element: _Beside, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.clauses, **options)


@compiles(_Beside, "sqlite")
def _by_no_index(element: _Beside, compiler: SQLCompiler, **options: Any) -> str:
    return "+" + compiler.process(element.clauses, **options)


@dataclass
class _Pile:
    """Ids of objects in the order of their keys, taken from the top."""

    rows: list[tuple[Key, str]]
    taken: Key | None
    position: int = field(default=0)

    def take(self) -> str | None:
        """The next id; None when the pile is empty."""
        if self.position == len(self.rows):
            return None
        self.taken, object_id = self.rows[self.position]
        self.position += 1
        return object_id


def list_page(
    session: Session,
    project_id: int,
    wanted: Filter,
    order: Order = Order.LOOKS,
    *,
    share: float = 0.1,
    after: str | None = None,
    limit: int = PAGE,
) -> Page:
    """At most `limit` objects after a cursor; `share` of them of the random sample where the order is not random.

    The order is the same for everybody; an object that changes between two pages may move, all others stay.
    """
    place = Place.from_text(after, order) if after is not None else Place()
    share = share if order in MIXED else 0.0
    cut = SAMPLE if share else 0
    ordered = _pile(session, project_id, wanted, order, _beside(Object.lot) >= cut, place.ordered, limit)
    random = _pile(session, project_id, wanted, Order.RANDOM, Object.lot < cut, place.random, limit if share else 0)
    picked = list(islice(_mix(ordered, random, place.seen, round(1 / share) if share else 0), limit))
    more = ordered.position < len(ordered.rows) or random.position < len(random.rows)
    reached = Place(place.seen + len(picked), ordered.taken, random.taken)
    return Page(_items(session, project_id, picked), reached.to_text() if more else None)


def _mix(ordered: _Pile, random: _Pile, seen: int, every: int) -> Iterator[tuple[str, bool]]:
    """Every `every`-th object from the random sample, the others by the order; when one ends, only the other."""
    while True:
        seen += 1
        first, second = (random, ordered) if every and seen % every == 0 else (ordered, random)
        object_id, pile = first.take(), first
        if object_id is None:
            object_id, pile = second.take(), second
        if object_id is None:
            return
        yield object_id, pile is random


def _pile(
    session: Session,
    project_id: int,
    wanted: Filter,
    order: Order,
    lots: ColumnElement[bool],
    after: Key | None,
    limit: int,
) -> _Pile:
    """The first `limit` + 1: each state and origin is a stretch of the index of its own, read apart and merged."""
    if limit == 0:
        return _Pile([], after)
    first, second = KEYS[order]
    query = select(Object.id.label("id"), first.label("first"), second.label("second"))
    query = _filtered(session, query.where(lots), project_id, wanted)
    if after is not None:
        query = query.where(tuple_(first, second) > after)
    query = query.order_by(first, second).limit(limit + 1)
    stretches = [query.where(*one).subquery() for one in _stretches(project_id, wanted)]
    merged = union_all(*(select(one) for one in stretches)).order_by("first", "second").limit(limit + 1)
    return _Pile([((row.first, row.second), row.id) for row in session.execute(merged)], after)


def _stretches(project_id: int, wanted: Filter) -> Iterator[tuple[ColumnElement[bool], ...]]:
    """What tells the wanted stretches of the index apart: a drawn object has no mask, every other one has."""
    if wanted.commented:  # few: the comments lead to them, no index of an order
        origins = (_beside(Object.origin) == wanted.origin,) if wanted.origin else ()
        yield _beside(Object.project_id) == project_id, _beside(Object.state).in_(wanted.states), *origins
        return
    for state in dict.fromkeys(wanted.states):
        unmasked = state is ObjectState.DRAWN and not wanted.origin
        for origin in (None,) if unmasked else (wanted.origin,) if wanted.origin else Origin:
            made = Object.origin.is_(None) if origin is None else Object.origin == origin
            yield Object.project_id == project_id, Object.state == state, made


def _filtered(session: Session, query: Select[*Found], project_id: int, wanted: Filter) -> Select[*Found]:
    query = query.where(Object.deleted_at.is_(None))
    if wanted.class_id is not None:
        query = query.where(_beside(Object.class_id) == wanted.class_id)
    if wanted.certainty_from is not None:
        query = query.where(_beside(Object.certainty) >= wanted.certainty_from)
    if wanted.certainty_to is not None:
        query = query.where(_beside(Object.certainty) <= wanted.certainty_to)
    if wanted.flag is not None:
        query = query.where(getattr(Object, wanted.flag.value))
    if wanted.commented:
        said = select(Comment.object_id).where(Comment.project_id == project_id, *comments.OPEN)
        query = query.where(Object.id.in_(said))
    if wanted.reviewed is not None:
        seen = _beside(Object.reviewed_by)
        query = query.where(seen.is_not(None) if wanted.reviewed else seen.is_(None))
    if wanted.round is not None:
        models = select(Model.id).join(Round).where(Round.project_id == project_id, Round.number == wanted.round)
        query = query.where(Object.model_id.in_(session.scalars(models).all()))
    if wanted.person is not None:
        query = query.where(or_(Object.created_by == wanted.person, Object.mask_by == wanted.person))
    return query


def _beside(column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """The column, but so that SQLite chooses no index by it: it would take another than the order's, and sort."""
    return _Beside(column)


def _items(session: Session, project_id: int, picked: list[tuple[str, bool]]) -> list[Item]:
    ids = [object_id for object_id, _ in picked]
    found = {row.id: row for row in session.scalars(select(Object).where(Object.id.in_(ids)))}
    pictures = select(Image).where(Image.id.in_({row.image_id for row in found.values()}))
    images = {
        image.id: ImageOf(image.id, image.name, image.blob, image.width, image.height, image.state, image.version)
        for image in session.scalars(pictures)
    }
    # an image may have been deleted with its objects since they were picked
    picked = [one for one in picked if one[0] in found and found[one[0]].image_id in images]
    rows = [found[object_id] for object_id, _ in picked]
    shown = views.view_objects(session, project_id, rows)
    said, changed = comments.count_open(session, ids), comments.changed_since(session, ids, images)
    people = session.scalars(select(User).where(User.id.in_({row.reviewed_by for row in rows})))
    names: dict[int | None, str] = {user.id: user.name for user in people}
    return [
        Item(view, images[row.image_id], random, said.get(row.id, 0), row.id in changed, names.get(row.reviewed_by))
        for view, row, (_, random) in zip(shown, rows, picked, strict=True)
    ]


def _key(given: list[Any] | None, order: Order) -> Key | None:
    """A key as it was given out; raises ValueError or TypeError for anything else."""
    if given is None:
        return None
    first, second = given
    return _number(first), _number(second) if order is Order.IMAGE else str(uuid.UUID(str(second)))


def _number(given: Any) -> Any:
    if isinstance(given, bool) or not isinstance(given, int | float) or not abs(given) < 2**31:
        raise ValueError
    return given
