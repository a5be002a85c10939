"""One attempt at a job, as its handler sees it: report progress, notice that it must stop, write under the fence."""

import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.orm import Session

from server.flows import jobs
from server.flows.jobs import Claim
from server.store.database import database

REPORT_SECONDS = 1.0
"""Progress is written at most this often, and at the end of each stage."""

shutting_down = threading.Event()
"""Set when this process was asked to end: running attempts stop and their jobs are queued again."""


class Stopped(Exception):
    """The work must end here: somebody cancelled it, its lease was lost, or this worker is shutting down."""


class Attempt:
    """What a handler gets. `claim.payload` says what to do; the dict the handler returns becomes the job's result."""

    def __init__(self, claim: Claim, on_progress: Callable[[dict[str, Any]], None] | None = None) -> None:
        self.claim = claim
        self._on_progress = on_progress
        self._stop = threading.Event()
        self._stage, self._stage_began, self._stage_first, self._reported = "", 0.0, 0, 0.0

    def stop(self) -> None:
        """Ask the handler to end; called by the heartbeat."""
        self._stop.set()

    @property
    def stopping(self) -> bool:
        """Whether the handler must end now."""
        return self._stop.is_set() or shutting_down.is_set()

    def check(self) -> None:
        """Raise Stopped when the handler must end; call it between steps of more than a second."""
        if self.stopping:
            raise Stopped

    def report(self, stage: str, done: int, total: int, unit: str, eta_s: float | None = None) -> None:
        """Say how far `stage` is; estimates the remaining seconds from the pace so far unless given. Raises Stopped.

        Cheap to call for every item: it writes about once a second.
        """
        self.check()
        moment = time.monotonic()
        if stage != self._stage:
            self._stage, self._stage_began, self._stage_first, self._reported = stage, moment, done, 0.0
        if moment - self._reported < REPORT_SECONDS and done < total:
            return
        self._reported = moment
        if eta_s is None and done > self._stage_first:
            eta_s = (moment - self._stage_began) / (done - self._stage_first) * (total - done)
        self._store({"stage": stage, "done": done, "total": total, "unit": unit, "eta_s": eta_s})

    @contextmanager
    def write(self) -> Generator[Session]:
        """One writing transaction that only happens while the claim is in force; raises jobs.Unheld otherwise."""
        with database().write() as session:
            jobs.require_held(session, self.claim)
            yield session

    def _store(self, progress: dict[str, Any]) -> None:
        with database().write() as session:
            wanted = jobs.report(session, self.claim, progress)
        if self._on_progress:
            self._on_progress(progress)
        if not wanted:
            self.stop()
            raise Stopped
