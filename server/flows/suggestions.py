"""Suggestions: asking for a mask, gathering what a worker needs, recording it unless the object changed meanwhile."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.domain.errors import NotFound
from server.domain.job_state import JobKind, JobState
from server.flows import jobs
from server.store.tables import Image, Job, Object


def request_suggestion(session: Session, object_id: str, user_id: int | None = None) -> Job:
    """Enqueue a `suggest` job for the object as it is now (box and class); raises NotFound."""
    thing = session.get(Object, object_id)
    if thing is None or thing.deleted_at is not None:
        raise NotFound("There is no such object.")
    image = session.get_one(Image, thing.image_id)
    payload = {"object_id": object_id, "box": [thing.x0, thing.y0, thing.x1, thing.y1], "class_id": thing.class_id}
    return jobs.enqueue(session, JobKind.SUGGEST, image.project_id, payload, user_id)


def pending(session: Session, project_id: int) -> set[str]:
    """Ids of the project's objects for which a `suggest` job is queued or running."""
    waiting = select(Job.payload).where(
        Job.state.in_((JobState.QUEUED, JobState.RUNNING)), Job.project_id == project_id, Job.kind == JobKind.SUGGEST
    )
    return {payload["object_id"] for payload in session.scalars(waiting)}
