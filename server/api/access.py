"""Who may ask for what: `require(...)` is on every route, a test walks them all.

A browser shows its session cookie (then unsafe methods must come from our own pages: the Origin is checked), a script
an API token. A project is 404 for whoever is not its member, so that nobody learns that it exists.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from fastapi import Depends, Request
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from server.api.types import ProjectId
from server.domain.errors import BoxwrightError, Forbidden, NotSignedIn
from server.domain.role import Role
from server.flows import accounts, members
from server.flows.accounts import Asker
from server.settings import settings
from server.store.database import database
from server.store.outages import outage_of

COOKIE = "boxwright_session"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

Level = Literal["public", "user", "install_admin", "annotator", "reviewer", "admin"]


@dataclass(frozen=True)
class Membership:
    """A person in a project, with a role that allows what they ask for."""

    asker: Asker
    project_id: int
    role: Role


class Require:
    """Builds the one access dependency a route has; each carries its `level` for the test that walks the routes."""

    def public(self) -> Any:
        """Anybody, signed in or not."""
        return _depends(_anybody, "public")

    def user(self) -> Any:
        """Anybody who is signed in, as Asker."""
        return _depends(signed_in, "user")

    def install_admin(self) -> Any:
        """An admin of the install, as Asker."""
        return _depends(_install_admin, "install_admin")

    def member(self, role: Role) -> Any:
        """A member of the path's `project_id` with at least this role, as Membership."""

        def membership(request: Request, project_id: ProjectId) -> Membership:
            asker = signed_in(request)
            with database().read() as session:
                found = members.role_of(session, asker, project_id)
            if not found.includes(role):
                raise Forbidden(f"This needs the role {role.value}; you are {found.value} in this project.")
            return Membership(asker, project_id, found)

        return _depends(membership, role.value)


def _depends(call: Callable[..., Any], level: Level) -> Any:
    call.__dict__["level"] = level
    return Depends(call)


def _anybody() -> None:
    return None


def signed_in(request: Request) -> Asker:
    """Who asks; raises NotSignedIn, or Forbidden for a foreign Origin or a token without the scope."""
    asker = identify(request)
    if asker is None:
        raise NotSignedIn("You are not signed in, or your session has expired.", "Sign in.")
    return asker


def is_still_welcome(request: Request, project_id: int) -> bool:
    """Whether who began a long answer may still see the project: not disabled, signed out or taken out since."""
    try:
        asker = signed_in(request)
        with database().read() as session:
            members.role_of(session, asker, project_id)
    except BoxwrightError:
        return False
    return True


def _install_admin(request: Request) -> Asker:
    asker = signed_in(request)
    if not asker.is_admin:
        raise Forbidden("This needs an admin of the install.")
    return asker


def identify(request: Request) -> Asker | None:
    """Who asks, by API token or cookie; None when nobody valid."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return _of_token(request, secret.strip())
    cookie = request.cookies.get(COOKIE)
    return _of_cookie(request, cookie) if cookie else None


def _of_token(request: Request, secret: str) -> Asker | None:
    with database().read() as session:
        asker = accounts.asker_of_token(session, secret)
        worth_noting = asker is not None and accounts.needs_noting(session, secret)
    if asker and asker.scope == "read" and request.method not in SAFE_METHODS:
        raise Forbidden("This API token may only read.", "Make one with the scope write.")
    if worth_noting:
        _write_down(lambda session: accounts.note_use(session, secret))
    return asker


def _of_cookie(request: Request, cookie: str) -> Asker | None:
    with database().read() as session:
        asker = accounts.asker_of_cookie(session, cookie)
        prolong = asker is not None and accounts.needs_prolonging(session, cookie)
    if asker and request.method not in SAFE_METHODS:
        require_own_origin(request)
    if prolong:
        _write_down(lambda session: accounts.prolong(session, cookie))
    return asker


def _write_down(call: Callable[[Session], None]) -> None:
    """Note that somebody was here; where nothing can be written now (a full disk), they may still read."""
    try:
        with database().write() as session:
            call(session)
    except DBAPIError as problem:
        if outage_of(problem) is None:
            raise


def require_own_origin(request: Request) -> None:
    """Raise Forbidden unless the request comes from a page of ours: another site must not act in its visitor's name."""
    origin = request.headers.get("origin", "")
    if origin in settings().trusted_origins:
        return
    if not origin or _host(origin) != request.headers.get("host"):
        raise Forbidden(
            "This change does not come from a page of this server.",
            "Scripts use an API token; behind a proxy set BOXWRIGHT_TRUSTED_ORIGINS.",
        )


def _host(origin: str) -> str | None:
    """Host and port of an origin; None for what is none ("null", brackets left open)."""
    try:
        return urlsplit(origin).netloc or None
    except ValueError:
        return None


require = Require()

SignedIn = Annotated[Asker, require.user()]
InstallAdmin = Annotated[Asker, require.install_admin()]
Annotator = Annotated[Membership, require.member(Role.ANNOTATOR)]
Reviewer = Annotated[Membership, require.member(Role.REVIEWER)]
ProjectAdmin = Annotated[Membership, require.member(Role.ADMIN)]
