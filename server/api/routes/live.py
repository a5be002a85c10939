"""Live news of a project as server-sent events; a page that hears one fetches again."""

from collections.abc import AsyncIterable

from fastapi import APIRouter
from fastapi.sse import EventSourceResponse, ServerSentEvent

from server.api.access import Annotator
from server.flows import live

router = APIRouter(prefix="/projects/{project_id}", tags=["live"])


@router.get("/live", response_class=EventSourceResponse)
async def listen(member: Annotator) -> AsyncIterable[ServerSentEvent]:
    """News of the project: {"kind": "image" | "object" | "job" | "round" | "project", ...ids}."""
    async for news in live.listen(member.project_id):
        yield ServerSentEvent(raw_data=news)
