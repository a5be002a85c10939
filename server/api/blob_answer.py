"""Answers that carry a blob: streamed, with its length, cacheable for ever, and harmless when opened as a page."""

from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import quote

from fastapi import Request
from starlette.responses import Response, StreamingResponse

from server.store.blobs import CHUNK, blobs

HARMLESS = {"Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff"}
FOREVER = "private, max-age=31536000, immutable"


def answer_blob(request: Request, sha256: str, media_type: str, filename: str | None = None) -> Response:
    """The blob's bytes, or 304 when the browser has them; with `filename` as a download."""
    headers = {"ETag": f'"{sha256}"', "Cache-Control": FOREVER, **HARMLESS}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    if filename:
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    headers["Content-Length"] = str(blobs().size(sha256))
    return StreamingResponse(_chunks(blobs().open(sha256)), media_type=media_type, headers=headers)


def _chunks(source: BinaryIO) -> Iterator[bytes]:
    with source:
        while chunk := source.read(CHUNK):
            yield chunk
