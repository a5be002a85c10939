"""Objects to review as JSON."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from server.api.schemas.base import Shown, Wanted
from server.api.schemas.images import Object, Work
from server.api.types import Small
from server.domain.image_state import ImageState
from server.flows import reviewed


class ImageOf(Shown):
    """The picture that an object is in."""

    id: int
    name: str
    blob: str
    width: int
    height: int
    state: ImageState
    version: int


class ReviewItem(Shown):
    """An object to look at; `random`: it belongs to the random sample and came by its lot. `comments` counts open ones.

    `changed`: a person changed it since it, or its picture, was sent back with one of those. `reviewed_by`: who
    found it good as it is.
    """

    object: Object
    image: ImageOf
    random: bool
    comments: int
    changed: bool
    reviewed_by: str | None


class ReviewPage(Shown):
    """Some objects; `next` is what to give as `after` for more, null at the end."""

    items: list[ReviewItem]
    next: str | None


class Seen(Work):
    """An object that the reviewer found good, at the version they saw."""

    object_id: UUID
    version: Small


class ReviewedWanted(Wanted):
    """Objects that the reviewer found good; not `good`: takes their own word back."""

    good: bool = True

    objects: Annotated[list[Seen], Field(min_length=1, max_length=reviewed.MOST)]


class Reviewed(Shown):
    """Ids of the objects it was done for; the others that are there as they are now: changed, or settled by nobody."""

    done: list[str]
    others: list[Object]
