"""Answers that carry a blob: streamed, with its length, cacheable for ever, and harmless when opened as a page."""

from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import quote

from fastapi import Request
from starlette.responses import Response, StreamingResponse

from server.store.blobs import CHUNK, blobs

HARMLESS = {"Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff"}
FOREVER = "private, max-age=31536000, immutable"
ASK_AGAIN = "private, no-cache"


def answer_blob(
    request: Request, sha256: str, media_type: str, filename: str | None = None, *, for_ever: bool = True
) -> Response:
    """The blob's bytes, or 304 when the browser has them; with `filename` as a download.

    `for_ever`: the address names these bytes, so browsers need not ask again.
    """
    headers = {"ETag": f'"{sha256}"', "Cache-Control": FOREVER if for_ever else ASK_AGAIN, **HARMLESS}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    if filename:
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    headers["Content-Length"] = str(blobs().size(sha256))
    return StreamingResponse(_chunks(blobs().open(sha256)), media_type=media_type, headers=headers)


def answer_jpeg(data: bytes, *, for_ever: bool) -> Response:
    """A small JPEG; `for_ever` as for answer_blob."""
    headers = {"Cache-Control": FOREVER if for_ever else ASK_AGAIN, **HARMLESS}
    return Response(data, media_type="image/jpeg", headers=headers)


def _chunks(source: BinaryIO) -> Iterator[bytes]:
    with source:
        while chunk := source.read(CHUNK):
            yield chunk
