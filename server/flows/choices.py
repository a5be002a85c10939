"""Choosing among candidates: one becomes the suggestion, or is accepted in the place of what was decided."""

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.domain import object_state
from server.domain.box import Box
from server.domain.errors import NotFound, Refused
from server.domain.mask import Mask
from server.domain.object_state import ObjectAction, ObjectState
from server.flows import candidates, masks, objects
from server.flows.objects import Change
from server.flows.reverts import REVERTING
from server.store.tables import Candidate, Event, Image, Object


@dataclass(frozen=True)
class Choice:
    """A candidate to take for an object's mask; `mask` is what was seen of it when tau was moved.

    It is taken on trust: who may choose may paint as well. Its certainty stays the candidate's, so that reviews compare
    objects at one tau.
    """

    candidate_id: int
    mask: Mask | None = None


def choose_candidate(session: Session, image: Image, object_id: str, choice: Choice, change: Change) -> Object:
    """Make a candidate the suggestion of an object that nobody has decided about.

    Raises BadInput for a broken mask, Refused when the object is decided or its box does not hold the mask.
    """
    row = objects.changeable(session, image, object_id)
    chosen = _chosen_unless_replayed(session, image, row, choice, change, "object.chosen")
    if chosen is None:
        return row
    candidate, mask = chosen
    if row.state == ObjectState.SUGGESTED and masks.current(session, row) == mask:
        return row
    objects.require_version(session, image, row, change)
    state = object_state.after(row.state, ObjectAction.SUGGEST)
    _give(session, image, row, candidate, mask, state, change, "object.chosen")
    return row


def accept_candidate(session: Session, image: Image, object_id: str, choice: Choice, change: Change) -> Object:
    """Accept a candidate, without its `uncertain`, whatever mask the object had; raises as choose_candidate."""
    row = objects.changeable(session, image, object_id)
    chosen = _chosen_unless_replayed(session, image, row, choice, change, "object.accepted")
    if chosen is None:
        return row
    candidate, seen = chosen
    mask = replace(seen, uncertain=None)
    if row.state == ObjectState.ACCEPTED and masks.current(session, row) == mask:
        return row
    objects.require_version(session, image, row, change)
    state = row.state
    for action in REVERTING[ObjectState.ACCEPTED]:
        state = object_state.after(state, action)
    _give(session, image, row, candidate, mask, state, change, "object.accepted")
    return row


def _chosen_unless_replayed(
    session: Session, image: Image, row: Object, choice: Choice, change: Change, kind: str
) -> tuple[Candidate, Mask] | None:
    """The candidate and the mask that was seen of it; None when it is gone and the object is as this choice left it."""
    try:
        return _chosen(session, image, row, choice)
    except NotFound:
        if _is_replay(session, row, choice, change, kind):
            return None
        raise


def _is_replay(session: Session, row: Object, choice: Choice, change: Change, kind: str) -> bool:
    """Whether the object still is as this person's same choice, of a candidate that is gone since, left it."""
    of_object = select(Event).where(Event.object_id == row.id, Event.kind.startswith("object."))
    newest = session.scalar(of_object.order_by(Event.id.desc()).limit(1))
    if newest is None or (newest.kind, newest.user_id) != (kind, change.user_id):
        return False
    made = newest.data.get("candidate"), newest.data.get("version")
    return made == (choice.candidate_id, row.version) and _is_as_seen(session, row, choice.mask)


def _is_as_seen(session: Session, row: Object, seen: Mask | None) -> bool:
    now = masks.current(session, row)
    if seen is None or now is None:
        return seen is None
    uncertain = None if row.state == ObjectState.ACCEPTED else seen.uncertain
    return (now.rect, now.foreground, now.uncertain) == (seen.rect, seen.foreground, uncertain)


def _chosen(session: Session, image: Image, row: Object, choice: Choice) -> tuple[Candidate, Mask]:
    """The candidate and the mask that was seen of it."""
    candidate = candidates.find_candidate(session, row.id, choice.candidate_id)
    mask = candidates.mask_of(candidate)
    if choice.mask is not None:
        choice.mask.check(image.width, image.height)
        mask = replace(choice.mask, impression=mask.impression)
    if not Box(row.x0, row.y0, row.x1, row.y1).contains(mask.rect):
        raise Refused("The box changed since this candidate was made.", "Ask for the candidates again.")
    return candidate, mask


def _give(
    session: Session,
    image: Image,
    row: Object,
    candidate: Candidate,
    mask: Mask,
    state: ObjectState,
    change: Change,
    kind: str,
) -> None:
    before, model = objects.state_before(row), candidate.model_id
    kept = masks.keep(session, row.id, mask, candidate.origin, model_id=model, user_id=change.user_id)
    masks.give(row, kept)
    objects.move(session, image, row, state, change, kind, before, candidate=candidate.id)
