"""Progress as JSON."""

from datetime import date

from server.api.schemas.base import Shown
from server.domain.mask import Origin


class Tally(Shown):
    """Masks accepted as suggested, accepted after a person chose or guided them (`helped`), fixed, rejected.

    `timed`: settled ones that the seconds belong to.
    """

    accepted: int
    helped: int
    fixed: int
    rejected: int
    timed: int
    active_seconds: float
    waiting_seconds: float


class OfClass(Shown):
    """The tally of one class."""

    class_id: int
    tally: Tally


class OfSource(Shown):
    """The tally of what suggested unasked; origin null: objects that had no suggestion (yet)."""

    origin: Origin | None
    round: int | None
    tally: Tally


class OfPerson(Shown):
    """The tally of one person."""

    user_id: int
    name: str
    tally: Tally


class OfDay(Shown):
    """The tally of one day (UTC)."""

    day: date
    tally: Tally


class OfSample(Shown):
    """The tally of the random sample, a tenth of the objects that no order picked, or of all others."""

    random: bool
    tally: Tally


class ProjectProgress(Shown):
    """What came of suggestions, and how long it took."""

    total: Tally
    by_class: list[OfClass]
    by_source: list[OfSource]
    by_person: list[OfPerson]
    by_day: list[OfDay]
    by_sample: list[OfSample]
