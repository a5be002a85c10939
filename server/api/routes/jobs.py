"""Jobs of a project: what is queued, running and done."""

from typing import Annotated

from fastapi import APIRouter, Query

from server.api.access import Annotator, ProjectAdmin
from server.api.schemas.jobs import Job
from server.api.types import MAX_BIG, JobId
from server.domain.job_state import JobState
from server.flows import jobs, problems, suggestions
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


@router.get("/jobs/{job_id}/problems")
def list_problems(
    job_id: JobId,
    member: Annotator,
    after: Annotated[int | None, Query(ge=1, le=MAX_BIG)] = None,
    limit: Annotated[int, Query(ge=1, le=problems.PAGE)] = problems.PAGE,
) -> problems.ProblemPage:
    """What an import left out, or of which pictures nothing could be made, and why; `next` as `after` gives more."""
    with database().read() as session:
        job = jobs.find(session, member.project_id, job_id)
        return problems.list_problems(session, job.id, after, limit)


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
