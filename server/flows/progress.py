"""Progress: how many masks people settled, how, and how long that took; by class, suggestion, person, day, sample."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, case, func, select
from sqlalchemy.orm import Session

from server.domain.mask import Origin
from server.store.tables import Event, Model, Round, User


@dataclass(frozen=True)
class Tally:
    """What came of suggestions and how long it took. What was undone or deleted since is not counted.

    `accepted`: untouched, its pixels are those that were suggested unasked, or these without what settled neighbours
    kept. `helped`: accepted after a person chose another candidate, guided the mask by pins, or moved tau. `fixed`: the
    page sent its pixels: painted, moved, or help of which settled neighbours kept a part. `rejected`: taken off.
    `timed`: settled masks (all but rejected ones) whose time was counted; active and waiting seconds belong to these.
    """

    accepted: int = 0
    helped: int = 0
    fixed: int = 0
    rejected: int = 0
    timed: int = 0
    active_seconds: float = 0.0
    waiting_seconds: float = 0.0

    def plus(self, row: Row[Any]) -> "Tally":
        """With one group more."""
        return Tally(
            self.accepted + row.accepted,
            self.helped + row.helped,
            self.fixed + row.fixed,
            self.rejected + row.rejected,
            self.timed + row.timed,
            self.active_seconds + row.active,
            self.waiting_seconds + row.waiting,
        )


@dataclass(frozen=True)
class OfClass:
    """The tally of one class, as it was at the time of each change."""

    class_id: int
    tally: Tally


@dataclass(frozen=True)
class OfSource:
    """The tally of what suggested unasked, whatever was made of it; origin None: objects without suggestion (yet)."""

    origin: Origin | None
    round: int | None
    tally: Tally


@dataclass(frozen=True)
class OfPerson:
    """The tally of one person."""

    user_id: int
    name: str
    tally: Tally


@dataclass(frozen=True)
class OfDay:
    """The tally of one day (UTC)."""

    day: date
    tally: Tally


@dataclass(frozen=True)
class OfSample:
    """The tally of suggestions for the random sample, which nobody picked for how they look, or for all others."""

    random: bool
    tally: Tally


@dataclass(frozen=True)
class Progress:
    """All tallies of a project."""

    total: Tally
    by_class: list[OfClass]
    by_source: list[OfSource]
    by_person: list[OfPerson]
    by_day: list[OfDay]
    by_sample: list[OfSample]


def sum_up(session: Session, project_id: int) -> Progress:
    """Sum up what people did to the project's objects, in one pass over its events."""
    groups = _groups(session, project_id)
    classes = _fold(groups, lambda row: row.class_id)
    sources = _fold(groups, lambda row: (row.origin, row.number))
    people = _fold(groups, lambda row: (row.user_id, row.name))
    days = _fold(groups, lambda row: row.day)
    samples = _fold([row for row in groups if row.origin is not None], lambda row: row.sampled)
    return Progress(
        total=_fold(groups, lambda row: None).get(None, Tally()),
        by_class=[OfClass(key, tally) for key, tally in sorted(classes.items())],
        by_source=[
            OfSource(origin, number, tally) for (origin, number), tally in sorted(sources.items(), key=_source_order)
        ],
        by_person=[
            OfPerson(user_id, name, tally)
            for (user_id, name), tally in sorted(people.items(), key=lambda pair: pair[0][1])
        ],
        by_day=[OfDay(key, tally) for key, tally in sorted(days.items())],
        by_sample=[OfSample(random, samples.get(random, Tally())) for random in (True, False)],
    )


def _groups(session: Session, project_id: int) -> list[Row[Any]]:
    """Sums by day, person, class, suggestion and sample: few rows, from which the rest is added up."""
    kinds = (Event.day, Event.user_id, Event.class_id, Event.origin, Event.model_id, Event.sampled)
    is_timed, settled = Event.active_seconds.is_not(None), Event.accepted + Event.helped + Event.fixed
    sums = (
        select(
            *kinds,
            func.sum(Event.accepted).label("accepted"),
            func.sum(Event.helped).label("helped"),
            func.sum(Event.fixed).label("fixed"),
            func.sum(Event.rejected).label("rejected"),
            func.sum(case((is_timed, settled), else_=0)).label("timed"),
            func.coalesce(func.sum(Event.active_seconds), 0.0).label("active"),
            func.coalesce(func.sum(Event.waiting_seconds), 0.0).label("waiting"),
        )
        .where(Event.project_id == project_id, Event.day.is_not(None))
        .group_by(*kinds)
        .subquery()
    )
    query = select(sums, User.name, Round.number).join(User, User.id == sums.c.user_id)
    query = query.outerjoin(Model, Model.id == sums.c.model_id).outerjoin(Round, Round.id == Model.round_id)
    return list(session.execute(query))


def _fold(groups: list[Row[Any]], key_of: Callable[[Row[Any]], Any]) -> dict[Any, Tally]:
    tallies: dict[Any, Tally] = {}
    for row in groups:
        key = key_of(row)
        tallies[key] = tallies.get(key, Tally()).plus(row)
    return tallies


def _source_order(pair: tuple[tuple[Origin | None, int | None], Tally]) -> tuple[str, int]:
    (origin, number), _ = pair
    return origin.value if origin else "", number or 0
