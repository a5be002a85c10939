"""The history of an image: its events, its objects at any moment, and bringing that back."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query

from server.api.access import Annotator
from server.api.schemas.history import Moment, RestoreWanted
from server.api.schemas.images import ImageOpened, Object
from server.api.types import MAX_BIG, ImageId
from server.flows import history, images, views
from server.store.database import database

router = APIRouter(prefix="/projects/{project_id}/images/{image_id}/history", tags=["history"])

EventId = Annotated[int, Path(ge=1, le=MAX_BIG)]


@router.get("")
def list_events(
    image_id: ImageId,
    member: Annotator,
    before: Annotated[int | None, Query(ge=1, le=MAX_BIG)] = None,
    limit: Annotated[int, Query(ge=1, le=history.PAGE)] = history.PAGE,
    object_id: Annotated[UUID | None, Query(description="Only what happened to this object.")] = None,
) -> history.HistoryPage:
    """A page of the image's events, newest first; give `next` as `before` for more."""
    with database().read() as session:
        image = images.get_image(session, member.project_id, image_id)
        return history.list_events(session, image, before, limit, object_id and str(object_id))


@router.get("/{event_id}")
def look_back(image_id: ImageId, event_id: EventId, member: Annotator) -> Moment:
    """The image's objects as they were right after an event."""
    with database().read() as session:
        image = images.get_image(session, member.project_id, image_id)
        return Moment(objects=[Object.of(one) for one in history.objects_at(session, image, event_id)])


@router.post("/{event_id}/restore")
def restore(image_id: ImageId, event_id: EventId, wanted: RestoreWanted, member: Annotator) -> ImageOpened:
    """Bring one object, or all of them, to how they were right after an event."""
    object_id = str(wanted.object_id) if wanted.object_id else None
    with database().write() as session:
        image = images.get_image(session, member.project_id, image_id, lock=True)
        history.restore(session, image, event_id, member.asker.id, seen=wanted.seen, object_id=object_id)
        return ImageOpened.of(views.open_image(session, image))
