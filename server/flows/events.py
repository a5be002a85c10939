"""The event log: every change is one row that says who, what, when and how many seconds of active work it took."""

from typing import Any, cast

from sqlalchemy.orm import Session

from server.flows import live
from server.store.tables import Event, Image, Object


def record(
    session: Session,
    project_id: int,
    kind: str,
    *,
    user_id: int | None,
    image: Image | None = None,
    row: Object | None = None,
    active_seconds: float | None = None,
    change_id: str | None = None,
    **data: Any,
) -> None:
    """Write one event and tell those who watch the project; `kind` starts with its noun: `object.accepted`.

    `data` (JSON values) says what changed; an object's event also holds how the object is now, so that its history can
    be shown and brought back. `active_seconds` is the time the page counted for this change, `change_id` its UUID.
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
    )
    session.add(event)
    ids = {"image_id": event.image_id, "object_id": event.object_id}
    noun = cast(live.Kind, kind.partition(".")[0])
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
