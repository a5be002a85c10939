"""Which of our processes step back when there are more of them than cores: a click goes before an import or a round."""

import os
from contextlib import suppress
from pathlib import Path


def be_nice(pid: int, nice: int) -> None:
    """Give a process and what it starts this niceness (0 to 19), or leave it where it is nicer already.

    Linux shares the cores first between sessions and only then by niceness within one (`sched(7)`, autogroup): a
    process that leads a session is nice to the others only when its session is, too.
    """
    os.setpriority(os.PRIO_PROCESS, pid, max(nice, os.getpriority(os.PRIO_PROCESS, pid)))
    if os.getsid(pid) == pid:
        with suppress(OSError):  # not Linux, or one without autogroups
            Path(f"/proc/{pid}/autogroup").write_text(str(nice))
