"""Undo and redo of what happened to an object: an earlier state comes back, with the very mask it had."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from server.domain import object_state
from server.domain.errors import BadInput
from server.domain.mask import Mask, Origin
from server.domain.object_state import ObjectAction, ObjectState
from server.flows import drawings, masks, objects
from server.store.tables import Image, Object, ObjectMask


@dataclass(frozen=True)
class Decision:
    """A state of an object with the mask that belongs to it."""

    state: ObjectState
    mask: Mask | None


@dataclass(frozen=True)
class Earlier:
    """How an object was before: what undo brings back. A decision of None stays as it is."""

    drawing: drawings.Fields
    decision: Decision | None


# The way to each state that is open from everywhere.
REVERTING: dict[ObjectState, tuple[ObjectAction, ...]] = {
    ObjectState.DRAWN: (ObjectAction.REDRAW,),
    ObjectState.SUGGESTED: (ObjectAction.REDRAW, ObjectAction.SUGGEST),
    ObjectState.ACCEPTED: (ObjectAction.REDRAW, ObjectAction.SUGGEST, ObjectAction.ACCEPT),
    ObjectState.FIXED: (ObjectAction.FIX,),
}


def revert_object(session: Session, image: Image, object_id: str, earlier: Earlier, change: objects.Change) -> Object:
    """Put the object back to how it was before: undo and redo. Asks for no suggestion.

    A suggested mask must be one that the object had; raises BadInput otherwise, and for a mask outside the box.
    """
    row = objects.changeable(session, image, object_id)
    drawing = earlier.drawing.onto(row)
    decision = earlier.decision or Decision(row.state, masks.current(session, row))
    _check_earlier(image, drawing, decision)
    objects.require_class(session, image, drawing.class_id)
    if drawings.is_drawn_so(row, drawing) and decision == Decision(row.state, masks.current(session, row)):
        return row
    objects.require_version(session, image, row, change)
    before = objects.state_before(row)
    drawings.draw(row, drawing)
    if earlier.decision is not None:
        masks.give(row, _mask_of_before(session, row, decision, change.user_id))
    state = row.state
    for action in REVERTING[decision.state]:
        state = object_state.after(state, action)
    objects.move(session, image, row, state, change, "object.reverted", before)
    return row


def _check_earlier(image: Image, drawing: drawings.Drawing, decision: Decision) -> None:
    drawing.check(image)
    mask = decision.mask
    if (mask is None) != (decision.state == ObjectState.DRAWN):
        raise BadInput("A drawn object has no mask; every other one has.", "Send both as they were.")
    if mask is not None:
        mask.check(image.width, image.height)
        if mask.uncertain is not None and decision.state in object_state.DECIDED:
            raise BadInput("What a person decided has no uncertain pixels.", "Send the mask as it was then.")
        if not drawing.box.contains(mask.rect):
            raise BadInput("The mask reaches outside the box.", "Send the box that held it.")


def _mask_of_before(session: Session, row: Object, decision: Decision, user_id: int) -> ObjectMask | None:
    """An equal mask that the object had; else, for what a person decided, a new one."""
    mask = decision.mask
    if mask is None:
        return None
    known = masks.find(session, row, mask, decided=decision.state in object_state.DECIDED)
    if known is None and (decision.state == ObjectState.SUGGESTED or mask.uncertain is not None):
        raise BadInput("This object never had that suggestion.", "Ask for a new one.")
    return known or masks.keep(session, row.id, mask, Origin.HUMAN, user_id=user_id)
