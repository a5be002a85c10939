"""Serves the built web app, and the headers that keep browsers safe on every answer."""

from pathlib import Path

from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.domain.errors import NotFound

WEB = Path(__file__).resolve().parents[2] / "web" / "dist"

POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' blob: data:",
        "style-src 'self' 'unsafe-inline'",  # dialogs lock scrolling with a style element
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class SafeHeaders:
    """ASGI middleware: the headers above on every answer that does not set its own, and no caching of API answers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; add to the answer's head."""

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith("/api/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, send_safely if scope["type"] == "http" else send)


class Page(StaticFiles):
    """The built files; any other path outside /api is a page of the app, which reads the path itself."""

    async def check_config(self) -> None:
        """Nothing to check: without a build every address of the page is a 404."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, or index.html for the app's own paths. Hashed assets may be kept forever."""
        if path == "api" or path.startswith("api/"):
            raise NotFound("There is no such address in the API.", "/api/openapi.json lists all that there are.")
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404 or path.startswith("assets/"):
                raise
            response = await self._index(scope)
        kept = "public, max-age=31536000, immutable" if path.startswith("assets/") else "no-cache"
        response.headers["Cache-Control"] = kept
        return response

    async def _index(self, scope: Scope) -> Response:
        try:
            return await super().get_response("index.html", scope)
        except HTTPException:
            raise NotFound("The web app is not built.", "Run 'make web/dist/index.html'.") from None


def mount(app: FastAPI) -> None:
    """Serve the web app at / (built or not: without a build the API still works)."""
    app.mount("/", Page(directory=WEB, html=True, check_dir=False), name="page")
