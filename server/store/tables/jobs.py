"""Work for workers."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.domain.job_state import JobKind, JobState, Queue
from server.store.tables.base import BigId, Table, Word, now


class Job(Table):
    """Work for a worker. The row is the truth; Celery carries only its id. `attempt` fences every write of a worker."""

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_state_lease_until", "state", "lease_until"),
        Index("ix_jobs_project_id_id", "project_id", "id"),
        Index("ix_jobs_project_id_kind_state", "project_id", "kind", "state"),
    )
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    kind: Mapped[JobKind] = mapped_column(Word(JobKind))
    queue: Mapped[Queue] = mapped_column(Word(Queue))
    state: Mapped[JobState] = mapped_column(Word(JobState), default=JobState.QUEUED)
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    attempt: Mapped[int] = mapped_column(default=0)
    lost: Mapped[int] = mapped_column(
        default=0
    )  # how often its worker or the database vanished; too often and it fails
    lease_until: Mapped[datetime | None]
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    progress: Mapped[dict[str, Any]] = mapped_column(default=dict)  # stage, done, total, unit, eta_s
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    error: Mapped[str | None] = mapped_column(Text)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    rung_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class JobProblem(Table):
    """What a job left out or could not make, and why: a file, or an image of the project."""

    __tablename__ = "job_problems"
    __table_args__ = (
        Index("ix_job_problems_job_id_id", "job_id", "id"),
        Index("ix_job_problems_job_id_image_id", "job_id", "image_id"),
    )
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    job_id: Mapped[int] = mapped_column(BigId, ForeignKey("jobs.id", ondelete="CASCADE"))
    image_id: Mapped[int | None] = mapped_column(BigId)  # which may be deleted by now
    file: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)
