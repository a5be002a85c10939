"""Candidates of an object: asked for, fetched when their job is done. Choosing one is a change of the object."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from server.api.access import Annotator
from server.api.blob_answer import answer_blob
from server.api.schemas.candidates import Candidates, CandidatesWanted
from server.api.types import MAX_BIG, ImageId, JobId
from server.flows import candidates, images
from server.store.database import database

router = APIRouter(prefix="/projects/{project_id}/images/{image_id}/objects/{object_id}/candidates", tags=["objects"])

PROBABILITIES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {}}, "description": "One byte a pixel of the box, row by row."}
}


@router.post("", status_code=202)
def request_candidates(image_id: ImageId, object_id: UUID, wanted: CandidatesWanted, member: Annotator) -> Candidates:
    """Ask for the masks the object could have, or with pins for the one they guide; earlier requests are cancelled."""
    pins = wanted.pins.pins() if wanted.pins else None
    with database().write() as session:
        image = images.get_image(session, member.project_id, image_id)
        found = candidates.request_candidates(session, image, str(object_id), pins, member.asker.id)
    return Candidates.of(found)


@router.get("/{job_id}")
def find_candidates(image_id: ImageId, object_id: UUID, job_id: JobId, member: Annotator) -> Candidates:
    """What came of a request."""
    with database().read() as session:
        image = images.get_image(session, member.project_id, image_id)
        return Candidates.of(candidates.find_candidates(session, image, str(object_id), job_id))


@router.get("/{candidate_id}/probabilities", response_class=Response, responses=PROBABILITIES)
def probabilities(
    image_id: ImageId,
    object_id: UUID,
    member: Annotator,
    request: Request,
    candidate_id: int = Path(ge=1, le=MAX_BIG),
) -> Response:
    """How sure the model is of each pixel of the object's box (gzipped, see ml/probabilities.py)."""
    with database().read() as session:
        image = images.get_image(session, member.project_id, image_id)
        blob = candidates.find_probabilities(session, image, str(object_id), candidate_id)
    answer = answer_blob(request, blob, "application/octet-stream")
    answer.headers["Content-Encoding"] = "gzip"
    return answer
