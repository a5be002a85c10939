"""The bytes of pictures, their thumbnails, tiles and crops, and of models. Addressed by blob, they never change."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from server.api.access import Annotator, Membership
from server.api.blob_answer import answer_blob, answer_jpeg
from server.api.types import ImageId, RoundNumber
from server.domain.box import Box
from server.domain.errors import BoxwrightError, NotYet, Refused
from server.domain.job_state import JobState
from server.domain.pyramid import Pyramid
from server.flows import crops, images, levels, round_views, rounds
from server.store.database import database

router = APIRouter(prefix="/projects/{project_id}", tags=["files"])

Blob = Annotated[
    str | None,
    Query(pattern=r"^[0-9a-f]{64}$", description="The picture's blob: with it, the answer may be kept for ever."),
]
Small0 = Annotated[int, Path(ge=0, le=100_000)]

PICTURE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/jpeg": {}, "image/png": {}}, "description": "The picture."}
}
JPEG: dict[int | str, dict[str, Any]] = {200: {"content": {"image/jpeg": {}}, "description": "A JPEG."}}
MODEL: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {}}, "description": "The weights as safetensors."}
}


@router.get("/images/{image_id}/file", response_class=Response, responses=PICTURE)
def picture(image_id: ImageId, request: Request, member: Annotator, blob: Blob = None) -> Response:
    """The upright picture."""
    with database().read() as session:
        image = images.get_picture(session, member.project_id, image_id, blob)
    return answer_blob(request, image.blob, image.media_type, for_ever=blob is not None)


@router.get("/images/{image_id}/thumbnail", response_class=Response, responses=JPEG)
def thumbnail(image_id: ImageId, request: Request, member: Annotator, blob: Blob = None) -> Response:
    """A small JPEG of the picture, at most 320 pixels wide and high."""
    with database().read() as session:
        image = images.get_picture(session, member.project_id, image_id, blob)
        found = levels.find(session, image.blob)
    if found is None and not Pyramid(image.width, image.height).is_tiled:
        made = levels.make_levels(image.blob)
        with database().write() as session:
            levels.record_levels(session, made)
        return answer_blob(request, made.thumbnail, "image/jpeg", for_ever=blob is not None)
    if found is None:
        raise _not_there(member, image_id)
    return answer_blob(request, found.thumbnail, "image/jpeg", for_ever=blob is not None)


@router.get("/images/{image_id}/tiles/{level}/{column}/{row}", response_class=Response, responses=JPEG)
def tile(
    image_id: ImageId, level: Small0, column: Small0, row: Small0, member: Annotator, blob: Blob = None
) -> Response:
    """A JPEG of 512 x 512 pixels (fewer at the right and lower edge) of a level of a large picture.

    Level 0 is the picture, each further one has half the width and height of the one before, rounded up.
    """
    with database().read() as session:
        image = images.get_picture(session, member.project_id, image_id, blob)
        found = levels.find(session, image.blob)
    if found is None:
        raise _not_there(member, image_id)
    with levels.open_tiles(found) as source:
        return answer_jpeg(levels.read_tile(source, found, level, column, row), for_ever=blob is not None)


@router.get("/images/{image_id}/crop", response_class=Response, responses=JPEG)
def crop(
    image_id: ImageId,
    box: Annotated[str, Query(pattern=r"^\d{1,6}(,\d{1,6}){3}$", description="x0,y0,x1,y1: half-open pixels")],
    member: Annotator,
    size: Annotated[int, Query(ge=16, le=1024)] = 256,
    blob: Blob = None,
) -> Response:
    """A part of the picture as JPEG, at most `size` pixels wide and high."""
    wanted = Box(*map(int, box.split(",")))
    with database().read() as session:
        image = images.get_picture(session, member.project_id, image_id, blob)
        tiled = crops.require_crop(session, image, wanted)
    if tiled is None and Pyramid(image.width, image.height).is_tiled:
        raise _not_there(member, image_id)
    return answer_jpeg(crops.cut_crop(image.blob, tiled, wanted, size), for_ever=blob is not None)


def _not_there(member: Membership, image_id: int) -> BoxwrightError:
    """Ask a worker for the levels of a large picture, which is too much to do while a browser waits; once only."""
    with database().write() as session:
        job = levels.newest_job(session, member.project_id, image_id)
        if job and (why := levels.why_not(session, job, image_id)) is not None:
            return Refused(f"The tiles of this picture could not be made. {why}", "Have them made again to retry.")
        if job is None or job.state not in (JobState.QUEUED, JobState.RUNNING):
            levels.request_levels(session, member.project_id, image_id, member.asker.id)
    return NotYet("The tiles of this picture are being made.", "Look at the whole file, or ask again in a while.")


@router.post("/images/{image_id}/levels", status_code=202)
def make_levels(image_id: ImageId, member: Annotator) -> None:
    """Have the picture's thumbnail and tiles made, also when that failed before."""
    with database().write() as session:
        images.get_image(session, member.project_id, image_id)
        levels.request_levels(session, member.project_id, image_id, member.asker.id)


@router.get("/rounds/{number}/models/{kind}", response_class=Response, responses=MODEL)
def model(number: RoundNumber, kind: Literal["annnet", "segnet"], request: Request, member: Annotator) -> Response:
    """A trained network of a round."""
    with database().read() as session:
        found = round_views.find_model(session, rounds.find(session, member.project_id, number), kind)
    return answer_blob(request, found.blob, "application/octet-stream", f"{kind}-round-{number}.safetensors")
