"""What a round says while it runs: events as JSON lines for a parent process, or progress bars for a person."""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TextIO

SECONDS_BETWEEN = 0.5
"""At most about two progress events a second."""


class Reporter(Protocol):
    """Receives the events of a round; the kinds and their fields stand in ml/README.md."""

    def emit(self, event: str, **fields: Any) -> None:
        """Report one event of the given kind."""
        ...


class EventLog:
    """Passes each event on to `also` as a dict and appends it as a JSON line to a file, once its folder exists."""

    def __init__(self, file: Path | None, also: Callable[[dict[str, Any]], None]) -> None:
        self._file = file
        self._also = also

    def emit(self, event: str, **fields: Any) -> None:
        """Stamp, pass on and append one event. The file is opened each time: whatever kills us, whole lines stay.

        Of several processes that torchrun started the first one speaks; the others only say what stopped them.
        """
        if os.environ.get("RANK", "0") != "0":
            if event == "error":
                sys.stderr.write(f"error: {fields['message']}\n")
            return
        entry = {"time": round(time.time(), 3), "event": event, **fields}
        self._also(entry)
        if self._file is not None and self._file.parent.is_dir():
            with self._file.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(entry) + "\n")


def print_json_line(entry: dict[str, Any], out: TextIO | None = None) -> None:
    """Write an event as one JSON line and flush, so that a parent reads it at once."""
    print(json.dumps(entry), file=out or sys.stdout, flush=True)


class Progress:
    """Counts `done` of `total` in a stage and reports it with rate and remaining seconds, throttled.

    done: what was done before this process started (a resumed stage), not counted into the rate.
    """

    def __init__(self, reporter: Reporter, stage: str, total: int, unit: str, done: int = 0) -> None:
        self._reporter, self._stage, self._total, self._unit = reporter, stage, total, unit
        self._before = self._done = done
        self._started = time.monotonic()
        self._reported = 0.0

    def advance(self, count: int = 1, **fields: Any) -> None:
        """Count `count` more as done; reports, with these further fields, when the last report is old enough or
        everything is done.
        """
        self._done += count
        now = time.monotonic()
        if now - self._reported < SECONDS_BETWEEN and self._done < self._total:
            return
        self._reported = now
        rate = (self._done - self._before) / max(now - self._started, 1e-9)
        eta = (self._total - self._done) / rate if rate > 0 else None
        self._reporter.emit(
            "progress",
            stage=self._stage,
            done=self._done,
            total=self._total,
            unit=self._unit,
            eta_s=None if eta is None else round(eta, 1),
            rate=round(rate, 3),
            **fields,
        )
