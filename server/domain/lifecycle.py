"""How a lifecycle table is read: (state, action) -> next state, anything else refused in words."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from server.domain.errors import Refused

S = TypeVar("S", bound=StrEnum)
A = TypeVar("A", bound=StrEnum)


def next_state(thing: str, table: Mapping[tuple[S, A], S], state: S, action: A) -> S:
    """Return the state after `action`, or raise Refused naming what is possible from here."""
    try:
        return table[state, action]
    except KeyError:
        possible = ", ".join(sorted(a.value.replace("_", " ") for s, a in table if s == state)) or "nothing"
        raise Refused(
            f"This {thing} is {state.value}: it cannot be changed by '{action.value.replace('_', ' ')}'.",
            f"From here one can: {possible}.",
        ) from None
