"""Jobs of a project: what is queued, running and done."""

from fastapi import APIRouter

from server.api.access import Annotator, ProjectAdmin
from server.api.schemas.jobs import Job
from server.api.types import JobId
from server.domain.job_state import JobState
from server.flows import jobs, suggestions
from server.store.database import database

router = APIRouter(prefix="/projects/{project_id}", tags=["jobs"])


@router.get("/jobs")
def list_jobs(member: Annotator, state: JobState | None = None) -> list[Job]:
    """The newest 100 jobs, newest first."""
    with database().read() as session:
        return [Job.of(job) for job in jobs.list_recent(session, member.project_id, state)]


@router.get("/jobs/{job_id}")
def open_job(job_id: JobId, member: Annotator) -> Job:
    """One job."""
    with database().read() as session:
        return Job.of(jobs.find(session, member.project_id, job_id))


@router.post("/jobs/{job_id}/cancel")
def cancel_job(job_id: JobId, member: ProjectAdmin) -> Job:
    """Cancel a job; a running one stops within seconds."""
    with database().write() as session:
        return Job.of(jobs.cancel(session, jobs.find(session, member.project_id, job_id)))


@router.post("/suggest", status_code=202)
def suggest_all(member: ProjectAdmin, again: bool = False) -> Job:
    """Suggest masks for every object that has none; `again`: anew for all that nobody has decided about."""
    with database().write() as session:
        return Job.of(suggestions.request_for_all(session, member.project_id, member.asker.id, again))
