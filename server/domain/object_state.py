"""The life of an object: drawn -> suggested -> accepted | fixed. A suggestion never replaces what a person decided."""

from enum import StrEnum

from server.domain.lifecycle import next_state


class ObjectState(StrEnum):
    """Where an object stands; `accepted` and `fixed` are decided by a person."""

    DRAWN = "drawn"
    SUGGESTED = "suggested"
    ACCEPTED = "accepted"
    FIXED = "fixed"


class ObjectAction(StrEnum):
    """What can happen to an object."""

    SUGGEST = "suggest"
    ACCEPT = "accept"
    REJECT = "reject"
    FIX = "fix"
    REDRAW = "redraw"  # the box moved so that the mask no longer fits in it


DECIDED = frozenset({ObjectState.ACCEPTED, ObjectState.FIXED})

TRANSITIONS: dict[tuple[ObjectState, ObjectAction], ObjectState] = {
    (ObjectState.DRAWN, ObjectAction.SUGGEST): ObjectState.SUGGESTED,
    (ObjectState.SUGGESTED, ObjectAction.SUGGEST): ObjectState.SUGGESTED,
    (ObjectState.SUGGESTED, ObjectAction.ACCEPT): ObjectState.ACCEPTED,
    (ObjectState.SUGGESTED, ObjectAction.REJECT): ObjectState.DRAWN,
    (ObjectState.ACCEPTED, ObjectAction.REJECT): ObjectState.DRAWN,
    (ObjectState.FIXED, ObjectAction.REJECT): ObjectState.DRAWN,
    **{(state, ObjectAction.FIX): ObjectState.FIXED for state in ObjectState},
    **{(state, ObjectAction.REDRAW): ObjectState.DRAWN for state in ObjectState},
}


def after(state: ObjectState, action: ObjectAction) -> ObjectState:
    """Return the state of an object after `action`; raises Refused when the table does not allow it."""
    return next_state("object", TRANSITIONS, state, action)
