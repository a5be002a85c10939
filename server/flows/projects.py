"""Projects: creating, listing, renaming and deleting them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from server.domain.errors import NotFound, Refused
from server.domain.image_state import ImageState
from server.domain.name import composed, plain_name
from server.domain.role import Role
from server.flows import classes, events, promotions
from server.flows.accounts import Asker
from server.flows.classes import ClassWanted
from server.store.tables import Image, Member, Object, ObjectClass, Project, Round

LONGEST_NAME = 120


@dataclass(frozen=True)
class Counts:
    """Images of a project by state."""

    open: int = 0
    boxed: int = 0
    accepted: int = 0


@dataclass(frozen=True)
class ProjectListed:
    """A project as the list shows it."""

    id: int
    name: str
    role: Role
    counts: Counts


@dataclass(frozen=True)
class Suggesting:
    """What suggests masks now: the proposals, or the AnnNet of a round (its number)."""

    origin: str
    round: int | None


@dataclass(frozen=True)
class Schedule:
    """When rounds start by themselves: after so many newly accepted images and/or so many hours."""

    images: int | None
    hours: float | None
    profile: str


@dataclass(frozen=True)
class ProjectOpened:
    """A project as its page shows it."""

    id: int
    name: str
    role: Role
    classes: list[ObjectClass]
    classes_frozen: bool
    schedule: Schedule
    suggesting: Suggesting


def create_project(session: Session, name: str, wanted: Sequence[ClassWanted], user_id: int | None) -> Project:
    """Create a project with its classes (1..N in the order given); its creator becomes its admin."""
    name = plain_name(name, "project", LONGEST_NAME)
    _require_free_name(session, name)
    project = Project(name=name, created_by=user_id)
    session.add(project)
    session.flush()
    if user_id is not None:
        session.add(Member(project_id=project.id, user_id=user_id, role=Role.ADMIN))
    classes.put_classes(session, project, wanted, user_id)
    return project


def get_project(session: Session, project_id: int, *, lock: bool = False) -> Project:
    """The project; `lock` makes other writers of it wait. Raises NotFound."""
    project = session.get(Project, project_id, with_for_update=lock)
    if project is None:
        raise NotFound("There is no such project.")
    return project


def project_named(session: Session, name: str) -> Project:
    """The project of that name; raises NotFound naming the others."""
    project = session.scalar(select(Project).where(Project.name == composed(name)))
    if project is None:
        names = ", ".join(session.scalars(select(Project.name).order_by(Project.name).limit(20))) or "none"
        raise NotFound(f"There is no project named {name}.", f"There are: {names}.")
    return project


def open_project(session: Session, project_id: int, role: Role) -> ProjectOpened:
    """Everything the project's page shows at once."""
    project = get_project(session, project_id)
    schedule = Schedule(project.schedule_images, project.schedule_hours, project.schedule_profile)
    listed = classes.list_classes(session, project_id)
    suggesting = _suggesting(session, project_id)
    return ProjectOpened(project.id, project.name, role, listed, project.classes_frozen, schedule, suggesting)


def _suggesting(session: Session, project_id: int) -> Suggesting:
    promoted = promotions.current(session, project_id)
    if promoted is None:
        return Suggesting("proposals", None)
    return Suggesting("annnet", session.scalar(select(Round.number).where(Round.id == promoted.round_id)))


def list_projects(session: Session, asker: Asker) -> list[ProjectListed]:
    """The asker's projects by name, an install admin's are all."""
    query = select(Project, Member.role).outerjoin(
        Member, (Member.project_id == Project.id) & (Member.user_id == asker.id)
    )
    if not asker.is_admin:
        query = query.where(Member.user_id.is_not(None))
    rows = session.execute(query.order_by(Project.name)).all()
    counts = _counts(session, [project.id for project, _ in rows])
    return [
        ProjectListed(project.id, project.name, Role.ADMIN if asker.is_admin else role, Counts(**counts[project.id]))
        for project, role in rows
    ]


def _counts(session: Session, project_ids: list[int]) -> dict[int, dict[str, int]]:
    counts: dict[int, dict[str, int]] = {project_id: {} for project_id in project_ids}
    query = select(Image.project_id, Image.state, func.count()).where(Image.project_id.in_(project_ids))
    for project_id, state, count in session.execute(query.group_by(Image.project_id, Image.state)):
        counts[project_id][ImageState(state).value] = count
    return counts


def rename_project(session: Session, project_id: int, name: str, user_id: int) -> None:
    """Give the project another name."""
    project = get_project(session, project_id, lock=True)
    name = plain_name(name, "project", LONGEST_NAME)
    if name != project.name:
        _require_free_name(session, name)
        events.record(session, project_id, "project.renamed", user_id=user_id, before=project.name, after=name)
        project.name = name


def delete_project(session: Session, project_id: int) -> None:
    """Delete the project with all its images, objects, rounds and models. Refused while a job of it runs."""
    from server.flows import jobs

    project = get_project(session, project_id, lock=True)
    jobs.require_none_running(session, project_id)
    images = select(Image.id).where(Image.project_id == project_id)
    session.execute(delete(Object).where(Object.image_id.in_(images)))  # before the classes they point at
    session.execute(delete(Project).where(Project.id == project.id))


def _require_free_name(session: Session, name: str) -> None:
    if session.scalar(select(Project.id).where(Project.name == name)):
        raise Refused(f"There is a project named {name} already.", "Choose another name.")
