"""The bytes of pictures, thumbnails and models. They never change, so browsers may keep them."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse
from starlette.responses import Response

from server.api.access import Annotator
from server.api.blob_answer import FOREVER, HARMLESS, answer_blob
from server.api.types import ImageId, RoundNumber
from server.flows import images, pictures, round_views, rounds
from server.store.database import database

router = APIRouter(prefix="/projects/{project_id}", tags=["files"])

PICTURE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/jpeg": {}, "image/png": {}}, "description": "The picture."}
}
MODEL: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {}}, "description": "The weights as safetensors."}
}


@router.get("/images/{image_id}/file", response_class=Response, responses=PICTURE)
def picture(image_id: ImageId, request: Request, member: Annotator) -> Response:
    """The upright picture."""
    with database().read() as session:
        image = images.get_image(session, member.project_id, image_id)
    return answer_blob(request, image.blob, image.media_type)


@router.get("/images/{image_id}/thumbnail", response_class=Response, responses=PICTURE)
def thumbnail(image_id: ImageId, member: Annotator, size: Annotated[int, Query(ge=16, le=640)] = 160) -> Response:
    """A small JPEG of the picture, at most about `size` pixels wide and high."""
    with database().read() as session:
        image = images.get_image(session, member.project_id, image_id)
    path = pictures.thumbnail(image.blob, size)
    return FileResponse(path, media_type="image/jpeg", headers={"Cache-Control": FOREVER, **HARMLESS})


@router.get("/rounds/{number}/models/{kind}", response_class=Response, responses=MODEL)
def model(number: RoundNumber, kind: Literal["annnet", "segnet"], request: Request, member: Annotator) -> Response:
    """A trained network of a round."""
    with database().read() as session:
        found = round_views.find_model(session, rounds.find(session, member.project_id, number), kind)
    return answer_blob(request, found.blob, "application/octet-stream", f"{kind}-round-{number}.safetensors")
