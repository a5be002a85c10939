"""How the command talks: progress bars and complaints on stderr, results on stdout."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn

from server.domain.errors import BoxwrightError
from server.domain.job_state import JobState
from server.settings import settings
from server.store import migrate
from server.store.database import database
from server.store.tables import Job
from worker.runner import complete_job

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

Show = Callable[[dict[str, Any]], None]


class JobFailed(BoxwrightError):
    """The job ended otherwise than well."""


def complain(message: str, hint: str) -> None:
    """One line that says what is wrong, one that says what to do."""
    err.print(f"[bold red]error:[/] {escape(message)}")
    if hint:
        err.print(f"  {escape(hint)}")


def open_data() -> None:
    """Make the database ready: on SQLite an older or new one is brought up to date here, which is said."""
    if migrate.is_current():
        return
    if settings().database_url:
        raise BoxwrightError(
            "The database's tables are not those of this version.", "Run `python -m server.store.migrate` first."
        )
    err.print(f"Bringing the tables in {escape(str(settings().data.resolve()))} up to date.")
    migrate.upgrade()


@contextmanager
def progress_bar() -> Generator[Show]:
    """A bar; the function it gives takes a job's progress: {"stage", "done", "total", "unit", "eta_s"}."""
    columns = (
        TextColumn("{task.description:<12}"),
        BarColumn(),
        TextColumn("{task.completed:g} of {task.total:g} {task.fields[unit]}"),
        TextColumn("{task.fields[left]}"),
    )
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task("waiting", total=1, unit="", left="")

        def show(now: dict[str, Any]) -> None:
            seconds = now.get("eta_s")
            progress.update(
                task,
                description=now.get("stage") or "waiting",
                completed=now.get("done") or 0,
                total=now.get("total") or 1,
                unit=now.get("unit") or "",
                left="" if not seconds else f"about {_duration(seconds)} left",
            )

        yield show


def finish_job(job_id: int) -> Job:
    """Run the job here with a progress bar, or watch the worker that took it; raises JobFailed unless it ends well."""
    with progress_bar() as show:
        try:
            job = complete_job(job_id, show)
        except KeyboardInterrupt:
            _tell_interrupted(job_id)
            raise
    if job.state == JobState.CANCELLED:
        raise JobFailed(f"Job {job_id} was cancelled.")
    if job.state != JobState.SUCCEEDED:
        raise JobFailed(job.error or f"Job {job_id} failed.")
    return job


def _tell_interrupted(job_id: int) -> None:
    """Ctrl-C cancels a job that runs here, and only stops watching one that a worker has."""
    with database().read() as session:
        state = session.get_one(Job, job_id).state
    going_on = f"A worker goes on with job {job_id}; cancel it on the page if it should not."
    err.print("Cancelled." if state == JobState.CANCELLED else going_on)


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{round(seconds)} s" if seconds < 90 else f"{minutes} min" if minutes < 90 else f"{minutes / 60:.1f} h"
