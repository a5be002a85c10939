"""Rounds as JSON: what was asked, where it stands, its curves, scores and verdict."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from server.api.schemas.base import Shown, Wanted
from server.api.schemas.jobs import Progress
from server.api.schemas.projects import Profile
from server.domain.round_state import RoundState


class RoundSettings(Wanted):
    """What to override of the profile."""

    rounds: Annotated[int, Field(ge=1, le=10)] | None = None
    epochs: Annotated[int, Field(ge=1, le=10_000)] | None = None


class RoundWanted(Wanted):
    """A round to start."""

    profile: Profile = "cpu"
    settings: RoundSettings = RoundSettings()


class RoundCounts(Shown):
    """The images that a round takes; `twins` are left out because they are gold under another name."""

    F: int
    W: int
    gold: int
    twins: int = 0


class RoundListed(Shown):
    """A round in the list."""

    id: int
    number: int
    state: RoundState
    profile: str
    settings: dict[str, Any]
    scheduled: bool
    counts: RoundCounts
    better: bool | None
    verdict: str | None
    error: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    promoted: bool
    job_id: int | None


class RoundStage(Shown):
    """A stage the round entered and how long it took, or has taken so far."""

    stage: str
    iteration: int
    started_at: datetime
    seconds: float


class RoundEpoch(Shown):
    """One point of the loss curves."""

    stage: str
    iteration: int
    epoch: int
    epochs: int
    loss_strong: float | None = None
    loss_weak: float | None = None


class Round(RoundListed):
    """A round as its page shows it; `result` is what `python -m ml round` measured."""

    result: dict[str, Any]
    progress: Progress | None
    stages: list[RoundStage]
    epochs: list[RoundEpoch]


class LogLine(Shown):
    """A line a running round said."""

    sequence: int
    at: datetime
    level: str
    message: str
