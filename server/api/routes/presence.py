"""Who works on an image: the people who have it open, and whose it is while they do."""

from typing import Annotated

from fastapi import APIRouter, Path

from server.api.access import Annotator, Membership
from server.api.schemas.presence import Here as HereShown
from server.api.schemas.presence import Person, Presence, PresenceWanted
from server.api.types import ImageId
from server.domain.image_state import ImageState
from server.flows import images, leases, presence
from server.flows.presence import Here
from server.store.database import database

router = APIRouter(prefix="/projects/{project_id}/images/{image_id}/presence/{tab}", tags=["presence"])

Tab = Annotated[str, Path(max_length=60, pattern=r"^[\w-]+$")]


@router.put("")
def arrive(image_id: ImageId, tab: Tab, wanted: PresenceWanted, member: Annotator) -> Presence:
    """Say that a tab shows the image; one that works there takes or prolongs its lease, unless somebody has it."""
    holder = _hold(image_id, wanted, member)
    object_id = str(wanted.object_id) if wanted.object_id else None
    others = presence.arrive(member.project_id, image_id, tab, Here(member.asker.id, member.asker.name, object_id))
    return Presence(others=[HereShown.of(one) for one in others], holder=holder)


def _hold(image_id: int, wanted: PresenceWanted, member: Membership) -> Person | None:
    me = member.asker.id
    with database().read() as session:
        image = images.get_image(session, member.project_id, image_id)
        holder = leases.holder(session, image_id)
        wants = wanted.takes_over or (wanted.works and (holder is None or leases.is_short(session, image_id, me)))
        if image.state == ImageState.ACCEPTED or not wants:
            return Person.of(holder) if holder else None
    with database().write() as session:
        image = images.get_image(session, member.project_id, image_id, lock=True)  # deleted or accepted just now?
        if image.state != ImageState.ACCEPTED:
            leases.take(session, image_id, me, over=wanted.takes_over)
        holder = leases.holder(session, image_id)
        return Person.of(holder) if holder else None


@router.delete("", status_code=204)
def leave(image_id: ImageId, tab: Tab, member: Annotator) -> None:
    """Say that the tab shows the image no more; with the last of a person's tabs their lease ends."""
    me = member.asker.id
    with database().read() as session:
        images.get_image(session, member.project_id, image_id)
    if presence.leave(member.project_id, image_id, tab, me):
        return
    with database().write() as session:
        leases.end(session, image_id, me)
