"""The training process: `python -m ml round` as a child that dies with its parent, and what it says, line by line."""

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from server.settings import settings as install
from worker.niceness import be_nice

STOP_SECONDS = 5.0
POLL_SECONDS = 0.2


def training_command(manifest: Path, out: Path, cache: Path, profile: str, settings: Mapping[str, Any]) -> list[str]:
    """The command line that runs, or goes on with, the round in `out`; rounds share the proposals in `cache`."""
    command = [sys.executable, "-m", "ml", "round", str(manifest), "--out", str(out), "--cache", str(cache)]
    for key, value in settings.items():
        command += ["--set", f"{key}={_as_text(value)}"]
    return [*command, "--profile", profile, "--json", "--watch-stdin"]


def _as_text(value: Any) -> str:
    """A JSON value as `--set` reads it."""
    if isinstance(value, list):
        return ",".join(_as_text(part) for part in value)  # pyright: ignore[reportUnknownVariableType]
    return str(value).lower() if isinstance(value, bool) else str(value)


@contextmanager
def training_process(command: list[str], errors: Path) -> Generator[subprocess.Popen[str]]:
    """Run the command with its standard error appended to `errors`; ends it, with all its children, when left.

    It watches its standard input, which closes when this process dies, however that happens.
    """
    with errors.open("ab") as stderr:
        child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, text=True, start_new_session=True
        )
    be_nice(child.pid, install().trainer_nice)  # a click goes before a round
    try:
        yield child
    finally:
        _end(child)


def read_lines(child: subprocess.Popen[str], check: Callable[[], None]) -> Iterator[str]:
    """Yield what the child says until it ends; calls `check` (which may raise) a few times a second."""
    assert child.stdout is not None
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    threading.Thread(target=_pump, args=(child.stdout, lines), daemon=True).start()
    while True:
        check()
        try:
            line = lines.get(timeout=POLL_SECONDS)
        except queue.Empty:
            continue
        if line is None:
            return
        yield line


def _pump(source: IO[str], lines: "queue.SimpleQueue[str | None]") -> None:
    for line in source:
        lines.put(line)
    lines.put(None)


def _end(child: subprocess.Popen[str]) -> None:
    """Ask the child to stop, then insist; its whole process group goes with it."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGTERM)
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            pipe.close()
    child.wait()
