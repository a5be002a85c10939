"""Jobs: the row is the truth, Celery only carries its id. Every write of a worker is fenced by its attempt."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from server.domain import round_state
from server.domain.errors import NotFound, Refused
from server.domain.job_state import FINISHED, JobAction, JobKind, JobState, Queue, after
from server.domain.round_state import RoundAction
from server.flows import bell, live
from server.settings import settings
from server.store.database import after_commit
from server.store.tables import CLOCKS_APART, Job, Round, is_over, now

MOST_LOSSES = 5
"""A job that lost its worker or the database so often fails: it probably is what kills them."""

ROUND_FOLLOWS = {
    JobState.QUEUED: RoundAction.RESUME,
    JobState.FAILED: RoundAction.FAIL,
    JobState.CANCELLED: RoundAction.CANCEL,
}


@dataclass(frozen=True)
class Claim:
    """One worker's hold on a running job. `attempt` is the fence: a later claim makes this one worthless."""

    job_id: int
    attempt: int
    kind: JobKind
    project_id: int
    payload: dict[str, Any]


class Unheld(Exception):
    """The claim is no longer in force (finished, or its lease was lost): nothing may be written for it."""


def enqueue(
    session: Session, kind: JobKind, project_id: int, payload: dict[str, Any], user_id: int | None = None
) -> Job:
    """Insert a queued job in the caller's transaction; the bell rings once that is committed."""
    job = Job(project_id=project_id, kind=kind, queue=kind.queue, payload=payload, created_by=user_id, rung_at=now())
    session.add(job)
    session.flush()
    after_commit(session, lambda: bell.ring(job.id, job.queue))
    live.publish(session, project_id, "job", job_id=job.id)
    return job


def find(session: Session, project_id: int, job_id: int) -> Job:
    """The job of this project; raises NotFound."""
    job = session.get(Job, job_id)
    if job is None or job.project_id != project_id:
        raise NotFound(f"There is no job {job_id} in this project.")
    return job


def list_recent(session: Session, project_id: int, state: JobState | None = None, limit: int = 100) -> list[Job]:
    """The project's newest jobs, newest first; only those in `state` if one is given."""
    listed = select(Job).where(Job.project_id == project_id).order_by(Job.id.desc()).limit(limit)
    return list(session.scalars(listed if state is None else listed.where(Job.state == state)))


def require_none_running(session: Session, project_id: int) -> None:
    """Raise Refused while a job of the project is running; one that is queued goes with its project."""
    busy = select(Job).where(Job.project_id == project_id, Job.state == JobState.RUNNING).order_by(Job.id).limit(1)
    if job := session.scalars(busy).one_or_none():
        raise Refused(
            f"Job {job.id} ({job.kind.value.replace('_', ' ')}) of this project is {job.state.value}.",
            "Wait for its end, or cancel it.",
        )


def claim(session: Session, job_id: int) -> Claim | None:
    """Take a queued job by compare-and-swap; None when it is not queued (somebody else has it, or it ended)."""
    job = session.scalars(
        update(Job)
        .where(Job.id == job_id, Job.state == JobState.QUEUED)
        .values(
            state=after(JobState.QUEUED, JobAction.CLAIM),
            attempt=Job.attempt + 1,
            lease_until=_lease_end(),
            started_at=now(),
        )
        .returning(Job)
    ).one_or_none()
    if job is None:
        return None
    live.publish(session, job.project_id, "job", job_id=job_id)
    return Claim(job.id, job.attempt, job.kind, job.project_id, job.payload)


def most_urgent(session: Session, job_id: int) -> int | None:
    """What to do when the bell rang for this job: it, or what somebody waits for most in its queue; None: all is done.

    Of what people wait for, what they did last goes first, and masks to choose from or guided by pins before the masks
    of new boxes: a click never waits behind a hundred pasted boxes. The bell of the job done instead does this one.
    """
    job = session.get(Job, job_id)
    if job is None or job.queue is not Queue.INTERACTIVE:
        return job_id if job and job.state == JobState.QUEUED else None
    query = select(Job.id).where(Job.state == JobState.QUEUED, Job.queue == Queue.INTERACTIVE)
    return session.scalar(query.order_by((Job.kind == JobKind.CANDIDATES).desc(), Job.id.desc()).limit(1))


def heartbeat(session: Session, held: Claim) -> bool:
    """Prolong the lease. False when the work must stop: cancel was asked, or the claim is not in force any more."""
    cancel = session.scalars(
        update(Job).where(*_held(held)).values(lease_until=_lease_end()).returning(Job.cancel_requested)
    ).one_or_none()
    return cancel is False


def require_held(session: Session, held: Claim) -> None:
    """Lock the job's row for this transaction; raises Unheld unless the claim is in force. Call before writing."""
    if session.scalar(select(Job.id).where(*_held(held)).with_for_update()) is None:
        raise Unheld(f"job {held.job_id}, attempt {held.attempt}")


def report(session: Session, held: Claim, progress: dict[str, Any]) -> bool:
    """Store how far the job is: {"stage", "done", "total", "unit", "eta_s"}; prolongs the lease.

    False when cancel was asked. Raises Unheld.
    """
    return not _write(session, held, progress=progress, lease_until=_lease_end()).cancel_requested


def succeed(session: Session, held: Claim, result: dict[str, Any]) -> None:
    """End the job well. Raises Unheld."""
    _finish(session, held, JobAction.SUCCEED, result=result)


def fail(session: Session, held: Claim, error: str) -> None:
    """End the job with an error in words. Raises Unheld."""
    _finish(session, held, JobAction.FAIL, error=error)


def stop(session: Session, held: Claim) -> None:
    """End the job as cancelled, because somebody asked for it. Raises Unheld."""
    _finish(session, held, JobAction.CANCEL)


def requeue(session: Session, held: Claim) -> None:
    """Give the job back unfinished, because this worker is shutting down; the bell rings again. Raises Unheld."""
    job = _write(session, held, state=after(JobState.RUNNING, JobAction.LOSE_LEASE), lease_until=None, rung_at=now())
    after_commit(session, lambda: bell.ring(job.id, job.queue))


def interrupt(session: Session, held: Claim) -> None:
    """Give the job back because the database was away, or fail it if that keeps happening. Raises Unheld.

    Nothing rings now: what is away takes a while to come back, and the reconciler rings after one.
    """
    require_held(session, held)
    _lose(session, session.get_one(Job, held.job_id))


def cancel(session: Session, job: Job) -> Job:
    """Cancel a queued job at once; ask a running one to stop at its next heartbeat. Refused when it has ended."""
    if job.state in FINISHED:
        raise Refused(f"Job {job.id} has already ended: it is {job.state.value}.")
    ended = {"state": JobState.CANCELLED, "finished_at": now()}
    queued = update(Job).where(Job.id == job.id, Job.state == JobState.QUEUED).values(ended)
    if session.scalars(queued.returning(Job.id)).one_or_none() is None:
        session.execute(update(Job).where(Job.id == job.id).values(cancel_requested=True))
    session.refresh(job)
    _tell(session, job)
    return job


def cancel_requested(session: Session, held: Claim) -> bool:
    """Whether the claim is in force and somebody asked to cancel the job."""
    return session.scalar(select(Job.cancel_requested).where(*_held(held))) is True


def is_lost(lease_until: Any) -> Any:
    """Whether a running job's lease is over: of a moment, or of the column."""
    return is_over(lease_until, timedelta(seconds=settings().lease_seconds))


def requeue_lost(session: Session) -> list[Job]:
    """Queue running jobs whose lease ran out again and ring, fail what was lost too often; return them all."""
    lost = select(Job).where(Job.state == JobState.RUNNING, is_lost(Job.lease_until))
    lost = lost.with_for_update(skip_locked=True)
    jobs = list(session.scalars(lost))
    for job in jobs:
        _lose(session, job)
        if job.state is JobState.QUEUED:
            after_commit(session, lambda job=job: bell.ring(job.id, job.queue))
    session.flush()
    return jobs


def unheard(session: Session, queue: Queue, since: datetime) -> list[Job]:
    """Queued jobs of `queue` whose bell last rang before `since`; marks them as rung now (the caller rings)."""
    early = (Job.rung_at < since) | (Job.rung_at > now() + CLOCKS_APART)
    waiting = select(Job).where(Job.state == JobState.QUEUED, Job.queue == queue, early).order_by(Job.id)
    jobs = list(session.scalars(waiting))
    for job in jobs:
        job.rung_at = now()
        after_commit(session, lambda job=job: bell.ring(job.id, job.queue))
    return jobs


def _lose(session: Session, job: Job) -> None:
    """Count that the job lost its worker or the database; end it when asked or after too many, else queue it again."""
    job.lost += 1
    job.lease_until = None
    if job.cancel_requested:
        job.state, job.finished_at = after(job.state, JobAction.CANCEL), now()
    elif job.lost >= MOST_LOSSES:
        job.state, job.finished_at = after(job.state, JobAction.FAIL), now()
        job.error = (
            f"The worker or the database vanished {job.lost} times while this was done; the worker's log says which. "
            "Give a worker that ran out of memory more of it or smaller settings, see that the database stays up, "
            "then start this again."
        )
    else:
        job.state, job.rung_at = after(job.state, JobAction.LOSE_LEASE), now()
    _tell(session, job)


def _finish(session: Session, held: Claim, action: JobAction, **values: Any) -> None:
    _write(session, held, state=after(JobState.RUNNING, action), lease_until=None, finished_at=now(), **values)


def _write(session: Session, held: Claim, **values: Any) -> Job:
    """Update the job under the fence and publish it; raises Unheld."""
    job = session.scalars(update(Job).where(*_held(held)).values(values).returning(Job)).one_or_none()
    if job is None:
        raise Unheld(f"job {held.job_id}, attempt {held.attempt}")
    _tell(session, job)
    return job


def _tell(session: Session, job: Job) -> None:
    """Publish a changed job; a training round follows its job when that is queued again, failed or cancelled."""
    live.publish(session, job.project_id, "job", job_id=job.id)
    action = ROUND_FOLLOWS.get(job.state)
    if job.kind is not JobKind.ROUND or action is None:
        return
    followers = select(Round).where(Round.job_id == job.id, Round.state.in_(round_state.RUNNING))
    for follower in session.scalars(followers):
        follower.state = round_state.after(follower.state, action)
        if follower.state in round_state.FINISHED:
            follower.error, follower.finished_at = job.error, now()
        live.publish(session, job.project_id, "round", number=follower.number)


def _held(held: Claim) -> tuple[Any, ...]:
    return Job.id == held.job_id, Job.attempt == held.attempt, Job.state == JobState.RUNNING


def _lease_end() -> datetime:
    return now() + timedelta(seconds=settings().lease_seconds)
