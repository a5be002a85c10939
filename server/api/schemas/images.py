"""Images, objects and masks as JSON."""

from typing import Annotated

from pydantic import Field, StringConstraints

from server.api.schemas.base import Shown, Wanted
from server.api.types import MAX_BIG, Big, Comment, Seconds, Small
from server.domain.box import Box
from server.domain.image_state import ImageState
from server.domain.mask import Mask as DomainMask
from server.domain.mask import Origin
from server.domain.object_state import ObjectState
from server.domain.pins import Point
from server.flows.assignments import Which
from server.flows.drawings import Drawing, Fields
from server.flows.history import News
from server.flows.reverts import Decision, Earlier

Pixel = Annotated[int, Field(strict=True, ge=-(2**31), le=2**31 - 1)]
BoxList = Annotated[list[Pixel], Field(min_length=4, max_length=4, description="[x0, y0, x1, y1], half-open pixels")]
Place = Annotated[list[Pixel], Field(min_length=2, max_length=2)]
PointList = Annotated[
    Annotated[list[Place], Field(min_length=4, max_length=4)] | Annotated[list[Place], Field(max_length=0)],
    Field(description="extreme points [x, y] that the box was drawn by; an empty list: it was drawn by none"),
]
Counts = Annotated[str, StringConstraints(min_length=1, max_length=4_000_000, pattern=r"^[0-o]*$")]


class Mask(Shown):
    """A mask: COCO compressed RLE over `rect`; where it came from, and the round of the model that made it.

    `certainty` and `looks`, 0 to 1, order what people should look at first; null for masks that people made. `by` is
    the user who painted, chose or accepted it; null for what was suggested or imported.
    """

    id: int
    origin: Origin
    round: int | None
    rect: list[int]
    foreground: str
    uncertain: str | None
    ignored: str | None
    certainty: float | None
    looks: float | None
    by: int | None


class Object(Shown):
    """One thing in an image, with its current mask; `suggesting`: a suggestion is on its way."""

    id: str
    class_id: int
    box: list[int]
    state: ObjectState
    version: int
    number: int
    pose: str
    truncated: bool
    difficult: bool
    occluded: bool
    points: list[list[int]] | None
    mask: Mask | None
    suggesting: bool


class ImageListed(Shown):
    """An image in a list; `objects` counts them, the four after it by state. `blob` names the picture's bytes."""

    id: int
    name: str
    blob: str
    width: int
    height: int
    state: ImageState
    gold: bool
    version: int
    assignee_id: int | None
    objects: int
    drawn: int
    suggested: int
    accepted: int
    fixed: int
    comment: str | None


class ImageAdded(ImageListed):
    """A new image; `note` says what became of pixels that could not be kept as they were."""

    note: str | None


class ImageOpened(Shown):
    """An image with its objects. `large`: its picture is to be looked at by tiles; `tiled`: they are there.

    `news`: what others changed since the asker's own last event here; null unless it was asked for.
    """

    id: int
    name: str
    blob: str
    large: bool
    tiled: bool
    width: int
    height: int
    state: ImageState
    gold: bool
    version: int
    comment: str | None
    objects: list[Object]
    news: list[News] | None = None


class ImagePage(Shown):
    """Some images by id; `next` is what to give as `after` for more, `previous` as `before`; null at the ends."""

    items: list[ImageListed]
    next: int | None
    previous: int | None


class ImageCount(Shown):
    """How many images match."""

    count: int


class ImageIds(Shown):
    """Images by their ids alone."""

    ids: list[int]


class ImagePosition(Shown):
    """Where in the list an image stands, counted from 0."""

    id: int
    name: str
    position: int


class AssignmentWanted(Wanted):
    """Whose the images that match are to be (null: nobody's); at most the first `limit`.

    `only`: of these ids, each of which must match; `but`: all except these. One by one at most 10,000 are named.
    """

    user_id: Small | None
    only: list[Big] | None = None
    but: list[Big] = []
    limit: Small | None = None

    def which(self) -> Which:
        """The same for the flow."""
        return Which(self.only, self.but, self.limit)


class Assigned(Shown):
    """How many images were assigned."""

    images: int


class TakeWanted(Wanted):
    """Where to look for the next image to do: after or before one."""

    after: Annotated[int | None, Field(ge=0, le=MAX_BIG)] = None
    before: Annotated[int | None, Field(ge=0, le=MAX_BIG)] = None


class SendBack(Wanted):
    """Why an image goes back to its annotator."""

    comment: Comment


class GoldWanted(Wanted):
    """Whether the image is set apart for measuring."""

    gold: bool


class Work(Wanted):
    """Seconds of active work a change took, and of waiting for a suggestion before it, where the page counted them."""

    active_seconds: Seconds | None = None
    waiting_seconds: Seconds | None = None


def as_points(rows: list[list[int]] | None) -> tuple[Point, ...] | None:
    """Extreme points for the flow."""
    return None if rows is None else tuple((x, y) for x, y in rows)


class ObjectWanted(Work):
    """A box with its class and flags. A flag left out stays as it is, and so do points while the box does."""

    class_id: Small
    box: BoxList
    truncated: bool | None = None
    difficult: bool | None = None
    occluded: bool | None = None
    points: PointList | None = None

    def drawing(self) -> Drawing:
        """The same for the flow; raises BadInput for a reversed or empty box."""
        box, points = Box(*self.box), as_points(self.points)
        return Drawing(self.class_id, box, self.truncated, self.difficult, self.occluded, points)


class Pixels(Wanted):
    """The pixels of a mask, as every request says them; what belongs to its kind of mask comes on top."""

    rect: BoxList
    foreground: Counts

    def mask(self) -> DomainMask:
        """The same for the flow, decoded before any transaction begins; raises BadInput for a reversed or empty rect.

        Broken RLEs are the flow's to refuse.
        """
        parts = self.model_dump(include={"foreground", "uncertain", "ignored"})
        return DomainMask(Box(*self.rect), **parts).looked_at()


class MaskWanted(Pixels, Work):
    """A mask painted by a person."""

    ignored: Counts | None = None


class EarlierMask(Pixels):
    """A mask that an object had."""

    uncertain: Counts | None = None
    ignored: Counts | None = None


class EarlierDecision(Wanted):
    """A state of an object with the mask that belongs to it."""

    state: ObjectState
    mask: EarlierMask | None

    def decision(self) -> Decision:
        """The same for the flow; raises BadInput for a reversed or empty rect."""
        return Decision(self.state, self.mask and self.mask.mask())


class EarlierWanted(EarlierDecision, ObjectWanted):
    """An object as it was before: what undo brings back."""

    def earlier(self) -> Earlier:
        """The same for the flow; raises BadInput for a reversed or empty rect or box."""
        box, points = Box(*self.box), as_points(self.points)
        fields = Fields(self.class_id, box, self.truncated, self.difficult, self.occluded, points)
        return Earlier(fields, self.decision())
