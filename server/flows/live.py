"""Live news: after a commit, a project's subscribers hear what changed and fetch it again. Missed news is harmless."""

# celery and redis-py come without (whole) types
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false

import asyncio
import json
import logging
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import redis
import redis.asyncio
from sqlalchemy.orm import Session

from server.settings import settings
from server.store.database import after_commit

Kind = Literal["project", "image", "object", "job", "round", "presence"]
RECONNECT_SECONDS = 1.0

log = logging.getLogger(__name__)
_complained = threading.Event()


@dataclass(frozen=True)
class _News:
    channel: str
    text: str

    def __call__(self) -> None:
        _send(self.channel, self.text)


def publish(session: Session, project_id: int, kind: Kind, **ids: int | str | None) -> None:
    """Once the session is committed, tell the project's subscribers `{"kind": kind, **ids}`; the same news once."""
    after_commit(session, _News(_channel(project_id), json.dumps({"kind": kind, **ids})))


def tell(project_id: int, kind: Kind, **ids: int | str | None) -> None:
    """Tell the project's subscribers at once, about something that is in no database."""
    _send(_channel(project_id), json.dumps({"kind": kind, **ids}))


def broker() -> redis.Redis | None:
    """The broker of this install; None without one."""
    url = settings().broker()
    return None if url is None else _client(url)


async def listen(project_id: int) -> AsyncIterator[str]:
    """Yield the project's news as JSON texts, forever.

    Each time the line is up (again) it starts with `{"kind": "project"}`: something may have been missed, fetch anew.
    """
    while True:
        url = settings().broker()
        try:
            if url is not None:
                async with redis.asyncio.Redis.from_url(url) as client, client.pubsub() as line:
                    await line.subscribe(_channel(project_id))
                    yield json.dumps({"kind": "project"})
                    async for news in _messages(line):
                        yield news
        except (redis.RedisError, OSError):
            pass
        await asyncio.sleep(RECONNECT_SECONDS)


async def _messages(line: Any) -> AsyncIterator[str]:
    async for message in line.listen():
        if message["type"] == "message":
            yield message["data"].decode()


def _channel(project_id: int) -> str:
    return f"project:{project_id}"


def _send(channel: str, news: str) -> None:
    url = settings().broker()
    if url is None:
        return
    try:
        _client(url).publish(channel, news)
        _complained.clear()
    except (redis.RedisError, OSError) as problem:
        if not _complained.is_set():  # once, not for each of a thousand imported images
            _complained.set()
            log.warning("The broker does not answer (%s); open pages see changes when they next look.", problem)


@cache
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=1)
