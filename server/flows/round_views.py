"""What rounds look like from outside: whether they are promoted, their progress, stages, loss curves and log."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from server.domain.errors import NotFound
from server.domain.round_state import FINISHED, RoundState
from server.flows import promotions, rounds
from server.store.tables import Job, Model, Round, RoundEvent, now

LOG_PAGE = 1000  # lines


@dataclass(frozen=True)
class RoundListed:
    """A round as the list shows it; `promoted`: its AnnNet suggests now."""

    id: int
    number: int
    state: RoundState
    profile: str
    settings: dict[str, Any]
    scheduled: bool
    counts: dict[str, Any]
    better: bool | None
    verdict: str | None
    error: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    promoted: bool
    job_id: int | None


@dataclass(frozen=True)
class Stage:
    """A stage of a round; `seconds` until the next one began, the round ended, or now."""

    stage: str
    iteration: int
    started_at: datetime
    seconds: float


@dataclass(frozen=True)
class RoundOpened(RoundListed):
    """A round as its page shows it; `progress` is its job's while it runs."""

    result: dict[str, Any]
    progress: dict[str, Any] | None
    stages: list[Stage]
    epochs: list[dict[str, Any]]


@dataclass(frozen=True)
class LogLine:
    """A line of the round's log."""

    sequence: int
    at: datetime
    level: str
    message: str


def list_rounds(session: Session, project_id: int) -> list[RoundListed]:
    """The project's rounds, newest first."""
    promoted = _promoted(session, project_id)
    return [RoundListed(**_listed(row, promoted)) for row in rounds.list_rounds(session, project_id)]


def open_round(session: Session, row: Round) -> RoundOpened:
    """The round with everything it said, but its log."""
    job = session.get(Job, row.job_id) if row.job_id is not None and row.state not in FINISHED else None
    return RoundOpened(
        **_listed(row, _promoted(session, row.project_id)),
        result=row.result,
        progress=job.progress if job else None,
        stages=_stages(session, row),
        epochs=_epochs(session, row),
    )


def read_log(session: Session, row: Round, after: int) -> list[LogLine]:
    """The next lines after the one with the sequence number `after`."""
    query = _said(row, "log").where(RoundEvent.sequence > after).limit(LOG_PAGE)
    return [LogLine(one.sequence, one.at, one.data["level"], one.data["message"]) for one in session.scalars(query)]


def find_model(session: Session, row: Round, kind: str) -> Model:
    """The network of that kind the round made; raises NotFound."""
    model = session.scalar(select(Model).where(Model.round_id == row.id, Model.kind == kind))
    if model is None:
        raise NotFound(f"Round {row.number} has made no {kind}.", "Only a finished round has models.")
    return model


def _said(row: Round, *kinds: str) -> Select[RoundEvent]:
    """What the round said of these kinds, in order."""
    query = select(RoundEvent).where(RoundEvent.round_id == row.id, RoundEvent.kind.in_(kinds))
    return query.order_by(RoundEvent.sequence)


def _stages(session: Session, row: Round) -> list[Stage]:
    """The stages so far; one that was resumed counts from its first start."""
    first: dict[tuple[str, int], datetime] = {}
    for one in session.scalars(_said(row, "stage")):
        first.setdefault((one.data["stage"], one.data["iteration"]), one.at)
    ends = [*list(first.values())[1:], row.finished_at or now()]
    return [
        Stage(stage, iteration, began, max((end - began).total_seconds(), 0.0))
        for ((stage, iteration), began), end in zip(first.items(), ends, strict=False)
    ]


def _epochs(session: Session, row: Round) -> list[dict[str, Any]]:
    """The epochs, each in the iteration of the stage before it; a repeated one counts once."""
    iteration, epochs = 1, dict[tuple[str, int, int], dict[str, Any]]()
    for one in session.scalars(_said(row, "stage", "epoch")):
        if one.kind == "stage":
            iteration = one.data["iteration"]
        else:
            epochs[one.data["stage"], iteration, one.data["epoch"]] = {**one.data, "iteration": iteration}
    return list(epochs.values())


def _promoted(session: Session, project_id: int) -> int | None:
    promotion = promotions.current(session, project_id)
    return promotion.round_id if promotion else None


def _listed(row: Round, promoted: int | None) -> dict[str, Any]:
    names = RoundListed.__dataclass_fields__.keys() - {"promoted"}
    return {name: getattr(row, name) for name in names} | {"promoted": row.id == promoted}
