"""Which of our processes step back when there are more of them than cores: a click goes before an import or a round."""

import os
import time
from contextlib import suppress
from pathlib import Path

TRIES = 20
PAUSE = 0.1
"""Linux lets one of these settings through every 0.1 seconds."""


def be_nice(pid: int, nice: int) -> None:
    """Give a process and what it starts this niceness (0 to 19), or leave it where it is nicer already.

    Linux shares the cores first between sessions and only then by niceness within one (`sched(7)`, autogroup): a
    process that leads a session is nice to the others only when its session is, too.
    """
    os.setpriority(os.PRIO_PROCESS, pid, max(nice, os.getpriority(os.PRIO_PROCESS, pid)))
    if os.getsid(pid) == pid:
        with suppress(OSError):  # not Linux, or one without autogroups
            _tell_session(Path(f"/proc/{pid}/autogroup"), nice)


def _tell_session(setting: Path, nice: int) -> None:
    for _ in range(TRIES):
        try:
            setting.write_text(str(nice))
        except BlockingIOError:
            time.sleep(PAUSE)
        else:
            return
