"""The session cookie: opaque, out of reach of scripts, never sent by other sites' forms."""

from fastapi import Request, Response

from server.api.access import COOKIE
from server.settings import settings


def remember(request: Request, response: Response, token: str) -> None:
    """Sign the browser in."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=settings().session_days * 86_400,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
        path="/",
    )


def forget(response: Response) -> None:
    """Sign the browser out."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")
