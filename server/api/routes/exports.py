"""Taking the data set away."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from server.api.access import Reviewer
from server.api.blob_answer import answer_blob
from server.api.schemas.jobs import ExportWanted, Job
from server.api.types import JobId
from server.flows import exports
from server.store.database import database

router = APIRouter(prefix="/projects/{project_id}/exports", tags=["exports"])

ZIP: dict[int | str, dict[str, Any]] = {200: {"content": {"application/zip": {}}, "description": "The data set."}}


@router.post("", status_code=202)
def start_export(wanted: ExportWanted, member: Reviewer) -> Job:
    """Start making a zip in PASCAL VOC layout; a job does it."""
    with database().write() as session:
        options = exports.ExportOptions(wanted.with_suggestions, exports.Uncertain(wanted.uncertain))
        return Job.of(exports.start_export(session, member.project_id, options, member.asker.id))


@router.get("/{job_id}/file", response_class=Response, responses=ZIP)
def export_file(job_id: JobId, request: Request, member: Reviewer) -> Response:
    """The finished zip."""
    with database().read() as session:
        done = exports.find_file(session, member.project_id, job_id)
    return answer_blob(request, done.blob, "application/zip", done.name)
