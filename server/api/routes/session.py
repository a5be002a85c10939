"""Signing in and out, and one's own account."""

import time

from fastapi import APIRouter, Request, Response

from server.api.access import COOKIE, SignedIn, require, require_own_origin
from server.api.cookie import forget, remember
from server.api.schemas.accounts import Credentials, Me, PasswordChange
from server.api.sign_in_limit import SignInLimit
from server.domain.errors import NotSignedIn
from server.flows import accounts
from server.store.database import database

router = APIRouter(tags=["session"])
limit = SignInLimit()


@router.post("/session", dependencies=[require.public()])
def sign_in(wanted: Credentials, request: Request, response: Response) -> Me:
    """Sign in with name and password; guessing is slowed down."""
    if "origin" in request.headers:
        require_own_origin(request)
    address = request.client.host if request.client else ""
    limit.require(wanted.name, address, time.monotonic())
    try:
        with database().read() as session:
            user = accounts.check_password(session, wanted.name, wanted.password)
    except NotSignedIn:
        limit.failed(wanted.name, address, time.monotonic())
        raise
    limit.succeeded(wanted.name, address)
    with database().write() as session:
        remember(request, response, accounts.sign_in(session, user))
    return Me.of(user)


@router.delete("/session", status_code=204)
def sign_out(_: SignedIn, request: Request, response: Response) -> None:
    """Sign this browser out."""
    with database().write() as session:
        accounts.sign_out(session, request.cookies.get(COOKIE, ""))
    forget(response)


@router.get("/me")
def me(asker: SignedIn) -> Me:
    """Who is signed in."""
    return Me.of(asker)


@router.put("/me/password", status_code=204)
def change_password(wanted: PasswordChange, asker: SignedIn, request: Request) -> None:
    """Change one's own password; other browsers are signed out."""
    with database().write() as session:
        accounts.change_password(session, asker.id, wanted.old, wanted.new, keep=request.cookies.get(COOKIE))
