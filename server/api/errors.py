"""Every error as the same JSON: what is wrong, where, what to do; a 412 also carries what is stored now."""

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoConnection
from starlette.exceptions import HTTPException

from server.api.schemas.base import Error, ErrorBody
from server.api.schemas.images import ImageOpened, Object
from server.domain.errors import BoxwrightError, Stale
from server.flows import views
from server.store.outages import outage_of

SEE_SCHEMA = "See /api/openapi.json for what this request takes."
ELSEWHERE = frozenset({404, 405})
"""Where what was asked for is no request of the API at all."""

log = logging.getLogger(__name__)


def answer(status: int, code: str, message: str, hint: str = "", current: Any = None) -> JSONResponse:
    """The JSON answer for one error."""
    body = Error(error=ErrorBody(code=code, message=message, hint=hint, current=current))
    return JSONResponse(body.model_dump(mode="json", exclude_none=True), status)


def add_handlers(app: FastAPI) -> None:
    """Turn every exception of the app into such an answer."""
    app.add_exception_handler(BoxwrightError, _told)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(IntegrityError, _collided)
    for away in (OSError, DBAPIError, NoConnection):
        app.add_exception_handler(away, _unexpected)
    app.add_exception_handler(Exception, _unexpected)


def tell(error: BoxwrightError) -> JSONResponse:
    """The answer for an error that is meant for a person."""
    current = _shown(error.current) if isinstance(error, Stale) else None
    return answer(error.status, error.code, error.message, error.hint, current)


def _told(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, BoxwrightError)
    return tell(error)


def _shown(current: object) -> dict[str, Any]:
    """What is stored now, as the route would have shown it."""
    schema = Object if isinstance(current, views.ObjectView) else ImageOpened
    return schema.of(current).model_dump(mode="json")


def _invalid(_: Request, error: Exception) -> JSONResponse:
    """Name the field and what it should be; what was sent is not repeated (it may be huge, or a password)."""
    assert isinstance(error, RequestValidationError)
    problems = [f"{_place(one['loc'])}: {one['msg']}" for one in error.errors()[:5]]
    return answer(422, "bad_input", "; ".join(problems) + ".", SEE_SCHEMA)


def _place(location: tuple[Any, ...]) -> str:
    """`body.box.0`, in printable characters whatever was sent as a field's name."""
    return ".".join(str(part) for part in location)[:100].encode("ascii", "backslashreplace").decode()


def _http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    if outage := outage_of(error.__cause__):  # no room for what was uploaded
        return tell(outage)
    phrase = HTTPStatus(error.status_code).phrase
    response = answer(error.status_code, phrase.lower().replace(" ", "_"), *_said(error))
    response.headers.update(error.headers or {})
    return response


def _said(error: HTTPException) -> tuple[str, str]:
    """Message and hint for what the framework refuses by itself."""
    match error.__cause__:
        case None:
            return f"{str(error.detail).rstrip('.')}.", "" if error.status_code in ELSEWHERE else SEE_SCHEMA
        case RecursionError():
            why = "it is nested too deeply"
        case UnicodeDecodeError():
            why = "it is not UTF-8"
        case ValueError():
            why = "it holds a number that is far too long"
        case _:
            why = "it may have been cut off"
    return f"The request's body cannot be read: {why}.", SEE_SCHEMA


def _collided(_: Request, error: Exception) -> JSONResponse:
    """Two people stored what may exist only once at the same instant; the second gets this."""
    log.info("Refused by a constraint: %s", error)
    return answer(409, "refused", "Somebody changed the same thing at the same moment.", "Try again.")


def _unexpected(request: Request, error: Exception) -> JSONResponse:
    """A fault of ours, or an outage: then the same may go through later, which the page waits for."""
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    if outage := outage_of(error):
        return tell(outage)
    return answer(500, "internal", "Something went wrong on the server.", "Its log says more.")
