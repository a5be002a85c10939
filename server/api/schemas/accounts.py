"""People, sessions and tokens as JSON."""

from datetime import datetime
from typing import Literal

from server.api.schemas.base import Shown, Wanted
from server.api.types import AnyName, AnyPassword, Name, Password
from server.domain.role import Role


class Health(Shown):
    """The server answers."""

    status: Literal["ok"]
    version: str


class Setup(Shown):
    """Whether the first account is missing, and whether this visitor needs the set-up token to create it."""

    needed: bool
    token_required: bool


class FirstUser(Wanted):
    """The first account."""

    name: Name
    password: Password
    token: str | None = None


class Credentials(Wanted):
    """Who wants to sign in."""

    name: AnyName
    password: AnyPassword


class Me(Shown):
    """Who is signed in."""

    id: int
    name: str
    is_admin: bool


class PasswordChange(Wanted):
    """One's own new password."""

    old: AnyPassword
    new: Password


class User(Shown):
    """A user as admins see them."""

    id: int
    name: str
    is_admin: bool
    created_at: datetime
    disabled_at: datetime | None


class UserWanted(Wanted):
    """A new account."""

    name: Name
    password: Password
    is_admin: bool = False


class UserChange(Wanted):
    """What to change about a user; left out: stays."""

    is_admin: bool | None = None
    disabled: bool | None = None
    password: Password | None = None


class TokenWanted(Wanted):
    """A new API token."""

    name: Name
    scope: Literal["read", "write"]


class Token(Shown):
    """An API token, without its secret."""

    id: int
    name: str
    scope: Literal["read", "write"]
    created_at: datetime
    used_at: datetime | None


class TokenMade(Token):
    """A new API token; `secret` is shown this once."""

    secret: str


class Member(Shown):
    """A member of a project."""

    user_id: int
    name: str
    role: Role


class MemberWanted(Wanted):
    """Who to add; with a password an install admin creates the account."""

    name: Name
    role: Role
    password: Password | None = None


class RoleWanted(Wanted):
    """The role to give."""

    role: Role
