"""Problems of jobs: every file that was left out, every picture of which nothing could be made, however many."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from server.store.tables import JobProblem

PAGE = 200


@dataclass(frozen=True)
class Problem:
    """What went wrong with a file or, in `prepare` jobs, with the picture of an image."""

    file: str
    why: str
    image_id: int | None = None


@dataclass(frozen=True)
class ProblemPage:
    """Some problems in the order they were met; `next` is what to give as `after` for more, none at the end."""

    items: list[Problem]
    next: int | None


def begin(session: Session, job_id: int) -> None:
    """Forget what an earlier attempt of the job met: this one meets it again."""
    session.execute(delete(JobProblem).where(JobProblem.job_id == job_id))


def record(session: Session, job_id: int, met: Iterable[Problem]) -> None:
    """Remember what the job met."""
    session.add_all(JobProblem(job_id=job_id, image_id=one.image_id, file=one.file, why=one.why) for one in met)


def list_problems(session: Session, job_id: int, after: int | None = None, limit: int = PAGE) -> ProblemPage:
    """At most `limit` problems of the job, those next after one."""
    query = select(JobProblem).where(JobProblem.job_id == job_id, JobProblem.id > (after or 0))
    rows = list(session.scalars(query.order_by(JobProblem.id).limit(limit + 1)))
    items = [Problem(row.file, row.why, row.image_id) for row in rows[:limit]]
    return ProblemPage(items, rows[limit - 1].id if len(rows) > limit else None)


def why(session: Session, job_id: int, image_id: int) -> str | None:
    """What the job met with the picture of the image."""
    query = select(JobProblem.why).where(JobProblem.job_id == job_id, JobProblem.image_id == image_id)
    return session.scalar(query.limit(1))
