"""The event log: every change is one row that says who, what, when and how many seconds of active work it took."""

from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.domain.mask import Origin
from server.domain.object_state import ObjectState
from server.flows import live
from server.store.tables import SAMPLE, Event, Image, Object, ObjectMask, now


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
    ids: dict[str, Any] = {"image_id": event.image_id, "object_id": event.object_id}
    noun = cast(live.Kind, kind.partition(".")[0])
    if row is not None and noun == "object":  # enough to know whether it is to be fetched
        ids |= {"version": row.version, "deleted": row.deleted_at is not None}
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
    """Fill in what progress is summed up from: whose masks were settled, how, and where the suggestion came from."""
    event.day, event.class_id, event.sampled = now().date(), row.class_id, row.lot < SAMPLE
    offer = _offer(session, row)
    event.origin, event.model_id = (offer.origin, offer.model_id) if offer else (None, None)
    before: dict[str, Any] = event.data.get("before") or {}
    was = _outcome(session, before.get("state"), before.get("mask_id"), offer)
    is_now = None if row.deleted_at else _outcome(session, row.state, row.mask_id, offer)
    for outcome in ("accepted", "helped", "fixed"):
        setattr(event, outcome, int(is_now == outcome) - int(was == outcome))
    if event.kind == "object.rejected":
        event.rejected = int(before["state"] == ObjectState.SUGGESTED)
    elif event.kind == "object.reverted":
        is_back = before["state"] == ObjectState.DRAWN and row.state == ObjectState.SUGGESTED
        event.rejected = -int(is_back)


def _outcome(session: Session, state: str | None, mask_id: int | None, offer: ObjectMask | None) -> str | None:
    """What an object in this state with this mask counts as; `helped`: accepted, but not the pixels of the offer."""
    if state != ObjectState.ACCEPTED:
        return "fixed" if state == ObjectState.FIXED else None
    mask = session.get(ObjectMask, mask_id)
    return "accepted" if mask and offer and _pixels(mask) == _pixels(offer) else "helped"


def _offer(session: Session, row: Object) -> ObjectMask | None:
    """The last mask that was suggested for the object unasked."""
    query = select(ObjectMask).where(ObjectMask.object_id == row.id)
    query = query.where(ObjectMask.created_by.is_(None), ObjectMask.origin != Origin.HUMAN)
    return session.scalars(query.order_by(ObjectMask.id.desc()).limit(1)).one_or_none()


def _pixels(mask: ObjectMask) -> tuple[int, int, int, int, str]:
    return mask.x0, mask.y0, mask.x1, mask.y1, mask.foreground
