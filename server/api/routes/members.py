"""Who works in a project."""

from fastapi import APIRouter

from server.api.access import Annotator, ProjectAdmin
from server.api.schemas.accounts import Member, MemberWanted, RoleWanted
from server.api.types import UserId
from server.flows import members
from server.store.database import database

router = APIRouter(prefix="/projects/{project_id}/members", tags=["members"])


@router.get("")
def list_members(member: Annotator) -> list[Member]:
    """The members by name."""
    with database().read() as session:
        return [Member.of(one) for one in members.list_members(session, member.project_id)]


@router.post("", status_code=201)
def add_member(wanted: MemberWanted, member: ProjectAdmin) -> Member:
    """Add a user by name; an admin of the install may create the account by giving a password."""
    with database().write() as session:
        asker = member.asker
        added = members.add_member(session, member.project_id, asker, wanted.name, wanted.role, wanted.password)
        return Member.of(added)


@router.put("/{user_id}")
def set_role(user_id: UserId, wanted: RoleWanted, member: ProjectAdmin) -> Member:
    """Give a user a role in the project."""
    with database().write() as session:
        return Member.of(members.set_role(session, member.project_id, user_id, wanted.role, member.asker.id))


@router.delete("/{user_id}", status_code=204)
def remove_member(user_id: UserId, member: ProjectAdmin) -> None:
    """Take a user out of the project."""
    with database().write() as session:
        members.remove_member(session, member.project_id, user_id, member.asker.id)
