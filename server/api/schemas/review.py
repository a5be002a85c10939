"""Objects to review as JSON."""

from server.api.schemas.base import Shown
from server.api.schemas.images import Object
from server.domain.image_state import ImageState


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

    `changed`: a person changed it since it, or its picture, was sent back with one of those.
    """

    object: Object
    image: ImageOf
    random: bool
    comments: int
    changed: bool


class ReviewPage(Shown):
    """Some objects; `next` is what to give as `after` for more, null at the end."""

    items: list[ReviewItem]
    next: str | None
