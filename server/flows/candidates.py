"""Candidates: the masks an object could have, made when somebody asks. Choosing one is a change like any other.

They belong to what they were made from (box, class, points, pins, model): while that stays, asking again answers at
once. Nothing here changes an object.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from server.domain.box import Box
from server.domain.errors import NotFound
from server.domain.job_state import JobKind, JobState
from server.domain.mask import Impression, Mask, Origin
from server.domain.pins import Pins
from server.flows import jobs, suggestions
from server.flows.suggestions import Gathered
from server.store.tables import Candidate, Image, Job, Model, Object, Round

MOST_GUIDED = 40
"""Of an object so many guided candidates stay, for who takes pins back; older ones go."""


@dataclass(frozen=True)
class Made:
    """A mask that a worker made. `probabilities`: the blob of a model's, one byte a pixel of the box, cut at `tau`."""

    mask: Mask
    origin: Origin
    probabilities: str | None = None
    tau: float | None = None


@dataclass(frozen=True)
class CandidateView:
    """A candidate as clients see it; `round` is the number of the model's round, `certainty` 0..1 as of suggestions."""

    id: int
    origin: Origin
    round: int | None
    certainty: float | None
    rect: list[int]
    foreground: str
    uncertain: str | None
    probabilities: bool
    tau: float | None


@dataclass(frozen=True)
class Candidates:
    """What came of asking: the candidates that are ready, or the job that makes them."""

    job: int | None
    state: JobState
    error: str | None
    items: list[CandidateView]


def request_candidates(session: Session, image: Image, object_id: str, pins: Pins | None, user_id: int) -> Candidates:
    """The object's candidates when they are there, else a job that makes them; with pins only the guided one.

    A person's earlier request for the object is cancelled: only the newest matters. Raises NotFound, BadInput.
    """
    thing = _live(session, image, object_id)
    if pins is not None:
        pins.check(Box(thing.x0, thing.y0, thing.x1, thing.y1))
    gathered = suggestions.gather_objects(session, image, {thing.id})
    if ready := _of_basis(session, thing.id, basis_of(gathered, pins)):
        return Candidates(None, JobState.SUCCEEDED, None, ready)
    _supersede(session, image.project_id, thing.id, user_id)
    payload = {"object_id": thing.id, "pins": pins and asdict(pins)}
    job = jobs.enqueue(session, JobKind.CANDIDATES, image.project_id, payload, user_id)
    return Candidates(job.id, job.state, None, [])


def find_candidates(session: Session, image: Image, object_id: str, job_id: int) -> Candidates:
    """What became of a request; raises NotFound."""
    thing = _live(session, image, object_id)
    job = jobs.find(session, image.project_id, job_id)
    if job.kind is not JobKind.CANDIDATES or job.payload["object_id"] != thing.id:
        raise NotFound(f"Job {job_id} makes no candidates for this object.")
    made = Candidate.id.in_(job.result.get("candidates", []))
    return Candidates(job.id, job.state, job.error, _views(session, Candidate.object_id == thing.id, made))


def find_candidate(session: Session, object_id: str, candidate_id: int) -> Candidate:
    """The candidate of this object; raises NotFound."""
    found = session.get(Candidate, candidate_id)
    if found is None or found.object_id != object_id:
        raise NotFound("This candidate is no longer there.", "Ask for the candidates again.")
    return found


def mask_of(candidate: Candidate) -> Mask:
    """Its pixels."""
    certainty, looks = candidate.certainty, candidate.looks
    impression = None if certainty is None or looks is None else Impression(certainty, looks)
    rect = Box(candidate.x0, candidate.y0, candidate.x1, candidate.y1)
    return Mask(rect, candidate.foreground, candidate.uncertain, impression=impression)


def find_probabilities(session: Session, image: Image, object_id: str, candidate_id: int) -> str:
    """The blob that says how sure the model is of each pixel; raises NotFound."""
    found = find_candidate(session, _live(session, image, object_id).id, candidate_id)
    if found.probabilities is None:
        raise NotFound("No model made this candidate.")
    return found.probabilities


def gather(session: Session, payload: dict[str, Any]) -> tuple[Gathered, Pins | None] | None:
    """For a `candidates` job: None when its object is gone, or drawn anew so that the pins lie outside its box."""
    thing = session.get(Object, payload["object_id"])
    if thing is None or thing.deleted_at is not None:
        return None
    pins = payload["pins"]
    pinned = pins and Pins(Box(**pins["rect"]), pins["foreground"], pins["background"])
    if pinned and not Box(thing.x0, thing.y0, thing.x1, thing.y1).contains(pinned.rect):
        return None
    return suggestions.gather_objects(session, session.get_one(Image, thing.image_id), {thing.id}), pinned


def record_candidates(session: Session, gathered: Gathered, pins: Pins | None, made: Sequence[Made]) -> list[int]:
    """Keep them; their ids. None are kept when the object was deleted or drawn anew meanwhile."""
    wanted = gathered.wanted[0]
    thing = session.get(Object, wanted.object_id)
    if thing is None or thing.deleted_at is not None or not suggestions.is_drawn_as(thing, gathered, wanted):
        return []
    basis = basis_of(gathered, pins)
    if ready := _of_basis(session, thing.id, basis):
        return [one.id for one in ready]
    rows = [_row(thing.id, basis, gathered.model_id, one) for one in made]
    session.add_all(rows)
    session.flush()
    _forget_old(session, thing.id, basis, guided=pins is not None)
    return [row.id for row in rows]


def basis_of(gathered: Gathered, pins: Pins | None) -> str:
    """Hash of everything the masks of the (one) wanted object are made from; a model sees all boxes in its priors."""
    place = gathered.wanted[0].position
    drawn = [gathered.boxes[place], gathered.classes[place], gathered.points[place]]
    model = gathered.model_id and [gathered.model_id, place, gathered.boxes, gathered.classes]
    parts = [gathered.blob, *drawn, pins and asdict(pins), model]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _row(object_id: str, basis: str, model_id: int | None, made: Made) -> Candidate:
    x0, y0, x1, y1 = made.mask.rect.as_list()
    return Candidate(
        object_id=object_id,
        basis=basis,
        origin=made.origin,
        model_id=model_id if made.origin in (Origin.ANNNET, Origin.GUIDED) else None,
        x0=x0,
        y0=y0,
        x1=x1,
        y1=y1,
        foreground=made.mask.foreground,
        uncertain=made.mask.uncertain,
        certainty=made.mask.impression and made.mask.impression.certainty,
        looks=made.mask.impression and made.mask.impression.looks,
        probabilities=made.probabilities,
        tau=made.tau,
    )


def _forget_old(session: Session, object_id: str, basis: str, *, guided: bool) -> None:
    """Of what is guided the newest few stay, of the others those of this basis."""
    old = select(Candidate.id).where(Candidate.object_id == object_id)
    if guided:
        old = old.where(Candidate.origin == Origin.GUIDED).order_by(Candidate.id.desc()).offset(MOST_GUIDED)
    else:
        old = old.where(Candidate.origin != Origin.GUIDED, Candidate.basis != basis)
    ids = list(session.scalars(old))
    if ids:
        session.execute(delete(Candidate).where(Candidate.id.in_(ids)))


def _supersede(session: Session, project_id: int, object_id: str, user_id: int) -> None:
    """Cancel what the person asked for this object before and has not got."""
    earlier = select(Job).where(
        Job.state.in_((JobState.QUEUED, JobState.RUNNING)),
        Job.project_id == project_id,
        Job.kind == JobKind.CANDIDATES,
        Job.created_by == user_id,
        Job.payload["object_id"].as_string() == object_id,
    )
    for job in session.scalars(earlier):
        jobs.cancel(session, job)


def _live(session: Session, image: Image, object_id: str) -> Object:
    thing = session.get(Object, object_id)
    if thing is None or thing.image_id != image.id or thing.deleted_at is not None:
        raise NotFound("There is no such object in this image; it may have been deleted.")
    return thing


def _of_basis(session: Session, object_id: str, basis: str) -> list[CandidateView]:
    return _views(session, Candidate.object_id == object_id, Candidate.basis == basis)


def _views(session: Session, *which: ColumnElement[bool]) -> list[CandidateView]:
    rows = select(Candidate, Round.number).outerjoin(Model, Model.id == Candidate.model_id)
    rows = rows.outerjoin(Round, Round.id == Model.round_id).where(*which).order_by(Candidate.id)
    return [
        CandidateView(
            id=one.id,
            origin=one.origin,
            round=number,
            certainty=one.certainty,
            rect=[one.x0, one.y0, one.x1, one.y1],
            foreground=one.foreground,
            uncertain=one.uncertain,
            probabilities=one.probabilities is not None,
            tau=one.tau,
        )
        for one, number in session.execute(rows)
    ]
