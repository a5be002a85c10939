"""Live news of a project as server-sent events; a page that hears one fetches again."""

import time
from collections.abc import AsyncIterable

import anyio.to_thread
from fastapi import APIRouter, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from server.api.access import Annotator, is_still_welcome
from server.flows import live

LOOK_SECONDS = 10.0
"""How old the knowledge may be that the listener is still allowed to listen."""

router = APIRouter(prefix="/projects/{project_id}", tags=["live"])


@router.get("/live", response_class=EventSourceResponse)
async def listen(member: Annotator, request: Request) -> AsyncIterable[ServerSentEvent]:
    """News of the project: {"kind": "image" | "object" | "job" | "round" | "project" | "presence", ...ids}.

    An object's news hold its `version` after the change and, when that deleted it, `deleted`; a presence's the `tab`
    that came, went or selected something.
    """
    looked = time.monotonic()
    async for news in live.listen(member.project_id):
        if time.monotonic() - looked >= LOOK_SECONDS:
            if not await anyio.to_thread.run_sync(is_still_welcome, request, member.project_id):
                return
            looked = time.monotonic()
        yield ServerSentEvent(raw_data=news)
