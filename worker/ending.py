"""Waiting for SIGTERM or Ctrl-C."""

import signal
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any


class Ending:
    """From now on SIGTERM and Ctrl-C are heard; a second one raises KeyboardInterrupt in the main thread.

    No threading.Event: a handler that interrupts its wait at a bad moment waits for ever for a lock which that wait
    holds. A SimpleQueue's put may interrupt its get.
    """

    def __init__(self) -> None:
        self._heard = SimpleQueue[None]()
        self.is_set = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._hear)

    def _hear(self, *_: Any) -> None:
        if self.is_set:
            raise KeyboardInterrupt
        self.is_set = True
        self._heard.put(None)

    def wait(self, seconds: float) -> bool:
        """Whether one was heard; waits so long at most."""
        with suppress(Empty):
            if not self.is_set:
                self._heard.get(timeout=seconds)
        return self.is_set
