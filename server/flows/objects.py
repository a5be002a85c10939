"""Objects: drawing, changing and deleting boxes, and what people decide about their masks.

Every change names the version it changes. A repeated request whose change is already there returns what is stored, so
that a client may send its journal again after a lost answer.
"""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.domain import object_state
from server.domain.box import Box
from server.domain.errors import BadInput, NotFound, Refused, Stale
from server.domain.mask import Mask, Origin
from server.domain.object_state import ObjectAction, ObjectState
from server.flows import events, images, masks, suggestions, views
from server.flows.drawings import Drawing, Fields, draw, is_drawn_so
from server.store.tables import Image, Object, ObjectClass, ObjectMask, now

MAX_OBJECTS = 10_000  # per image


@dataclass(frozen=True)
class Change:
    """Who changes an object, from which version (None: it must be new), and the seconds of work and waiting it took.

    `id` is the UUID a page gave the change, so that the history can tell whether it has arrived.
    """

    user_id: int
    version: int | None
    active_seconds: float | None = None
    id: str | None = None
    waiting_seconds: float | None = None


def put_object(session: Session, image: Image, object_id: str, drawing: Drawing, change: Change) -> Object:
    """Create the object (`change.version` None) or change it.

    A new box asks for a suggestion, and so does one that is too small for its mask, which is then taken off. Creating a
    deleted object brings it back, with its mask when that still fits: undo of a delete; where the class was removed
    since, the one it is kept under stands in, as in the history. Raises Stale, NotFound, BadInput (box outside the
    picture, class of another project), Refused (image accepted, id in use elsewhere).
    """
    images.require_changeable(image)
    drawing.check(image)
    row = _locked(session, object_id)
    is_back = row is not None and (row.deleted_at is not None or change.version is None)  # or was by the same request
    if row is not None and is_back and session.get(ObjectClass, drawing.class_id) is None:
        drawing = replace(drawing, class_id=row.class_id)
    require_class(session, image, drawing.class_id)
    if row is not None and row.image_id != image.id:
        if change.version is not None:
            raise NotFound("There is no such object in this image.")
        raise Refused("This object id is in use already.", "Make a new UUID.")
    if change.version is None:
        return _create(session, image, object_id, row, drawing, change)
    if row is None or row.deleted_at is not None:
        raise NotFound("There is no such object in this image; it may have been deleted.")
    if is_drawn_so(row, drawing):
        return row
    return _change(session, image, row, drawing, change)


def edit_object(session: Session, image: Image, object_id: str, fields: Fields, change: Change) -> Object:
    """Change some parts of the object's drawing, see put_object; what others made of the rest stays."""
    row = changeable(session, image, object_id)
    drawing = fields.onto(row)
    drawing.check(image)
    require_class(session, image, drawing.class_id)
    return row if is_drawn_so(row, drawing) else _change(session, image, row, drawing, change)


def _change(session: Session, image: Image, row: Object, drawing: Drawing, change: Change) -> Object:
    require_version(session, image, row, change)
    _redraw(session, image, row, drawing, change, "object.changed")
    return row


def _create(
    session: Session, image: Image, object_id: str, row: Object | None, drawing: Drawing, change: Change
) -> Object:
    if row is None:
        return _add(session, image, object_id, drawing, change)
    if row.deleted_at is not None:
        _redraw(session, image, row, drawing, change, "object.restored")
        return row
    if is_drawn_so(row, drawing):
        return row
    raise Stale("This object exists already, drawn otherwise.", views.view_object(session, image.project_id, row))


def _add(session: Session, image: Image, object_id: str, drawing: Drawing, change: Change) -> Object:
    number = (session.scalar(select(func.max(Object.number)).where(Object.image_id == image.id)) or 0) + 1
    if number > MAX_OBJECTS:
        raise Refused(f"This image has had {MAX_OBJECTS} objects: no more fit.", "Split the picture.")
    row = Object(id=object_id, project_id=image.project_id, image_id=image.id, number=number)
    row.created_by = change.user_id
    draw(row, drawing)
    session.add(row)
    session.flush()
    _record(session, image, row, change, "object.drawn", None)
    suggestions.request_suggestion(session, row.id, change.user_id)
    return row


def _redraw(session: Session, image: Image, row: Object, drawing: Drawing, change: Change, kind: str) -> None:
    """Draw the object anew, alive; its mask and state stay while the mask fits in the box."""
    before, points = state_before(row), row.points
    row.deleted_at = None
    draw(row, drawing)
    row.version += 1
    mask = masks.current(session, row)
    moved = before is None or (row.class_id, drawing.box.as_list()) != (before["class_id"], before["box"])
    moved = moved or row.points != points
    if (mask is None and moved) or (mask is not None and not drawing.box.contains(mask.rect)):
        row.state = object_state.after(row.state, ObjectAction.REDRAW)
        masks.give(row, None)
        session.flush()
        suggestions.request_suggestion(session, row.id, change.user_id)
    _record(session, image, row, change, kind, before)


def delete_object(session: Session, image: Image, object_id: str, change: Change) -> Object:
    """Delete the object; a tombstone with its mask stays, so that it can be brought back. Repeating it is harmless."""
    images.require_changeable(image)
    row = _locked(session, object_id)
    if row is None or row.image_id != image.id:
        raise NotFound("There is no such object in this image.")
    if row.deleted_at is None:
        require_version(session, image, row, change)
        before = state_before(row)
        row.deleted_at = now()
        row.version += 1
        _record(session, image, row, change, "object.deleted", before)
    return row


def accept_object(session: Session, image: Image, object_id: str, seen: Mask | None, change: Change) -> Object:
    """Accept the suggested mask: a copy without `uncertain` becomes the object's mask, because a person looked.

    `seen`: what they looked at, where another suggestion came since; raises BadInput where it never was one.
    """
    row = changeable(session, image, object_id)
    if _is_replay(row, change, ObjectState.ACCEPTED):
        return row
    require_version(session, image, row, change)
    state, before = object_state.after(row.state, ObjectAction.ACCEPT), state_before(row)
    suggested = (
        session.get_one(ObjectMask, row.mask_id) if seen is None else masks.find(session, row, seen, decided=False)
    )
    if suggested is None:
        raise BadInput("This object never had that suggestion.", "Accept the one it has, or fix its mask.")
    mask = replace(masks.content(suggested), uncertain=None)
    origin, model_id = suggested.origin, suggested.model_id
    masks.give(row, masks.keep(session, row.id, mask, origin, model_id=model_id, user_id=change.user_id))
    move(session, image, row, state, change, "object.accepted", before)
    return row


def reject_object(session: Session, image: Image, object_id: str, change: Change) -> Object:
    """Take the mask off; no new suggestion comes until somebody asks."""
    row = changeable(session, image, object_id)
    if _is_replay(row, change, ObjectState.DRAWN):
        return row
    require_version(session, image, row, change)
    state, before = object_state.after(row.state, ObjectAction.REJECT), state_before(row)
    masks.give(row, None)
    move(session, image, row, state, change, "object.rejected", before)
    return row


def fix_object(session: Session, image: Image, object_id: str, mask: Mask, change: Change) -> Object:
    """Give the object the mask a person painted; the box grows to hold it. Raises BadInput for a broken mask."""
    mask.check(image.width, image.height)
    row = changeable(session, image, object_id)
    if row.state == ObjectState.FIXED and masks.current(session, row) == mask:
        return row
    require_version(session, image, row, change)
    before = state_before(row)
    box = Box(row.x0, row.y0, row.x1, row.y1).union(mask.rect)
    draw(row, Drawing(row.class_id, box))
    masks.give(row, masks.keep(session, row.id, mask, Origin.HUMAN, user_id=change.user_id))
    move(session, image, row, object_state.after(row.state, ObjectAction.FIX), change, "object.fixed", before)
    return row


def ask_again(session: Session, image: Image, object_id: str, change: Change) -> Object:
    """Ask for a suggestion for an object that nobody has decided about."""
    row = changeable(session, image, object_id)
    require_version(session, image, row, change)
    object_state.after(row.state, ObjectAction.SUGGEST)  # refuses accepted and fixed ones
    suggestions.request_suggestion(session, row.id, change.user_id)
    return row


def _locked(session: Session, object_id: str) -> Object | None:
    """The object's row, with a worker that has a suggestion for it made to wait."""
    return session.get(Object, object_id, with_for_update=True)


def changeable(session: Session, image: Image, object_id: str) -> Object:
    """The live object of an image that may change."""
    images.require_changeable(image)
    row = _locked(session, object_id)
    if row is None or row.image_id != image.id or row.deleted_at is not None:
        raise NotFound("There is no such object in this image; it may have been deleted.")
    return row


def require_class(session: Session, image: Image, class_id: int) -> None:
    """Raise BadInput unless the class is one of the project's."""
    found = session.get(ObjectClass, class_id)
    if found is None or found.project_id != image.project_id:
        raise BadInput(f"There is no class with id {class_id} in this project.", "Use the id of one of its classes.")


def require_version(session: Session, image: Image, row: Object, change: Change) -> None:
    """Raise Stale unless the change is one of the object as it is now."""
    if row.version != change.version:
        raise Stale(
            f"Somebody changed this object first (version {row.version}, not {change.version}).",
            views.view_object(session, image.project_id, row),
        )


def _is_replay(row: Object, change: Change, state: ObjectState) -> bool:
    """Whether this very change was stored already and only its answer was lost."""
    return row.state == state and change.version == row.version - 1


def move(
    session: Session,
    image: Image,
    row: Object,
    state: ObjectState,
    change: Change,
    kind: str,
    before: dict[str, Any] | None,
    **more: Any,
) -> None:
    """Bring the object into `state` and write down that this happened, `before` how it was, and what `more` says."""
    row.state = state
    row.version += 1
    _record(session, image, row, change, kind, before, **more)


def state_before(row: Object) -> dict[str, Any] | None:
    """The object for its history; None while it is deleted."""
    return events.state_of(row) if row.deleted_at is None else None


def _record(
    session: Session, image: Image, row: Object, change: Change, kind: str, before: dict[str, Any] | None, **more: Any
) -> None:
    row.reviewed_by = None  # nobody has seen it as it is now
    events.record(
        session,
        image.project_id,
        kind,
        user_id=change.user_id,
        image=image,
        row=row,
        active_seconds=change.active_seconds,
        waiting_seconds=change.waiting_seconds,
        change_id=change.id,
        before=before,
        **more,
    )
