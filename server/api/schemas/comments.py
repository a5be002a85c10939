"""Comments as JSON."""

from datetime import datetime
from uuid import UUID

from server.api.schemas.base import Shown, Wanted
from server.api.types import Comment as Text


class CommentWanted(Wanted):
    """A comment on an image or, with `object_id`, pinned to an object; `send_back` opens the image again with it.

    `reply_to` the comment that a thread begins with; the reply is about the same. It opens a resolved thread again.
    """

    text: Text
    object_id: UUID | None = None
    reply_to: UUID | None = None
    send_back: bool = False


class Comment(Shown):
    """A comment; `object_number` is the object's number in its image, null for the whole image.

    `done_by` says that it is done; it stays open until its author or a reviewer resolves it. `reply_to` names the
    comment that its thread begins with, which alone is done and resolved.
    """

    id: str
    image_id: int
    image_name: str
    object_id: str | None
    object_number: int | None
    reply_to: str | None
    author_id: int | None
    author: str | None
    text: str
    sent_back: bool
    at: datetime
    done_at: datetime | None
    done_by: str | None
    resolved_at: datetime | None
    resolved_by: str | None
