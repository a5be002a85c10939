"""How many bytes a request may carry: little without being signed in, 32 MiB of JSON, more at the two upload doors."""

from typing import NoReturn

import anyio.to_thread
from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.api import access
from server.api.errors import tell
from server.domain.errors import BadInput, BoxwrightError, NotSignedIn, TooLarge
from server.settings import settings

MIB = 1 << 20
ANONYMOUS = MIB
JSON = 32 * MIB
FORM_ROOM = MIB  # what a multipart form adds around its file


class BodyLimit:
    """ASGI middleware that stops reading a body as soon as it is too long, whatever its Content-Length says."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a counted `receive`."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        counted = _Counted(Request(scope), receive)

        async def send_unless_refused(message: Message) -> None:
            if counted.refusal is None:
                await send(message)

        try:
            await counted.check_announced()
            await self.app(scope, counted.receive, send_unless_refused)
        except BoxwrightError:
            if counted.refusal is None:
                raise
        if counted.refusal is not None:  # whatever the app made of a body that ended in an exception
            await tell(counted.refusal)(scope, receive, send)


class _Counted:
    """Counts what a request's body brings and raises once it is more than its sender may send to this door."""

    def __init__(self, request: Request, receive: Receive) -> None:
        self.request = request
        self.inner = receive
        self.read = 0
        self.limit = ANONYMOUS  # raised once the body is longer and its sender known
        self.refusal: BoxwrightError | None = None

    async def check_announced(self) -> None:
        """Refuse before reading when Content-Length already says too much."""
        announced = self.request.headers.get("content-length", "0")
        if not announced.isascii() or not announced.isdigit():
            self._refuse(BadInput("Content-Length is not a number."))
        await self._require(int(announced))

    async def receive(self) -> Message:
        """The next message of the client."""
        message = await self.inner()
        self.read += len(message.get("body", b""))
        await self._require(self.read)
        return message

    async def _require(self, size: int) -> None:
        if size <= self.limit:
            return
        if self.limit == ANONYMOUS:
            if await anyio.to_thread.run_sync(access.identify, self.request) is None:
                self._refuse(NotSignedIn("Nobody is signed in, so this much is not read.", "Sign in first."))
            self.limit = _door_limit(self.request.url.path)
        if size > self.limit:
            self._refuse(TooLarge(f"The request has more than {self.limit // MIB} MiB.", "Send less at once."))

    def _refuse(self, error: BoxwrightError) -> NoReturn:
        self.refusal = error
        raise error


def _door_limit(path: str) -> int:
    """Bytes that somebody signed in may send to this path."""
    here = settings()
    last = path.rstrip("/").rpartition("/")[2]
    uploads = {"images": here.max_picture_mb, "imports": here.max_upload_mb}
    return uploads[last] * MIB + FORM_ROOM if last in uploads else JSON
