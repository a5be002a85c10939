"""A child process of the supervisor: its log file, its restarts with growing pauses, its end."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

LONGEST_LOG = 10 << 20
SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
STEADY_SECONDS = 60.0
"""A child that lived so long is restarted without a pause when it dies."""
ALARMING = re.compile(r"\b(WARNING|ERROR|CRITICAL|Traceback)\b")

Say = Callable[[str], None]


class Child:
    """One command that is to run until it is stopped. `start` must be called from the main thread (see leash.py).

    `alarms`: its warnings are worth a person's while.
    """

    def __init__(self, name: str, command: list[str], log: Path, say: Say, nice: int = 0, alarms: bool = True) -> None:
        self.name, self.log, self._say, self._alarms = name, log, say, alarms
        self._command = [sys.executable, "-m", "worker.leash", *(["--nice", str(nice)] if nice else []), *command]
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._pause = 0.0
        self._restart_at: float | None = None

    @property
    def pid(self) -> int | None:
        """Process id, also its process group; None before the first start."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the command in its own process group; what it says goes to the log, warnings also to the screen."""
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._started, self._restart_at = time.monotonic(), None
        threading.Thread(target=self._keep_log, args=(self._process,), daemon=True).start()

    def look_after(self) -> None:
        """Start the command again when it has died, after a pause that doubles while it keeps dying."""
        if self._process is None or self._process.poll() is None:
            return
        moment = time.monotonic()
        if self._restart_at is None:
            steady = moment - self._started > STEADY_SECONDS
            self._pause = 0.0 if steady else min(max(self._pause * 2, SHORTEST_PAUSE), LONGEST_PAUSE)
            self._restart_at = moment + self._pause
            self._say(f"{self.name} ended ({_describe(self._process.returncode)}); see {self.log}. Starting it again.")
        if moment >= self._restart_at:
            self.start()

    def ask_to_end(self) -> None:
        """Send SIGTERM, if it still runs."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def end(self, deadline: float) -> None:
        """Wait until `deadline` (time.monotonic) for its end, then kill its whole process group."""
        if self._process is None:
            return
        try:
            self._process.wait(max(deadline - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _keep_log(self, process: "subprocess.Popen[bytes]") -> None:
        assert process.stdout is not None
        with self._open_log() as log:
            for line in process.stdout:
                with suppress(OSError):  # a full disk: a child that nobody reads from would stand still
                    log.write(line)
                text = line.decode(errors="replace").rstrip()
                if self._alarms and ALARMING.search(text):
                    self._say(f"{self.name}: {text}")

    def _open_log(self) -> BinaryIO:
        try:
            if self.log.exists() and self.log.stat().st_size > LONGEST_LOG:
                self.log.replace(self.log.with_suffix(".log.1"))
            return self.log.open("ab", buffering=0)
        except OSError as problem:
            self._say(f"{self.name}: its log {self.log} cannot be written ({problem.strerror}).")
            return Path(os.devnull).open("ab", buffering=0)


def _describe(code: int) -> str:
    return f"killed by signal {-code}" if code < 0 else f"code {code}"
