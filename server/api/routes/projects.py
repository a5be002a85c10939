"""Projects, their classes, schedule and summary."""

from fastapi import APIRouter
from sqlalchemy.orm import Session

from server.api.access import Annotator, InstallAdmin, Membership, ProjectAdmin, SignedIn
from server.api.schemas.progress import ProjectProgress
from server.api.schemas.projects import (
    ClassPut,
    ObjectClass,
    Project,
    ProjectChange,
    ProjectListed,
    ProjectWanted,
    SampleProject,
    SampleWanted,
    Schedule,
    ScheduleWanted,
    Summary,
)
from server.domain.role import Role
from server.flows import classes, progress, projects, samples, schedule, summary
from server.flows.classes import ClassWanted
from server.store.database import database

router = APIRouter(prefix="/projects", tags=["projects"])


@router.get("")
def list_projects(asker: SignedIn) -> list[ProjectListed]:
    """One's projects; an admin of the install sees all."""
    with database().read() as session:
        return [ProjectListed.of(project) for project in projects.list_projects(session, asker)]


@router.post("", status_code=201)
def create_project(wanted: ProjectWanted, asker: InstallAdmin) -> Project:
    """Create a project with its classes."""
    with database().write() as session:
        rows = [ClassWanted(**one.model_dump()) for one in wanted.classes]
        project = projects.create_project(session, wanted.name, rows, asker.id)
        return Project.of(projects.open_project(session, project.id, Role.ADMIN))


@router.post("/sample", status_code=201)
def load_sample(wanted: SampleWanted, asker: InstallAdmin) -> SampleProject:
    """Create the sample project; a job then draws its pictures."""
    with database().write() as session:
        project, job = samples.create_sample(session, asker.id, wanted.name)
        opened = Project.of(projects.open_project(session, project.id, Role.ADMIN))
        return SampleProject(**opened.model_dump(), import_job_id=job.id)


@router.get("/{project_id}")
def open_project(member: Annotator) -> Project:
    """The project as its page needs it."""
    with database().read() as session:
        return Project.of(projects.open_project(session, member.project_id, member.role))


@router.patch("/{project_id}")
def change_project(wanted: ProjectChange, member: ProjectAdmin) -> Project:
    """Rename the project or change its schedule."""
    with database().write() as session:
        if wanted.name is not None:
            projects.rename_project(session, member.project_id, wanted.name, member.asker.id)
        if wanted.schedule is not None:
            _set_schedule(session, member, wanted.schedule)
        return Project.of(projects.open_project(session, member.project_id, member.role))


@router.delete("/{project_id}", status_code=204)
def delete_project(member: ProjectAdmin) -> None:
    """Delete the project with everything in it."""
    with database().write() as session:
        projects.delete_project(session, member.project_id)


@router.put("/{project_id}/classes")
def put_classes(wanted: list[ClassPut], member: ProjectAdmin) -> list[ObjectClass]:
    """Replace the list of classes; once a round has used them, only renaming, recolouring and appending."""
    with database().write() as session:
        project = projects.get_project(session, member.project_id, lock=True)
        rows = [ClassWanted(**one.model_dump()) for one in wanted]
        return [ObjectClass.of(row) for row in classes.put_classes(session, project, rows, member.asker.id)]


@router.put("/{project_id}/schedule")
def set_schedule(wanted: ScheduleWanted, member: ProjectAdmin) -> Schedule:
    """When rounds start by themselves."""
    with database().write() as session:
        _set_schedule(session, member, wanted)
        return Schedule.of(projects.open_project(session, member.project_id, member.role).schedule)


@router.get("/{project_id}/summary")
def summarise(member: Annotator) -> Summary:
    """Counts of images and objects."""
    with database().read() as session:
        return Summary.of(summary.summarise(session, member.project_id))


@router.get("/{project_id}/progress")
def show_progress(member: Annotator) -> ProjectProgress:
    """How many masks people settled, how, and how long that took."""
    with database().read() as session:
        return ProjectProgress.of(progress.sum_up(session, member.project_id))


def _set_schedule(session: Session, member: Membership, wanted: ScheduleWanted) -> None:
    project = projects.get_project(session, member.project_id, lock=True)
    schedule.set_schedule(session, project, wanted.images, wanted.hours, wanted.profile, member.asker.id)
