"""Bringing in many pictures, or a data set with its boxes and masks."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, UploadFile

from server.api.access import ProjectAdmin
from server.api.schemas.jobs import Job
from server.domain.errors import BadInput
from server.flows import imports
from server.store.database import database

router = APIRouter(prefix="/projects/{project_id}/imports", tags=["imports"])


@router.post("", status_code=202)
def start_import(
    member: ProjectAdmin,
    file: UploadFile | None = None,
    folder: Annotated[str | None, Form(max_length=1000)] = None,
    format: Annotated[Literal["pictures", "voc"], Form()] = "pictures",
    boxes_only: Annotated[bool, Form()] = False,
    gold: Annotated[bool, Form()] = False,
) -> Job:
    """Start importing a zip (`file`) or a folder on the server (`folder`); a job does it."""
    options = imports.ImportOptions(format=imports.ImportFormat(format), boxes_only=boxes_only, gold=gold)
    if (file is None) == (folder is None):
        raise BadInput("An import needs either a zip or a folder.", "Send `file` or `folder`, not both.")
    blob = imports.keep_archive(file.file, options.format) if file else None
    path = imports.readable_folder(folder) if folder is not None else None
    with database().write() as session:
        job = imports.start_import(session, member.project_id, options, blob=blob, path=path, user_id=member.asker.id)
        return Job.of(job)
