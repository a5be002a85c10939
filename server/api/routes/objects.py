"""Objects of an image: saved one by one as they are drawn, each change from a version."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlalchemy.orm import Session

from server.api.access import Annotator, Membership
from server.api.schemas.candidates import AcceptWanted, ChoiceWanted
from server.api.schemas.images import EarlierWanted, MaskWanted, Object, ObjectWanted, Work
from server.api.types import ImageId, given_version, given_version_or_new
from server.flows import choices, images, objects, reverts, views
from server.flows.objects import Change
from server.store.database import database

router = APIRouter(prefix="/projects/{project_id}/images/{image_id}/objects/{object_id}", tags=["objects"])

Version = Annotated[int, Depends(given_version)]
VersionOrNew = Annotated[int | None, Depends(given_version_or_new)]


@router.put("")
def put_object(
    image_id: ImageId,
    object_id: UUID,
    wanted: ObjectWanted,
    member: Annotator,
    version: VersionOrNew,
    response: Response,
) -> Object:
    """Create (`If-None-Match: *`) or change (`If-Match`) an object; sending the same again is harmless."""
    drawing = wanted.drawing()
    with database().write() as session:
        image = images.get_image(session, member.project_id, image_id, lock=True)
        change = _change(member, version, wanted)
        row = objects.put_object(session, image, str(object_id), drawing, change)
        return _shown(session, member, row, response)


@router.delete("", status_code=204)
def delete_object(image_id: ImageId, object_id: UUID, member: Annotator, version: Version) -> None:
    """Delete an object; creating it again brings it back with its mask."""
    with database().write() as session:
        image = images.get_image(session, member.project_id, image_id, lock=True)
        objects.delete_object(session, image, str(object_id), Change(member.asker.id, version))


@router.post("/accept")
def accept_object(
    image_id: ImageId, object_id: UUID, wanted: AcceptWanted, member: Annotator, version: Version, response: Response
) -> Object:
    """Accept the suggested mask, or a candidate."""
    choice = wanted.choice()
    with database().write() as session:
        image = images.get_image(session, member.project_id, image_id, lock=True)
        change = _change(member, version, wanted)
        if choice is None:
            row = objects.accept_object(session, image, str(object_id), wanted.seen(), change)
        else:
            row = choices.accept_candidate(session, image, str(object_id), choice, change)
        return _shown(session, member, row, response)


@router.post("/choose")
def choose_object(
    image_id: ImageId, object_id: UUID, wanted: ChoiceWanted, member: Annotator, version: Version, response: Response
) -> Object:
    """Make a candidate the suggestion."""
    choice = wanted.choice()
    with database().write() as session:
        image = images.get_image(session, member.project_id, image_id, lock=True)
        change = _change(member, version, wanted)
        return _shown(
            session, member, choices.choose_candidate(session, image, str(object_id), choice, change), response
        )


@router.post("/reject")
def reject_object(
    image_id: ImageId, object_id: UUID, wanted: Work, member: Annotator, version: Version, response: Response
) -> Object:
    """Take the mask off."""
    with database().write() as session:
        image = images.get_image(session, member.project_id, image_id, lock=True)
        change = _change(member, version, wanted)
        return _shown(session, member, objects.reject_object(session, image, str(object_id), change), response)


@router.post("/suggest")
def suggest_object(
    image_id: ImageId, object_id: UUID, wanted: Work, member: Annotator, version: Version, response: Response
) -> Object:
    """Ask for a suggestion again."""
    with database().write() as session:
        image = images.get_image(session, member.project_id, image_id, lock=True)
        change = _change(member, version, wanted)
        return _shown(session, member, objects.ask_again(session, image, str(object_id), change), response)


@router.put("/mask")
def fix_object(
    image_id: ImageId, object_id: UUID, wanted: MaskWanted, member: Annotator, version: Version, response: Response
) -> Object:
    """Give the object a painted mask; its box grows to hold it."""
    mask = wanted.mask()
    with database().write() as session:
        image = images.get_image(session, member.project_id, image_id, lock=True)
        change = _change(member, version, wanted)
        return _shown(session, member, objects.fix_object(session, image, str(object_id), mask, change), response)


@router.put("/revert")
def revert_object(
    image_id: ImageId, object_id: UUID, wanted: EarlierWanted, member: Annotator, version: Version, response: Response
) -> Object:
    """Put an object back to how it was before, with a mask that it had: undo and redo."""
    earlier = wanted.earlier()
    with database().write() as session:
        image = images.get_image(session, member.project_id, image_id, lock=True)
        change = _change(member, version, wanted)
        return _shown(session, member, reverts.revert_object(session, image, str(object_id), earlier, change), response)


def _change(member: Membership, version: int | None, wanted: Work) -> Change:
    """Who changes the object, from which version, and the time it took."""
    return Change(member.asker.id, version, wanted.active_seconds, waiting_seconds=wanted.waiting_seconds)


def _shown(session: Session, member: Membership, row: views.Object, response: Response) -> Object:
    """The object as it is now, its version also as ETag."""
    response.headers["ETag"] = f'"{row.version}"'
    return Object.of(views.view_object(session, member.project_id, row))
