"""The history of an image as JSON."""

from datetime import datetime
from uuid import UUID

from server.api.schemas.base import Shown, Wanted
from server.api.schemas.images import Object
from server.api.types import Big
from server.domain.mask import Origin


class HistoryEvent(Shown):
    """Something that happened; `user` null: a worker did it. Class and origin are the object's afterwards."""

    id: int
    at: datetime
    user_id: int | None
    user: str | None
    kind: str
    object_id: str | None
    number: int | None
    class_id: int | None
    origin: Origin | None
    comment: str | None


class HistoryPage(Shown):
    """Some events, newest first; `next` is what to give as `before` for more, null at the end."""

    items: list[HistoryEvent]
    next: int | None


class Moment(Shown):
    """The image's objects as they were right after an event."""

    objects: list[Object]


class RestoreWanted(Wanted):
    """What is to come back: one object or, without an id, all. `seen`: the newest event that the person has seen."""

    seen: Big
    object_id: UUID | None = None
