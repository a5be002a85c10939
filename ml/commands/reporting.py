"""Where a command's events go: bars for a person, or JSON lines for a program; errors that stop it are events too."""

import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from ml.progress import EventLog, print_json_line
from ml.progress_bars import ProgressBars

Expected = (OSError, ValueError, RuntimeError, MemoryError)
"""What a wrong input, setting or machine raises; anything else is a fault of this program and keeps its traceback."""


def report(work: Callable[[EventLog], Any], as_json: bool, events: Path | None = None) -> int:
    """Do the work with a reporter; what it returns becomes the `result` event, what stops it the `error` event.

    events: also append the events to this file, once its folder exists. Returns the exit code.
    """
    bars = None if as_json else ProgressBars()
    log = EventLog(events, bars.show if bars else print_json_line)
    try:
        result = work(log)
        if result is not None:
            log.emit("result", result=result)
        return 0
    except Expected as problem:
        with suppress(OSError):  # the folder itself may be what is wrong
            log.emit("error", message=explain(problem))
        return 1
    finally:
        if bars:
            bars.close()


def explain(problem: Exception) -> str:
    """One or two lines: what is wrong, where, and what to do where that is known."""
    if isinstance(problem, FileNotFoundError) and problem.filename:
        return f"{problem.filename} does not exist"
    if isinstance(problem, FileExistsError | NotADirectoryError) and problem.filename:
        return f"{problem.filename} is a file where a folder is needed; choose another folder"
    if isinstance(problem, PermissionError) and problem.filename:
        return f"no permission for {problem.filename}; choose another folder, or change its owner"
    if isinstance(problem, OSError) and problem.filename:
        return f"{problem.filename}: {problem.strerror}"
    if type(problem).__name__ == "OutOfMemoryError":
        return "the GPU has not enough memory; lower batch or crop, as in --set batch=8 --set crop=384"
    if isinstance(problem, MemoryError):
        return "memory ran out; lower batch, crop or cache_mb, as in --set batch=8 --set crop=256"
    return str(problem) or type(problem).__name__


def fail(problem: Exception) -> int:
    """Print what stopped a command; its exit code."""
    print(f"error: {explain(problem)}", file=sys.stderr)
    return 1
