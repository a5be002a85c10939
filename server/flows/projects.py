"""Projects: creating and changing them, their classes and their members."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from server.domain.errors import BadInput, Forbidden, NotFound, Refused
from server.domain.image_state import ImageState
from server.domain.name import check_class_name, plain_name
from server.domain.role import Role
from server.flows import accounts, assignments, events, promotions
from server.flows.accounts import Asker
from server.store.tables import Image, Member, Object, ObjectClass, Project, Round, User

LONGEST_NAME = 120
MAX_CLASSES = 254  # label maps are 8 bit: 0 is background, 255 ignored

# Colours that stay apart for colour-blind eyes (Okabe and Ito), then evenly spread tints; people may change them.
COLORS = ("#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7")
KEYS = "123456789"


@dataclass(frozen=True)
class ClassWanted:
    """A class as somebody asks for it; `id` None for a new one. Colour and key None: chosen for them."""

    name: str
    color: str | None = None
    key: str | None = None
    id: int | None = None


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


@dataclass(frozen=True)
class MemberListed:
    """A member as the list shows them."""

    user_id: int
    name: str
    role: Role


def role_of(session: Session, asker: Asker, project_id: int) -> Role:
    """The asker's role; raises NotFound when the project does not exist or they may not know that it does."""
    member = session.get(Member, (project_id, asker.id))
    if asker.is_admin and session.scalar(select(Project.id).where(Project.id == project_id)):
        return Role.ADMIN
    if member is None:
        raise NotFound("There is no such project.", "Ask its admin to add you as a member.")
    return member.role


def create_project(session: Session, name: str, classes: Sequence[ClassWanted], user_id: int | None) -> Project:
    """Create a project with its classes (1..N in the order given); its creator becomes its admin."""
    name = plain_name(name, "project", LONGEST_NAME)
    _require_free_name(session, name)
    project = Project(name=name, created_by=user_id)
    session.add(project)
    session.flush()
    if user_id is not None:
        session.add(Member(project_id=project.id, user_id=user_id, role=Role.ADMIN))
    put_classes(session, project, classes, user_id)
    return project


def get_project(session: Session, project_id: int, *, lock: bool = False) -> Project:
    """The project; `lock` makes other writers of it wait. Raises NotFound."""
    project = session.get(Project, project_id, with_for_update=lock)
    if project is None:
        raise NotFound("There is no such project.")
    return project


def project_named(session: Session, name: str) -> Project:
    """The project of that name; raises NotFound naming the others."""
    project = session.scalar(select(Project).where(Project.name == name))
    if project is None:
        names = ", ".join(session.scalars(select(Project.name).order_by(Project.name).limit(20))) or "none"
        raise NotFound(f"There is no project named {name}.", f"There are: {names}.")
    return project


def open_project(session: Session, project_id: int, role: Role) -> ProjectOpened:
    """Everything the project's page shows at once."""
    project = get_project(session, project_id)
    schedule = Schedule(project.schedule_images, project.schedule_hours, project.schedule_profile)
    classes = list_classes(session, project_id)
    suggesting = _suggesting(session, project_id)
    return ProjectOpened(project.id, project.name, role, classes, project.classes_frozen, schedule, suggesting)


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


# --- classes --------------------------------------------------------------------------------------------------------


def list_classes(session: Session, project_id: int) -> list[ObjectClass]:
    """The classes by index."""
    query = select(ObjectClass).where(ObjectClass.project_id == project_id).order_by(ObjectClass.index)
    return list(session.scalars(query))


def put_classes(
    session: Session, project: Project, wanted: Sequence[ClassWanted], user_id: int | None
) -> list[ObjectClass]:
    """Make the project's classes what is `wanted`, in that order; once frozen, indexes stay and new ones are appended.

    Raises BadInput for doubled or unknown ones, Refused for removing one that is used, or any once frozen.
    """
    _check_wanted(wanted)
    present = {row.id: row for row in list_classes(session, project.id)}
    _remove_missing(session, project, present, {one.id for one in wanted})
    rows = [present.get(one.id) if one.id is not None else None for one in wanted]
    if any(one.id is not None and row is None for one, row in zip(wanted, rows, strict=True)):
        raise BadInput("One of the classes' ids is not of this project.", "Leave `id` out for new classes.")
    _park(session, [row for row in rows if row])
    indexes = _indexes(rows, frozen=project.classes_frozen)
    for one, row, index in zip(wanted, rows, indexes, strict=True):
        row = row or ObjectClass(project_id=project.id)
        row.name, row.index = one.name, index
        row.color = one.color or row.color or _color(index)
        row.key = one.key
        session.add(row)
    session.flush()
    events.record(session, project.id, "project.classes", user_id=user_id, names=[one.name for one in wanted])
    return list_classes(session, project.id)


def _check_wanted(wanted: Sequence[ClassWanted]) -> None:
    if len(wanted) > MAX_CLASSES:
        raise BadInput(f"{len(wanted)} classes do not fit into an 8-bit label map.", f"Use at most {MAX_CLASSES}.")
    for one in wanted:
        check_class_name(one.name)
    for what, values in (
        ("name", [one.name for one in wanted]),
        ("key", [one.key for one in wanted if one.key]),
        ("id", [str(one.id) for one in wanted if one.id is not None]),
    ):
        doubled = next((value for value in values if values.count(value) > 1), None)
        if doubled is not None:
            raise BadInput(f"Two classes have the same {what}: {doubled}.", f"Give each its own {what}.")


def _remove_missing(session: Session, project: Project, present: dict[int, ObjectClass], kept: set[int | None]) -> None:
    removed = [row for id, row in present.items() if id not in kept]
    if removed and project.classes_frozen:
        raise Refused(f"A round has used the class {removed[0].name}: it cannot be removed.", "Rename it instead.")
    heir = next((id for id in present if id in kept), None)
    for row in removed:
        _leave_class(session, row, heir)
        session.delete(row)
    session.flush()


def _leave_class(session: Session, row: ObjectClass, heir: int | None) -> None:
    """Make sure that nothing has the class: deleted objects, whose history stays, are kept under another one."""
    having = select(Object.id).where(Object.class_id == row.id).limit(1)
    if session.scalar(having.where(Object.deleted_at.is_(None))):
        raise Refused(f"Objects have the class {row.name}: it cannot be removed.", "Give them another class first.")
    if heir is not None:
        session.execute(update(Object).where(Object.class_id == row.id).values(class_id=heir))
    elif session.scalar(having):
        raise Refused(
            f"Deleted objects have the class {row.name}, and no other class is kept: it cannot be removed.",
            "Add another class first, or rename this one.",
        )


def _park(session: Session, rows: list[ObjectClass]) -> None:
    """Move the rows out of the way of the unique indexes and names, so that they may swap them."""
    for row in rows:
        row.index, row.name = -row.index, f"\t{row.id}"
    session.flush()


def _indexes(rows: list[ObjectClass | None], *, frozen: bool) -> list[int]:
    """The index of each class: its place in the order, or once frozen what it was and the next free ones."""
    if not frozen:
        return list(range(1, len(rows) + 1))
    following = max((-row.index for row in rows if row), default=0) + 1
    indexes: list[int] = []
    for row in rows:
        indexes.append(-row.index if row else following)
        following += 0 if row else 1
    return indexes


def _color(index: int) -> str:
    """A colour for the class of that index: the palette first, then hues by the golden angle."""
    if index <= len(COLORS):
        return COLORS[index - 1]
    import colorsys

    red, green, blue = colorsys.hsv_to_rgb(index * 0.381966 % 1, 0.65, 0.9)
    return f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"


# --- members --------------------------------------------------------------------------------------------------------


def list_members(session: Session, project_id: int) -> list[MemberListed]:
    """The members by name."""
    query = select(Member, User.name).join(User, User.id == Member.user_id).where(Member.project_id == project_id)
    return [
        MemberListed(member.user_id, name, member.role) for member, name in session.execute(query.order_by(User.name))
    ]


def add_member(
    session: Session, project_id: int, asker: Asker, name: str, role: Role, password: str | None
) -> MemberListed:
    """Add the user of that name; an install admin who gives a password creates the account on the way."""
    if password is not None and not asker.is_admin:
        raise Forbidden("Only an admin of the install creates accounts.", "Add somebody who has one.")
    user = accounts.create_user(session, name, password) if password else accounts.user_named(session, name)
    return set_role(session, project_id, user.id, role, asker.id)


def set_role(session: Session, project_id: int, user_id: int, role: Role, by: int) -> MemberListed:
    """Give a user this role in the project, as a new member or a present one."""
    user = session.get(User, user_id)
    if user is None:
        raise NotFound("There is no such user.")
    session.merge(Member(project_id=project_id, user_id=user_id, role=role))
    events.record(session, project_id, "project.member", user_id=by, member=user_id, role=role.value)
    session.flush()
    return MemberListed(user_id, user.name, role)


def remove_member(session: Session, project_id: int, user_id: int, by: int) -> None:
    """Take a user out of the project; what they did stays."""
    member = session.get(Member, (project_id, user_id))
    if member is None:
        raise NotFound("There is no such member.")
    session.delete(member)
    assignments.give_back(session, project_id, user_id)
    events.record(session, project_id, "project.member", user_id=by, member=user_id, role=None)
