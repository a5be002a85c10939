"""The history of an image: who did what to it when, how its objects were at any moment, and bringing that back."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.domain.box import Box
from server.domain.errors import NotFound, Refused
from server.domain.mask import Origin
from server.domain.object_state import ObjectState
from server.domain.pins import Point
from server.flows import events, images, masks, objects, reverts, views
from server.flows.drawings import Fields
from server.flows.objects import Change
from server.flows.reverts import Decision, Earlier
from server.store.tables import Comment, Event, Image, Object, ObjectClass, ObjectMask, User

PAGE = 100

CHANGES = Event.kind.not_in(("image.reviewed", "image.unreviewed"))
"""Events that changed something: a reviewer's word about an object leaves it as it is."""

State = dict[str, Any]
"""An object as events.state_of wrote it down."""


class Part(StrEnum):
    """What of an object can change."""

    CLASS = "class"
    BOX = "box"
    FLAGS = "flags"
    MASK = "mask"


PARTS: dict[Part, tuple[str, ...]] = {
    Part.CLASS: ("class_id",),
    Part.BOX: ("box", "points"),
    Part.FLAGS: ("truncated", "difficult", "occluded"),
    Part.MASK: ("mask_id",),
}


@dataclass(frozen=True)
class HistoryEvent:
    """Something that happened to the image or one of its objects; a worker did it where no `user` is named.

    `class_id` and `origin` (of the mask) say how the object was afterwards, before it where it was deleted; `changed`
    what became another. `comment`: its words. `active_seconds`: the work that the page counted.
    """

    id: int
    at: datetime
    user_id: int | None
    user: str | None
    kind: str
    object_id: str | None
    number: int | None
    class_id: int | None
    origin: Origin | None
    comment: str | None
    active_seconds: float | None
    changed: list[Part]


@dataclass(frozen=True)
class News:
    """What others did to an object since one's last deed in its image; each name and part once, newest first."""

    object_id: str
    users: list[str]
    drawn: bool
    changed: list[Part]


@dataclass(frozen=True)
class HistoryPage:
    """Some events, newest first; `next` is what to give as `before` for more, none at the end."""

    items: list[HistoryEvent]
    next: int | None


def list_events(
    session: Session, image: Image, before: int | None = None, limit: int = PAGE, object_id: str | None = None
) -> HistoryPage:
    """At most `limit` events of the image, or of one of its objects, with ids below `before`, newest first.

    Raises NotFound when the image never had the object.
    """
    if object_id is not None:
        _require_object(session, image, object_id)
    query = (
        select(Event, User.name, Object.number, ObjectMask.origin, Comment.text)
        .outerjoin(User, User.id == Event.user_id)
        .outerjoin(Object, Object.id == Event.object_id)
        .outerjoin(ObjectMask, ObjectMask.id == Event.data["mask_id"].as_integer())
        .outerjoin(Comment, Comment.id == Event.data["comment"].as_string())
        .where(Event.image_id == image.id if object_id is None else Event.object_id == object_id)
    )
    if before is not None:
        query = query.where(Event.id < before)
    rows = session.execute(query.order_by(Event.id.desc()).limit(limit + 1)).all()
    items = [_event(*row) for row in rows[:limit]]
    return HistoryPage(items, items[-1].id if len(rows) > limit else None)


def _event(event: Event, user: str | None, number: int | None, origin: Origin | None, said: str | None) -> HistoryEvent:
    data: State = event.data
    return HistoryEvent(
        id=event.id,
        at=event.at,
        user_id=event.user_id,
        user=user,
        kind=event.kind,
        object_id=event.object_id,
        number=number,
        class_id=data.get("class_id"),
        origin=origin,
        comment=said or data.get("comment"),
        active_seconds=event.active_seconds,
        changed=_changed(data),
    )


def _changed(data: State) -> list[Part]:
    before: State | None = data.get("before")
    return [part for part, keys in PARTS.items() if before and any(before.get(key) != data.get(key) for key in keys)]


def news_for(session: Session, image: Image, user_id: int) -> list[News]:
    """The objects that other people changed since this person's own last change; none without such a change."""
    own = Event.image_id == image.id, Event.user_id == user_id, CHANGES
    last = select(func.max(Event.id)).where(*own).scalar_subquery()
    query = (
        select(Event.object_id, Event.kind, Event.data, User.name)
        .join(User, User.id == Event.user_id)
        .where(Event.image_id == image.id, Event.id > last, Event.kind.startswith("object."))
    )
    found: dict[str, News] = {}
    for key, kind, data, user in session.execute(query.order_by(Event.id.desc())):
        object_id = str(key)
        known = found.get(object_id) or News(object_id, [], False, [])
        users, changed = dict.fromkeys([*known.users, user]), dict.fromkeys([*known.changed, *_changed(data)])
        found[object_id] = News(object_id, list(users), known.drawn or kind == "object.drawn", list(changed))
    return list(found.values())


def objects_at(session: Session, image: Image, event_id: int) -> list[views.ObjectView]:
    """The image's objects as they were right after this event, in their order. Raises NotFound."""
    _require_event(session, image, event_id)
    states = _states_at(session, image, event_id)
    rows = session.scalars(select(Object).where(Object.image_id == image.id).order_by(Object.number, Object.id))
    found = views.view_masks(session, [state["mask_id"] for state in states.values() if state["mask_id"]])
    return [_view(row, state, found) for row in rows if (state := states.get(row.id))]


def restore(
    session: Session, image: Image, event_id: int, user_id: int, *, seen: int, object_id: str | None = None
) -> None:
    """Bring one object, or all of them, to how they were right after an event; that is a change like any other.

    Objects that did not exist then are deleted, deleted ones come back. `seen` is the newest event the person has seen.
    Raises NotFound, and Refused when somebody changed the image since, or it is accepted.
    """
    images.require_changeable(image)
    _require_event(session, image, event_id)
    _require_seen(session, image, user_id, seen)
    states = _states_at(session, image, event_id)
    query = select(Object).where(Object.image_id == image.id)
    rows = list(session.scalars(query.where(Object.id == object_id) if object_id else query))
    if not rows and object_id:
        raise NotFound("There is no such object in this image.")
    for row in rows:
        _bring_back(session, image, row, states.get(row.id), user_id)


def _bring_back(session: Session, image: Image, row: Object, state: State | None, user_id: int) -> None:
    if state is None:
        if row.deleted_at is None:
            objects.delete_object(session, image, row.id, Change(user_id, row.version))
        return
    fields = _fields(state)
    if row.deleted_at is not None:
        objects.put_object(session, image, row.id, fields.onto(row), Change(user_id, None))
    mask = session.get(ObjectMask, state["mask_id"]) if state["mask_id"] else None
    decision = Decision(ObjectState(state["state"]), masks.content(mask) if mask else None)
    reverts.revert_object(session, image, row.id, Earlier(fields, decision), Change(user_id, row.version))


def _fields(state: State) -> Fields:
    points: list[Point] = state.get("points") or []  # none then is none again, not "as it is"
    return Fields(
        state["class_id"],
        Box(*state["box"]),
        state["truncated"],
        state["difficult"],
        state["occluded"],
        tuple((x, y) for x, y in points),
    )


def _require_object(session: Session, image: Image, object_id: str) -> None:
    row = session.get(Object, object_id)
    if row is None or row.image_id != image.id:
        raise NotFound("There is no such object in this image.")


def _require_event(session: Session, image: Image, event_id: int) -> None:
    event = session.get(Event, event_id)
    if event is None or event.image_id != image.id:
        raise NotFound("There is no such event in this image's history.")


def _require_seen(session: Session, image: Image, user_id: int, seen: int) -> None:
    others = Event.user_id.is_not(None) & (Event.user_id != user_id)
    newest = session.scalar(select(func.max(Event.id)).where(Event.image_id == image.id, others, CHANGES))
    if newest is not None and newest > seen:
        raise Refused("Somebody changed this image since you opened its history.", "Look at it again.")


def _states_at(session: Session, image: Image, event_id: int) -> dict[str, State]:
    """The live objects' states right after the event: what the last event up to then left, else what the first found.

    Objects without any event (imported, never touched) are as they are now, if they existed. Comments change no object,
    and events of installs without a history say nothing of the state. Where the
    class was removed since, the object's present one stands in.
    """
    query = select(Event).where(Event.image_id == image.id, Event.kind.startswith("object.")).order_by(Event.id)
    states = _untouched(session, image, event_id)
    decided: set[str] = set()
    for event in session.scalars(query):
        key = str(event.object_id)
        if "mask_id" not in event.data:
            continue
        if event.id <= event_id:
            found = None if event.kind == "object.deleted" else event.data
        elif key in decided:
            continue
        else:
            found = event.data.get("before")
        decided.add(key)
        _put(states, key, found)
    return _with_classes(session, image, states)


def _with_classes(session: Session, image: Image, states: dict[str, State]) -> dict[str, State]:
    there = set(session.scalars(select(ObjectClass.id).where(ObjectClass.project_id == image.project_id)))
    return {
        key: state if state["class_id"] in there else state | {"class_id": session.get_one(Object, key).class_id}
        for key, state in states.items()
    }


def _put(states: dict[str, State], key: str, found: State | None) -> None:
    if found is None:
        states.pop(key, None)
    else:
        states[key] = found


def _untouched(session: Session, image: Image, event_id: int) -> dict[str, State]:
    at = session.get_one(Event, event_id).at
    rows = session.scalars(select(Object).where(Object.image_id == image.id, Object.created_at <= at))
    return {row.id: events.state_of(row) for row in rows if row.deleted_at is None}


def _view(row: Object, state: State, found: dict[int, views.MaskView]) -> views.ObjectView:
    return views.ObjectView(
        id=row.id,
        class_id=state["class_id"],
        box=state["box"],
        state=ObjectState(state["state"]),
        version=state["version"],
        number=row.number,
        pose=row.pose,
        truncated=state["truncated"],
        difficult=state["difficult"],
        occluded=state["occluded"],
        points=state.get("points"),
        mask=found[state["mask_id"]] if state["mask_id"] else None,
        suggesting=False,
    )
