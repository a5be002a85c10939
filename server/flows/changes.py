"""Several changes of one image's objects in one transaction, each with its own outcome: what a page sends at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.domain.errors import BadInput, BoxwrightError, NotFound, Refused, Stale
from server.flows import views
from server.flows.objects import Change
from server.store.database import savepoint
from server.store.tables import Event, Image, Object

MOST = 100  # in one request

Act = Callable[[Session, Image, str, Change], Object]


@dataclass(frozen=True)
class Step:
    """One change: `id` is the UUID by which a repeated one is known, `version` what the page knew of the object.

    A step on an object that an earlier step of the same request changed goes on from what that made of it.
    """

    id: str
    object_id: str
    version: int | None
    active_seconds: float | None
    waiting_seconds: float | None
    act: Act


class Result(StrEnum):
    """What became of a step."""

    STORED = "stored"
    STALE = "stale"  # somebody changed the object first
    MISSING = "missing"  # there is no such object (any more)
    REFUSED = "refused"
    SKIPPED = "skipped"  # an earlier step on the same object was not stored


@dataclass(frozen=True)
class Outcome:
    """What became of a step, in words when it was not stored."""

    id: str
    result: Result
    message: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Applied:
    """An outcome for each step, in order, and the touched objects as they are now; deleted ones are missing."""

    outcomes: list[Outcome]
    objects: list[views.ObjectView]


@dataclass
class _Work:
    """What the steps so far have made: the version each object is at, and objects with a step that was not stored."""

    session: Session
    image: Image
    user_id: int
    arrived: dict[str, Event]
    made: dict[str, int] = field(default_factory=dict[str, int])
    failed: set[str] = field(default_factory=set[str])


def apply_changes(session: Session, image: Image, steps: Sequence[Step], user_id: int) -> Applied:
    """Apply the steps in their order to a locked image; one that fails is taken back alone. Repeating is harmless.

    Raises BadInput when two steps have the same id.
    """
    ids = {step.id for step in steps}
    if len(ids) < len(steps):
        raise BadInput("Two changes of this request have the same id.", "Give each its own UUID.")
    query = select(Event).where(Event.change_id.in_(ids))
    arrived = {event.change_id: event for event in session.scalars(query) if event.change_id}
    work = _Work(session, image, user_id, arrived)
    outcomes = [_apply(work, step) for step in steps]
    touched = {step.object_id for step in steps}
    return Applied(outcomes, views.list_objects(session, image, touched))


def _apply(work: _Work, step: Step) -> Outcome:
    if step.object_id in work.failed:
        return Outcome(step.id, Result.SKIPPED)
    try:
        with savepoint(work.session):
            work.made[step.object_id] = _act(work, step)
    except BoxwrightError as error:
        work.failed.add(step.object_id)
        return Outcome(step.id, _result_of(error), error.message, error.hint)
    return Outcome(step.id, Result.STORED)


def _act(work: _Work, step: Step) -> int:
    """Do it, unless it was done already; return the version from which the next step on this object goes on."""
    expected = work.made.get(step.object_id, step.version)
    arrived = work.arrived.get(step.id)
    if arrived is not None:
        if (arrived.image_id, arrived.object_id) != (work.image.id, step.object_id):
            raise Refused("This change id is in use already.", "Make a new UUID.")
        return _goes_on(arrived.data["version"], expected)
    before = _version(work.session, step.object_id)
    row = step.act(
        work.session,
        work.image,
        step.object_id,
        Change(work.user_id, expected, step.active_seconds, step.id, step.waiting_seconds),
    )
    work.session.flush()
    return row.version if row.version != before or expected is None else expected


def _goes_on(made: int, expected: int | None) -> int:
    """The version after a step that had arrived earlier.

    A page that closed before it heard so sends the step as it was first made. If it was stored on top of somebody
    else's change, then what follows it in that page was made without seeing that change, and must be judged by it.
    """
    return made if expected is None or made == expected + 1 else expected


def _version(session: Session, object_id: str) -> int | None:
    row = session.get(Object, object_id, with_for_update=True)
    return row.version if row else None


def _result_of(error: BoxwrightError) -> Result:
    if isinstance(error, Stale):
        return Result.STALE
    return Result.MISSING if isinstance(error, NotFound) else Result.REFUSED
