"""Jobs, imports and exports as JSON."""

from datetime import datetime
from typing import Any, Literal

from server.api.schemas.base import Shown, Wanted
from server.domain.job_state import JobKind, JobState


class Progress(Shown):
    """How far a job is; empty fields are not known yet."""

    stage: str | None = None
    done: float | None = None
    total: float | None = None
    unit: str | None = None
    eta_s: float | None = None


class Job(Shown):
    """Work for a worker."""

    id: int
    kind: JobKind
    state: JobState
    progress: Progress
    error: str | None
    result: dict[str, Any]
    created_at: datetime
    finished_at: datetime | None


class ExportWanted(Wanted):
    """What to export, and what to do with pixels that suggestions are not sure of."""

    format: Literal["voc"] = "voc"
    with_suggestions: bool = False
    uncertain: Literal["ignore", "best-guess"] = "ignore"
