"""The event log: every change is one row that says who, what, when and how many seconds of active work it took."""

from typing import Any, cast

from sqlalchemy import Row, and_, or_, select
from sqlalchemy.orm import Session, aliased

from server.domain.mask import Mask, Origin, columns
from server.domain.object_state import DECIDED, ObjectState
from server.flows import live, masks
from server.store.tables import SAMPLE, Event, Image, Object, ObjectMask, now

OUTCOMES = ("accepted", "helped", "fixed", "rejected")


def record(
    session: Session,
    project_id: int,
    kind: str,
    *,
    user_id: int | None,
    image: Image | None = None,
    row: Object | None = None,
    active_seconds: float | None = None,
    waiting_seconds: float | None = None,
    change_id: str | None = None,
    **data: Any,
) -> None:
    """Write one event and tell those who watch the project; `kind` starts with its noun: `object.accepted`.

    `data` (JSON values) says what changed; an object's event also holds how the object is now, so that its history can
    be shown and brought back. `active_seconds` is the time the page counted for this change, `waiting_seconds` what
    went into waiting for a suggestion before it, `change_id` its UUID.
    """
    event = Event(
        project_id=project_id,
        image_id=image.id if image else None,
        object_id=row.id if row else None,
        user_id=user_id,
        change_id=change_id,
        kind=kind,
        data=state_of(row) | data if row else data,
        active_seconds=active_seconds,
        waiting_seconds=waiting_seconds,
    )
    if row is not None and user_id is not None and kind.startswith("object."):  # a comment settles nothing
        _sum_up(session, event, row)
    session.add(event)
    ids: dict[str, Any] = {"image_id": event.image_id}
    noun = cast(live.Kind, kind.partition(".")[0])
    if row is not None and noun == "object":  # enough to know whether it is to be fetched
        ids |= {"object_id": row.id, "version": row.version, "deleted": row.deleted_at is not None}
    live.publish(session, project_id, noun, **{key: value for key, value in ids.items() if value})


def state_of(row: Object) -> dict[str, Any]:
    """The object as it is now, for its history: JSON values, the mask by its id."""
    return {
        "version": row.version,
        "box": [row.x0, row.y0, row.x1, row.y1],
        "class_id": row.class_id,
        "state": row.state.value,
        "mask_id": row.mask_id,
        "points": row.points,
        "truncated": row.truncated,
        "difficult": row.difficult,
        "occluded": row.occluded,
    }


def _sum_up(session: Session, event: Event, row: Object) -> None:
    """Fill in what progress is summed up from: whose masks were settled, how, and where the suggestion came from.

    An object and what suggested for it have one outcome, the last, which stands at the event that brought it: another
    one, or undo or delete, takes it off there, so that no sum of any events is ever below none.
    """
    event.day, event.class_id, event.sampled = now().date(), row.class_id, row.lot < SAMPLE
    offer = _offer(session, row)
    event.origin, event.model_id = (offer.origin, offer.model_id) if offer else (None, None)
    before: dict[str, Any] = event.data.get("before") or {}
    is_there = row.deleted_at is None
    was = before.get("state", ObjectState.DRAWN), before.get("mask_id")
    if is_there and was == (row.state, row.mask_id):
        return
    outcome = _outcome(session, event, row, offer.id if offer else None) if is_there else None
    standing = _standing(session, event)
    if [name for one in standing for name in OUTCOMES if getattr(one, name)] == [outcome]:
        return
    for one in standing:
        one.accepted = one.helped = one.fixed = one.rejected = 0
    if outcome is not None:
        setattr(event, outcome, 1)


def _outcome(session: Session, event: Event, row: Object, offer: int | None) -> str | None:
    """What the object counts as now; `helped`: accepted, but not the pixels of the offer."""
    if row.state == ObjectState.ACCEPTED:
        return "accepted" if _same_pixels(session, row.mask_id, offer) else "helped"
    if row.state == ObjectState.FIXED:
        if _is_imported(session, event, row):
            return None
        return "accepted" if _is_left_by_neighbours(session, row, offer) else "fixed"
    is_rejected = event.kind == "object.rejected" and event.data["before"]["state"] == ObjectState.SUGGESTED
    return "rejected" if is_rejected else None


def _standing(session: Session, event: Event) -> list[Event]:
    """The object's events whose outcomes count for what suggested this time; at most one, but for older logs."""
    maker = Event.origin.is_not_distinct_from(event.origin), Event.model_id.is_not_distinct_from(event.model_id)
    counted = or_(*(getattr(Event, name) != 0 for name in OUTCOMES))
    return list(session.scalars(select(Event).where(Event.object_id == event.object_id, *maker, counted)))


def _is_imported(session: Session, event: Event, row: Object) -> bool:
    """Whether undo or restore brought back the mask that the object came with: nobody painted it here."""
    if event.kind == "object.fixed":
        return False
    changes = select(Event.data).where(Event.object_id == row.id, Event.kind.startswith("object."))
    first = session.scalar(changes.order_by(Event.id).limit(1)) or event.data
    found: dict[str, Any] = first.get("before") or {}
    return (found.get("state"), found.get("mask_id")) == (ObjectState.FIXED, row.mask_id)


def _offer(session: Session, row: Object) -> Row[int, Origin, int | None] | None:
    """The last mask that was suggested for the object unasked: its id and where it came from."""
    query = select(ObjectMask.id, ObjectMask.origin, ObjectMask.model_id).where(ObjectMask.object_id == row.id)
    query = query.where(ObjectMask.created_by.is_(None), ObjectMask.origin != Origin.HUMAN)
    return session.execute(query.order_by(ObjectMask.id.desc()).limit(1)).one_or_none()


def _is_left_by_neighbours(session: Session, row: Object, offer: int | None) -> bool:
    """Whether the mask is the offer without what settled neighbours have, which kept all of theirs: it was accepted."""
    if offer is None or row.mask_id is None:
        return False
    mask, offered = session.get_one(ObjectMask, row.mask_id), masks.content(session.get_one(ObjectMask, offer))
    if mask.ignored is not None or not offered.rect.contains(masks.rect(mask)):
        return False
    left, lost = columns(masks.content(mask)), columns(offered)
    for x, pixels in left.items():
        if pixels & ~lost.get(x, 0):
            return False
        lost[x] &= ~pixels
    if not any(lost.values()):
        return False
    for kept in map(columns, _settled_neighbours(session, row)):
        if not any(pixels & left.get(x, 0) for x, pixels in kept.items()):
            lost = {x: pixels & ~kept.get(x, 0) for x, pixels in lost.items()}
    return not any(lost.values())


def _settled_neighbours(session: Session, row: Object) -> list[Mask]:
    query = select(ObjectMask).join(Object, Object.mask_id == ObjectMask.id)
    query = query.where(Object.image_id == row.image_id, Object.id != row.id, Object.deleted_at.is_(None))
    touching = (Object.x0 < row.x1, Object.x1 > row.x0, Object.y0 < row.y1, Object.y1 > row.y0)
    query = query.where(Object.state.in_(DECIDED), *touching)
    return [masks.content(mask) for mask in session.scalars(query)]


def _same_pixels(session: Session, mask_id: int | None, offer: int | None) -> bool:
    mask, offered = aliased(ObjectMask), aliased(ObjectMask)
    same = (getattr(mask, name) == getattr(offered, name) for name in ("x0", "y0", "x1", "y1", "foreground"))
    query = select(mask.id).join(offered, and_(*same)).where(mask.id == mask_id, offered.id == offer)
    return session.scalar(query) is not None
