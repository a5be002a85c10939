"""Images: adding, paging, opening, and their life from open to accepted."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response, UploadFile

from server.api.access import Annotator, ProjectAdmin, Reviewer
from server.api.schemas.images import (
    Assigned,
    AssignmentWanted,
    GoldWanted,
    ImageAdded,
    ImageCount,
    ImageIds,
    ImageListed,
    ImageOpened,
    ImagePage,
    ImagePosition,
    Object,
    SendBack,
    TakeWanted,
)
from server.api.types import MAX_BIG, MAX_INT, PLAIN, ImageId, given_version
from server.domain.image_state import ImageState
from server.flows import assignments, history, image_list, images, leases, levels, pictures, views
from server.flows.image_list import ImageFilter
from server.store.database import database

router = APIRouter(prefix="/projects/{project_id}/images", tags=["images"])

Version = Annotated[int, Depends(given_version)]
Cursor = Annotated[int | None, Query(ge=0, le=MAX_BIG)]
NamePart = Annotated[str | None, Query(max_length=200, pattern=PLAIN)]


def _filter(
    state: ImageState | None = None,
    gold: bool | None = None,
    name: NamePart = None,
    assignee: Annotated[int | None, Query(ge=0, le=MAX_INT, description="a person's id; 0: nobody's")] = None,
) -> ImageFilter:
    return ImageFilter(state, gold, name, assignee)


Filter = Annotated[ImageFilter, Depends(_filter)]
MOST_OBJECTS = 100  # fetched one by one, see web/src/panels/annotate/freshness.ts; a URL holds no more


@router.get("")
def list_images(
    member: Annotator,
    wanted: Filter,
    after: Cursor = None,
    before: Cursor = None,
    at: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=image_list.PAGE)] = image_list.PAGE,
) -> ImagePage:
    """A page of images by id: after or before one, or from a position on; give `next` as `after` for more."""
    with database().read() as session:
        page = image_list.list_page(session, member.project_id, wanted, after=after, before=before, at=at, limit=limit)
        return ImagePage.of(page)


@router.get("/count")
def count_images(member: Annotator, wanted: Filter) -> ImageCount:
    """How many images there are."""
    with database().read() as session:
        return ImageCount(count=image_list.count(session, member.project_id, wanted))


@router.get("/ids")
def list_ids(
    member: Annotator,
    wanted: Filter,
    one: Annotated[int, Query(ge=1, le=MAX_BIG)],
    other: Annotated[int, Query(ge=1, le=MAX_BIG)],
) -> ImageIds:
    """The ids of the images that match from one to another, both with them; at most 10,000."""
    with database().read() as session:
        return ImageIds(ids=image_list.ids_between(session, member.project_id, wanted, one, other))


@router.get("/position", responses={204: {"description": "Every name comes before it."}})
def find_position(
    member: Annotator,
    response: Response,
    wanted: Filter,
    from_name: Annotated[str, Query(max_length=200, pattern=PLAIN)],
) -> ImagePosition | None:
    """The image with this name, or else the next by the alphabet, and where it stands in the list."""
    with database().read() as session:
        found = image_list.find_position(session, member.project_id, wanted, from_name)
        response.status_code = 200 if found else 204
        return ImagePosition.of(found) if found else None


@router.post("", status_code=201)
def add_image(file: UploadFile, member: ProjectAdmin) -> ImageAdded:
    """Add one picture; its file name names the image."""
    name = images.image_name(file.filename or "")
    picture = pictures.keep_picture(file.file)
    with database().write() as session:
        image = images.add_image(session, member.project_id, name, picture, member.asker.id)
        levels.request_levels(session, member.project_id, image.id, member.asker.id)
        [listed] = views.list_images(session, [image])
        return ImageAdded(**ImageListed.of(listed).model_dump(), note=picture.note)


@router.get("/next", responses={204: {"description": "There is none."}})
def next_image(
    member: Annotator, response: Response, after: Cursor = None, before: Cursor = None, todo: bool = False
) -> ImageListed | None:
    """The image after (or before) another; `todo`: the next that is not accepted."""
    with database().read() as session:
        found = images.next_image(session, member.project_id, after=after, before=before, todo=todo)
        response.status_code = 200 if found else 204
        return ImageListed.of(found) if found else None


@router.post("/take", responses={204: {"description": "There is none."}})
def take_next(member: Annotator, wanted: TakeWanted, response: Response) -> ImageListed | None:
    """Take the next image to do: yours or nobody's, and nobody works on it. Two people never get the same."""
    me = member.asker.id
    with database().write() as session:
        found = leases.take_next(session, member.project_id, me, after=wanted.after, before=wanted.before)
    response.status_code = 200 if found else 204
    return ImageListed.of(found) if found else None


@router.put("/assignee")
def assign(member: ProjectAdmin, matching: Filter, wanted: AssignmentWanted) -> Assigned:
    """Give images that match to somebody: all, the chosen, or all but some; all of these or, on an error, none."""
    with database().write() as session:
        by = member.asker.id
        done = assignments.assign(session, member.project_id, matching, wanted.which(), wanted.user_id, by)
        return Assigned(images=done)


@router.get("/{image_id}")
def open_image(image_id: ImageId, member: Annotator, news: bool = False) -> ImageOpened:
    """The image with its objects; `news`: and what is new to the asker."""
    with database().read() as session:
        image = images.get_image(session, member.project_id, image_id)
        opened = ImageOpened.of(views.open_image(session, image))
        if news:
            opened.news = history.news_for(session, image, member.asker.id)
        return opened


@router.get("/{image_id}/objects")
def find_objects(
    image_id: ImageId, member: Annotator, id: Annotated[list[UUID], Query(min_length=1, max_length=MOST_OBJECTS)]
) -> list[Object]:
    """Some of its objects as they are now, by number; those that were deleted are missing."""
    with database().read() as session:
        image = images.get_image(session, member.project_id, image_id)
        return [Object.of(one) for one in views.list_objects(session, image, [str(one) for one in id])]


@router.delete("/{image_id}", status_code=204)
def delete_image(image_id: ImageId, member: ProjectAdmin) -> None:
    """Delete the image with its objects."""
    with database().write() as session:
        image = images.get_image(session, member.project_id, image_id, lock=True)
        images.delete(session, image, member.asker.id)


@router.post("/{image_id}/boxed")
def mark_boxed(image_id: ImageId, member: Annotator, version: Version) -> ImageOpened:
    """Say that every object has a box."""
    with database().write() as session:
        image = images.get_image(session, member.project_id, image_id, lock=True)
        images.mark_boxed(session, image, version, member.asker.id)
        return ImageOpened.of(views.open_image(session, image))


@router.post("/{image_id}/accept")
def accept_image(image_id: ImageId, member: Annotator, version: Version) -> ImageOpened:
    """Say that every mask is right."""
    with database().write() as session:
        image = images.get_image(session, member.project_id, image_id, lock=True)
        images.accept_image(session, image, version, member.asker.id)
        return ImageOpened.of(views.open_image(session, image))


@router.post("/{image_id}/reopen")
def reopen_image(image_id: ImageId, member: Annotator, version: Version) -> ImageOpened:
    """Let the image's objects change again."""
    with database().write() as session:
        image = images.get_image(session, member.project_id, image_id, lock=True)
        images.reopen(session, image, version, member.asker.id)
        return ImageOpened.of(views.open_image(session, image))


@router.post("/{image_id}/send-back")
def send_back(image_id: ImageId, wanted: SendBack, member: Reviewer, version: Version) -> ImageOpened:
    """Open the image again with a comment for its annotator."""
    with database().write() as session:
        image = images.get_image(session, member.project_id, image_id, lock=True)
        images.send_back(session, image, version, wanted.comment, member.asker.id)
        return ImageOpened.of(views.open_image(session, image))


@router.put("/{image_id}/gold")
def set_gold(image_id: ImageId, wanted: GoldWanted, member: ProjectAdmin) -> ImageOpened:
    """Set the image apart for measuring, or give it back to training."""
    with database().write() as session:
        image = images.get_image(session, member.project_id, image_id, lock=True)
        images.set_gold(session, image, wanted.gold, member.asker.id)
        return ImageOpened.of(views.open_image(session, image))
