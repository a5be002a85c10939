"""Slows down guessing: after some failed sign-ins, a name or an address has to wait, longer each time."""

import threading
from collections import OrderedDict

from server.domain.errors import TooMany
from server.domain.name import composed

FREE_FAILURES = {"name": 5, "address": 20}
FIRST_WAIT_S = 2.0
LONGEST_WAIT_S = 300.0
FORGET_AFTER_S = 3600.0
REMEMBERED = 10_000  # keys, so that guessing cannot fill the memory


class SignInLimit:
    """Counts failures per (name, address) and per address in this process. Times are seconds of any steady clock."""

    def __init__(self) -> None:
        self._failures: OrderedDict[tuple[str, ...], tuple[int, float]] = OrderedDict()
        self._lock = threading.Lock()

    def require(self, name: str, address: str, now: float) -> None:
        """Raise TooMany while this name at this address, or the address, has to wait."""
        with self._lock:
            wait = max(self._wait(key, now) for key in _keys(name, address))
        if wait > 0:
            raise TooMany("Too many failed sign-ins.", f"Wait {round(wait + 0.5)} s and try again.")

    def failed(self, name: str, address: str, now: float) -> None:
        """Remember a failure."""
        with self._lock:
            for key in _keys(name, address):
                count, _ = self._failures.pop(key, (0, 0.0))
                self._failures[key] = (count + 1, now)
            while len(self._failures) > REMEMBERED:
                self._failures.popitem(last=False)

    def succeeded(self, name: str, address: str) -> None:
        """Forget the name's failures at this address."""
        with self._lock:
            self._failures.pop(_keys(name, address)[0], None)

    def forget_all(self) -> None:
        """Start anew."""
        with self._lock:
            self._failures.clear()

    def _wait(self, key: tuple[str, ...], now: float) -> float:
        """Seconds still to wait: doubling with each failure beyond the free ones, counted from the last failure."""
        count, last = self._failures.get(key, (0, 0.0))
        beyond = count - FREE_FAILURES[key[0]]
        if beyond < 0 or now - last > FORGET_AFTER_S:
            return 0.0
        return last + min(FIRST_WAIT_S * 2.0 ** min(beyond, 20), LONGEST_WAIT_S) - now


def _keys(name: str, address: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return ("name", composed(name), address), ("address", address)
