"""What a round said while it ran: its stages with their seconds, its loss curves, its log."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.store.tables import Round, RoundEvent, now


@dataclass(frozen=True)
class StageTold:
    """A stage of a round; `seconds` until the next one began, the round ended, or now."""

    stage: str
    iteration: int
    started_at: datetime
    seconds: float


def stages(session: Session, told: Round) -> list[StageTold]:
    """The stages so far, in order; one that was resumed counts from its first start."""
    first: dict[tuple[str, int], datetime] = {}
    for event in _events(session, told.id, "stage"):
        first.setdefault((event.data["stage"], event.data["iteration"]), event.at)
    ends = [*list(first.values())[1:], told.finished_at or now()]
    return [
        StageTold(stage, iteration, began, max((end - began).total_seconds(), 0.0))
        for ((stage, iteration), began), end in zip(first.items(), ends, strict=False)
    ]


def epochs(session: Session, told: Round) -> list[dict[str, Any]]:
    """The epochs' losses in order: {stage, iteration, epoch, epochs, loss_strong, loss_weak, ...}."""
    iteration, curve = 1, dict[tuple[str, int, int], dict[str, Any]]()
    for event in _events(session, told.id, "stage", "epoch"):
        if event.kind == "stage":
            iteration = event.data["iteration"]
        else:
            curve[event.data["stage"], iteration, event.data["epoch"]] = {**event.data, "iteration": iteration}
    return list(curve.values())


def log(session: Session, told: Round, after: int = -1, limit: int = 1000) -> list[RoundEvent]:
    """Log lines with a sequence above `after`: `data` has level and message."""
    return _events(session, told.id, "log", after=after, limit=limit)


def _events(
    session: Session, round_id: int, *kinds: str, after: int = -1, limit: int | None = None
) -> list[RoundEvent]:
    query = select(RoundEvent).where(RoundEvent.round_id == round_id, RoundEvent.kind.in_(kinds))
    query = query.where(RoundEvent.sequence > after).order_by(RoundEvent.sequence)
    return list(session.scalars(query.limit(limit)))
