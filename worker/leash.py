"""A leash: runs a command so that it dies with the process that started it, even when that one is killed.

`python -m worker.leash [--nice N] COMMAND ...`, started with a pipe as standard input. Linux itself ends the command
when its parent dies; elsewhere this process stays and ends it when the pipe closes.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading
from typing import Any

from worker.niceness import be_nice

PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> int:
    """Replace this process by the command, or watch over it; return its exit code."""
    if arguments[0] == "--nice":
        be_nice(os.getpid(), int(arguments[1]))
        arguments = arguments[2:]
    if sys.platform == "linux" and "BOXWRIGHT_PORTABLE_LEASH" not in os.environ:
        _die_with_parent()
        os.execvp(arguments[0], arguments)
    return _watch(arguments)


def _die_with_parent() -> None:
    """Ask Linux for SIGKILL when the parent dies; it stays in force through exec."""
    parent = os.getppid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if parent == 1 or os.getppid() != parent:  # it died before we asked
        os._exit(1)


def _watch(arguments: list[str]) -> int:
    """Start the command, pass SIGTERM on, and kill it when standard input ends."""
    child = subprocess.Popen(arguments, stdin=subprocess.DEVNULL)

    def pass_on(*_: Any) -> None:
        child.terminate()

    signal.signal(signal.SIGTERM, pass_on)
    threading.Thread(target=_kill_at_the_end_of_input, args=(child,), daemon=True).start()
    return child.wait()


def _kill_at_the_end_of_input(child: "subprocess.Popen[bytes]") -> None:
    while os.read(sys.stdin.fileno(), 1024):  # not through Python's buffer, whose lock would abort our own end
        pass
    child.kill()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
