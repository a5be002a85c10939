"""Comments as JSON."""

from datetime import datetime
from uuid import UUID

from server.api.schemas.base import Shown, Wanted
from server.api.types import Comment as Text


class CommentWanted(Wanted):
    """A comment on an image or, with `object_id`, pinned to an object; `send_back` opens the image again with it."""

    text: Text
    object_id: UUID | None = None
    send_back: bool = False


class Comment(Shown):
    """A comment; `object_number` is the object's number in its image, null for the whole image.

    `done_by` says that it is done; it stays open until its author or a reviewer resolves it.
    """

    id: str
    image_id: int
    image_name: str
    object_id: str | None
    object_number: int | None
    author_id: int | None
    author: str | None
    text: str
    sent_back: bool
    at: datetime
    done_at: datetime | None
    done_by: str | None
    resolved_at: datetime | None
    resolved_by: str | None
