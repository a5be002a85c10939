"""The members of a project and what they may do in it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.domain.errors import Forbidden, NotFound
from server.domain.role import Role
from server.flows import accounts, assignments, events
from server.flows.accounts import Asker
from server.store.tables import Member, Project, User


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
