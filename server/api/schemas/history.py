"""The history of an image as JSON."""

from uuid import UUID

from server.api.schemas.base import Shown, Wanted
from server.api.schemas.images import Object
from server.api.types import Big


class Moment(Shown):
    """The image's objects as they were right after an event."""

    objects: list[Object]


class RestoreWanted(Wanted):
    """What is to come back: one object or, without an id, all. `seen`: the newest event that the person has seen."""

    seen: Big
    object_id: UUID | None = None
