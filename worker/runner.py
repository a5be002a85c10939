"""Runs one job: claim it, keep its lease alive, let the handler work, write the ending. For Celery and the CLI."""

import logging
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from server.domain.errors import BoxwrightError, NotFound
from server.domain.job_state import FINISHED, JobState
from server.domain.name import spelt_out
from server.flows import jobs
from server.settings import settings
from server.store.database import database
from server.store.outages import outage_of, passes
from server.store.tables import Job
from worker.attempt import Attempt, Stopped, shutting_down
from worker.handlers import HANDLERS

FOLLOW_SECONDS = 0.3

log = logging.getLogger(__name__)

OnProgress = Callable[[dict[str, Any]], None]


def run_job(job_id: int, on_progress: OnProgress | None = None) -> bool:
    """Run the job here and write its ending. False when it could not be claimed: another has it, or it has ended.

    Ctrl-C (in the CLI) cancels the job.
    """
    with database().write() as session:
        claim = jobs.claim(session, job_id)
    if claim is None:
        return False
    attempt = Attempt(claim, on_progress)
    try:
        with _heartbeat(attempt):
            ending = _work(attempt)
    except KeyboardInterrupt:
        _write_ending(claim, jobs.stop)
        raise
    _write_ending(claim, ending)
    return True


def answer_bell(job_id: int) -> None:
    """Run the job, or the one that is more urgent now: each bell does one job, as long as any is left to do."""
    while True:
        with database().read() as session:
            urgent = jobs.most_urgent(session, job_id)
        if urgent is None or run_job(urgent):
            return


def complete_job(job_id: int, on_progress: OnProgress | None = None) -> Job:
    """Run the job in this process, or watch the worker that has it; return its row once it has ended.

    A worker that gives it back or vanishes does not leave us waiting: then it is run here. Raises NotFound when it goes
    with its project.
    """
    seen: dict[str, Any] = {}
    ran = False
    while True:
        with database().read() as session:
            job = session.get(Job, job_id)
        if job is None:
            raise NotFound(f"Job {job_id} is gone: its project was deleted.")
        if job.state in FINISHED:
            return job
        if job.state == JobState.QUEUED:
            if ran:  # and gave it back: what was away takes a while to come back
                time.sleep(settings().reconcile_seconds)
            ran = run_job(job_id, on_progress)
            if ran:
                continue
        if job.lease_until is not None and jobs.is_lost(job.lease_until):
            with database().write() as session:
                jobs.requeue_lost(session)
        if on_progress and job.progress and job.progress != seen:
            seen = job.progress
            on_progress(seen)
        time.sleep(FOLLOW_SECONDS)


Ending = Callable[[Session, jobs.Claim], None]


def _work(attempt: Attempt) -> Ending:
    """Let the handler work; return what is to be written about its ending."""
    claim = attempt.claim
    try:
        result = HANDLERS[claim.kind](attempt)
        return lambda session, held: jobs.succeed(session, held, result)
    except (Stopped, jobs.Unheld):
        return _end_stopped
    except BoxwrightError as problem:
        error = str(problem)
    except Exception as problem:
        if passes(problem):
            log.warning("Job %d (%s) lost the database: %s", claim.job_id, claim.kind, problem)
            return jobs.interrupt
        log.exception("Job %d (%s) failed", claim.job_id, claim.kind)
        error = str(outage_of(problem) or "") or (
            f"Something unexpected went wrong ({type(problem).__name__}: {problem}). The worker's log has the details."
        )
    return lambda session, held: jobs.fail(session, held, spelt_out(error))


def _end_stopped(session: Session, claim: jobs.Claim) -> None:
    if jobs.cancel_requested(session, claim):
        jobs.stop(session, claim)
    else:
        jobs.requeue(session, claim)


def _write_ending(claim: jobs.Claim, ending: Ending) -> None:
    try:
        with database().write() as session:
            ending(session, claim)
    except jobs.Unheld:
        log.warning("Job %d was given to another worker meanwhile; what this one did is dropped.", claim.job_id)


@contextmanager
def _heartbeat(attempt: Attempt) -> Generator[None]:
    """Prolong the lease from a thread of its own; stop the attempt when it may not go on."""
    done = threading.Event()
    thread = threading.Thread(target=_beat, args=(attempt, done), name=f"heartbeat-{attempt.claim.job_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _beat(attempt: Attempt, done: threading.Event) -> None:
    last = time.monotonic()
    while not done.wait(settings().heartbeat_seconds):
        try:
            with database().write() as session:
                if not jobs.heartbeat(session, attempt.claim):
                    attempt.stop()
                    return
            last = time.monotonic()
        except SQLAlchemyError as problem:
            log.warning("No heartbeat for job %d: %s", attempt.claim.job_id, problem)
            if time.monotonic() - last > settings().lease_seconds:
                attempt.stop()
                return


def shut_down() -> None:
    """Ask every attempt of this process to stop; their jobs are queued again."""
    shutting_down.set()
