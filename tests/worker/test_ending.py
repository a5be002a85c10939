"""A signal is heard whatever it interrupts."""

import subprocess
import sys

# Each round another process sends one SIGTERM, at any moment of waits that follow one another.
ROUNDS = """
import os, subprocess, sys
from worker.ending import Ending

SENDER = '''
import os, signal, sys
while sys.stdin.buffer.read(1):
    os.kill(os.getppid(), signal.SIGTERM)
'''
ending = Ending()
with subprocess.Popen([sys.executable, "-c", SENDER], stdin=subprocess.PIPE) as sender:
    for _ in range(5_000):
        os.write(sender.stdin.fileno(), b"x")
        while not ending.wait(0):
            pass
        ending.is_set = False
print("heard")
"""


def test_a_signal_is_heard_whatever_moment_of_waiting_it_interrupts() -> None:
    done = subprocess.run([sys.executable, "-c", ROUNDS], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("heard\n", "")
