"""Presence: who else has an image open, kept in the broker for seconds. Without one nobody is seen."""

# celery and redis-py come without (whole) types
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, TypeVar, cast

import redis

from server.flows import live
from server.store.tables import CLOCKS_APART, now

LASTS = 20.0
"""Seconds after which a tab that says nothing more is taken for closed; pages say it every 8."""

APART = CLOCKS_APART.total_seconds()

T = TypeVar("T")


@dataclass(frozen=True)
class Here:
    """Somebody with the image open in a tab, and the object selected there."""

    user_id: int
    name: str
    object_id: str | None = None


def arrive(project_id: int, image_id: int, tab: str, here: Here) -> list[Here]:
    """Say that the tab shows the image; returns who else does, each person once."""

    def say(broker: redis.Redis) -> list[Here]:
        key = _key(image_id)
        known = _read(broker, key)
        broker.hset(key, tab, json.dumps({**asdict(here), "until": now().timestamp() + LASTS}))
        broker.expire(key, round(LASTS * 2))
        if known.get(tab) != here:
            live.tell(project_id, "presence", image_id=image_id, tab=tab)
        there = sorted(known.values(), key=lambda one: one.object_id is not None)  # of two tabs, one that selects
        others = {one.user_id: one for one in there if one.user_id != here.user_id}
        return sorted(others.values(), key=lambda one: one.name)

    return _ask(say, [])


def leave(project_id: int, image_id: int, tab: str, user_id: int) -> bool:
    """The tab shows the image no more; returns whether another tab of that person still does. Only own tabs end."""

    def say(broker: redis.Redis) -> bool:
        known = _read(broker, _key(image_id))
        theirs = {name for name, one in known.items() if one.user_id == user_id}
        if tab in theirs:
            broker.hdel(_key(image_id), tab)
            live.tell(project_id, "presence", image_id=image_id, tab=tab)
        return bool(theirs - {tab})

    return _ask(say, False)


def _read(broker: redis.Redis, key: str) -> dict[str, Here]:
    """The tabs that spoke lately; what is older is taken out."""
    found = cast(dict[bytes, bytes], broker.hgetall(key))
    told: dict[str, dict[str, Any]] = {tab.decode(): json.loads(text) for tab, text in found.items()}
    moment = now().timestamp()
    late = [tab for tab, one in told.items() if not 0 <= one["until"] - moment <= LASTS + APART]
    if late:
        broker.hdel(key, *late)
    return {tab: Here(one["user_id"], one["name"], one["object_id"]) for tab, one in told.items() if tab not in late}


def _key(image_id: int) -> str:
    return f"presence:{image_id}"


def _ask(call: Callable[[redis.Redis], T], otherwise: T) -> T:
    broker = live.broker()
    if broker is None:
        return otherwise
    try:
        return call(broker)
    except (redis.RedisError, OSError):
        return otherwise
