"""Masks: immutable rows in the database, and which of them is an object's mask now."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.domain.box import Box
from server.domain.mask import Impression, Mask, Origin
from server.store.tables import Object, ObjectMask


def keep(
    session: Session,
    object_id: str,
    mask: Mask,
    origin: Origin,
    *,
    model_id: int | None = None,
    user_id: int | None = None,
) -> ObjectMask:
    """Store a mask for good, with where it came from; `user_id` None: no person decided it."""
    x0, y0, x1, y1 = mask.rect.as_list()
    row = ObjectMask(
        object_id=object_id,
        origin=origin,
        model_id=model_id,
        x0=x0,
        y0=y0,
        x1=x1,
        y1=y1,
        foreground=mask.foreground,
        uncertain=mask.uncertain,
        ignored=mask.ignored,
        certainty=mask.impression and mask.impression.certainty,
        looks=mask.impression and mask.impression.looks,
        created_by=user_id,
    )
    session.add(row)
    session.flush()
    return row


def give(thing: Object, mask: ObjectMask | None) -> None:
    """Make the kept mask the object's (None: take its mask off), with how reviews order and find it."""
    thing.mask_id = None if mask is None else mask.id
    thing.origin = None if mask is None else mask.origin
    thing.model_id = None if mask is None else mask.model_id
    thing.mask_by = None if mask is None else mask.created_by
    thing.certainty = 1.0 if mask is None or mask.certainty is None else mask.certainty
    thing.looks = 1.0 if mask is None or mask.looks is None else mask.looks


def current(session: Session, thing: Object) -> Mask | None:
    """The object's mask now."""
    row = session.get(ObjectMask, thing.mask_id) if thing.mask_id is not None else None
    return None if row is None else content(row)


def find(session: Session, thing: Object, mask: Mask, *, decided: bool) -> ObjectMask | None:
    """A mask with the same pixels that the object had.

    The newest for what a person decided; else the first, which is the suggestion and not what somebody accepted of it.
    """
    order = ObjectMask.id.desc() if decided else ObjectMask.id
    history = select(ObjectMask).where(ObjectMask.object_id == thing.id).order_by(order)
    return next((earlier for earlier in session.scalars(history) if content(earlier) == mask), None)


def content(row: ObjectMask) -> Mask:
    """The mask of a row."""
    impression = None if row.certainty is None or row.looks is None else Impression(row.certainty, row.looks)
    return Mask(rect(row), row.foreground, row.uncertain, row.ignored, impression)


def rect(row: ObjectMask) -> Box:
    """The rectangle of a row's mask."""
    return Box(row.x0, row.y0, row.x1, row.y1)
