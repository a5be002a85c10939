"""The install's users."""

from fastapi import APIRouter

from server.api.access import InstallAdmin, SignedIn
from server.api.schemas.accounts import User, UserChange, UserWanted
from server.api.types import UserId
from server.flows import accounts
from server.store.database import database

router = APIRouter(prefix="/users", tags=["users"])


@router.get("")
def list_users(asker: SignedIn) -> list[User]:
    """Everybody, for admins of the install or of any project."""
    with database().read() as session:
        return [User.of(user) for user in accounts.list_users(session, asker)]


@router.post("", status_code=201)
def create_user(wanted: UserWanted, _: InstallAdmin) -> User:
    """Create an account."""
    with database().write() as session:
        return User.of(accounts.create_user(session, wanted.name, wanted.password, is_admin=wanted.is_admin))


@router.patch("/{user_id}")
def change_user(user_id: UserId, wanted: UserChange, _: InstallAdmin) -> User:
    """Make admin or not, disable or enable, give a new password."""
    with database().write() as session:
        return User.of(accounts.change_user(session, user_id, **wanted.model_dump()))
