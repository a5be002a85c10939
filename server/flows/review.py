"""Reviewing: a project's objects in an order that pays, page after page, with a random share among them.

The random share shows how good masks are that no order brought up. Its objects are those with the lowest lots, so it is
the same sample whenever and by whomever it is looked at.
"""

import base64
import binascii
import heapq
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from server.domain.errors import BadInput
from server.domain.image_state import ImageState
from server.domain.mask import Origin
from server.domain.object_state import ObjectState
from server.flows import comments, views
from server.store.tables import LOTS, Comment, Image, Model, Object, ObjectMask, Round

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
"""Two columns that give every object its own place; each pair has an index behind project and state."""
MIXED = (Order.CERTAINTY, Order.LOOKS)
"""Orders that the random share is mixed into; the others are no worse a sample themselves."""

Key = tuple[Any, Any]
Rows = Select[Object, Any, Any]


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


@dataclass(frozen=True)
class Place:
    """How far a reader has come: items seen, and the key of the last one of the order and of the random share."""

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

    `changed`: a person changed it since it, or its picture, was sent back with one of those.
    """

    object: views.ObjectView
    image: ImageOf
    random: bool
    comments: int
    changed: bool


@dataclass(frozen=True)
class Page:
    """Some objects, and the cursor of what follows (None: this was the last)."""

    items: list[Item]
    next: str | None


@dataclass
class _Pile:
    """Rows in the order of their keys, taken from the top."""

    rows: list[tuple[Key, Object]]
    taken: Key | None
    position: int = field(default=0)

    def take(self) -> Object | None:
        """The next row; None when the pile is empty."""
        if self.position == len(self.rows):
            return None
        self.taken, row = self.rows[self.position]
        self.position += 1
        return row


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
    """At most `limit` objects after a cursor; `share` of them random where the order is not.

    The order is the same for everybody; an object that changes between two pages may move, all others stay.
    """
    place = Place.from_text(after, order) if after is not None else Place()
    share = share if order in MIXED else 0.0
    cut = int(share * LOTS)
    ordered = _pile(session, project_id, wanted, order, Object.lot >= cut, place.ordered, limit)
    random = _pile(session, project_id, wanted, Order.RANDOM, Object.lot < cut, place.random, limit if share else 0)
    picked = list(islice(_mix(ordered, random, place.seen, round(1 / share) if share else 0), limit))
    more = ordered.position < len(ordered.rows) or random.position < len(random.rows)
    reached = Place(place.seen + len(picked), ordered.taken, random.taken)
    return Page(_items(session, project_id, picked), reached.to_text() if more else None)


def _mix(ordered: _Pile, random: _Pile, seen: int, every: int) -> Iterator[tuple[Object, bool]]:
    """Every `every`-th object from the random share, the others by the order; when one ends, only the other."""
    while True:
        seen += 1
        first, second = (random, ordered) if every and seen % every == 0 else (ordered, random)
        row, pile = first.take(), first
        if row is None:
            row, pile = second.take(), second
        if row is None:
            return
        yield row, pile is random


def _pile(
    session: Session,
    project_id: int,
    wanted: Filter,
    order: Order,
    lots: ColumnElement[bool],
    after: Key | None,
    limit: int,
) -> _Pile:
    """The first `limit` + 1 rows: each state has its own stretch of the index, so they are read apart and merged."""
    if limit == 0:
        return _Pile([], after)
    columns = KEYS[order]
    stretches: list[list[tuple[Key, Object]]] = []
    for state in dict.fromkeys(wanted.states):
        query = select(Object, *columns).where(Object.project_id == project_id, Object.state == state, lots)
        query = _filtered(query, wanted)
        if after is not None:
            query = query.where(tuple_(*columns) > after)
        rows = session.execute(query.order_by(*columns).limit(limit + 1))
        stretches.append([((first, second), row) for row, first, second in rows])
    return _Pile(list(islice(heapq.merge(*stretches, key=lambda pair: pair[0]), limit + 1)), after)


def _filtered(query: Rows, wanted: Filter) -> Rows:
    query = query.where(Object.deleted_at.is_(None))
    if wanted.class_id is not None:
        query = query.where(Object.class_id == wanted.class_id)
    if wanted.certainty_from is not None:
        query = query.where(Object.certainty >= wanted.certainty_from)
    if wanted.certainty_to is not None:
        query = query.where(Object.certainty <= wanted.certainty_to)
    if wanted.flag is not None:
        query = query.where(getattr(Object, wanted.flag.value))
    if wanted.commented:
        said = select(Comment.object_id).where(Comment.project_id == Object.project_id, Comment.resolved_at.is_(None))
        query = query.where(Object.id.in_(said))
    return _by_mask(query, wanted)


def _by_mask(query: Rows, wanted: Filter) -> Rows:
    """Keep objects by who or what made their mask."""
    if wanted.origin is None and wanted.round is None and wanted.person is None:
        return query
    query = query.outerjoin(ObjectMask, ObjectMask.id == Object.mask_id)
    if wanted.origin is not None:
        query = query.where(ObjectMask.origin == wanted.origin)
    if wanted.round is not None:
        query = query.join(Model, Model.id == ObjectMask.model_id).join(Round, Round.id == Model.round_id)
        query = query.where(Round.number == wanted.round)
    if wanted.person is not None:
        query = query.where(or_(Object.created_by == wanted.person, ObjectMask.created_by == wanted.person))
    return query


def _items(session: Session, project_id: int, picked: list[tuple[Object, bool]]) -> list[Item]:
    rows = [row for row, _ in picked]
    pictures = select(Image).where(Image.id.in_({row.image_id for row in rows}))
    images = {
        image.id: ImageOf(image.id, image.name, image.blob, image.width, image.height, image.state, image.version)
        for image in session.scalars(pictures)
    }
    shown = views.view_objects(session, project_id, rows)
    ids = [row.id for row in rows]
    said, changed = comments.count_open(session, ids), comments.changed_since(session, ids, images)
    return [
        Item(view, images[row.image_id], random, said.get(row.id, 0), row.id in changed)
        for view, (row, random) in zip(shown, picked, strict=True)
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
