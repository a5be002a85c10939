"""Whether the server answers, and the first account."""

from ipaddress import ip_address

from fastapi import APIRouter, Request, Response

from server.api import VERSION
from server.api.access import require, require_own_origin
from server.api.cookie import remember
from server.api.schemas.accounts import FirstUser, Health, Me, Setup
from server.flows import accounts
from server.store.database import database

FORWARDED = frozenset({"forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"})
"""Headers that only a proxy sets, or somebody who wants to pass for one."""

router = APIRouter(tags=["setup"], dependencies=[require.public()])


@router.get("/health")
def health() -> Health:
    """Whether the server and its database answer."""
    with database().read() as session:
        accounts.set_up_needed(session)
    return Health(status="ok", version=VERSION)


@router.get("/setup")
def get_setup(request: Request) -> Setup:
    """Whether the first account is still to be made."""
    with database().read() as session:
        needed = accounts.set_up_needed(session)
    return Setup(needed=needed, token_required=needed and not is_nearby(request))


@router.post("/setup", status_code=201)
def set_up(wanted: FirstUser, request: Request, response: Response) -> Me:
    """Make the first account, the install's admin, and sign it in."""
    if "origin" in request.headers:
        require_own_origin(request)
    with database().write() as session:
        user = accounts.set_up(session, wanted.name, wanted.password, wanted.token, nearby=is_nearby(request))
        remember(request, response, accounts.sign_in(session, user))
        return Me.of(user)


def is_nearby(request: Request) -> bool:
    """Whether the visitor sits at this machine, by address and by the name they typed, and no proxy asks for them.

    The name counts because another site may point its own name here and let its visitor's browser do the asking. A
    proxy on this machine speaks from loopback for anybody, and what it says of them they may have made up.
    """
    if not FORWARDED.isdisjoint(request.headers):
        return False
    return _is_loopback(request.client.host if request.client else "") and _is_loopback(request.url.hostname or "")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
