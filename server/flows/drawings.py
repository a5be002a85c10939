"""Drawings: the class, box, extreme points and flags that people give an object, and whether it has them."""

from dataclasses import dataclass

from server.domain.box import Box
from server.domain.pins import Point, check_points
from server.store.tables import Image, Object


@dataclass(frozen=True)
class Drawing:
    """What a person draws: the class, the box and the flags. A flag of None stays as it is (new objects: False).

    `points`: the extreme points the box was drawn by; None leaves those of an unchanged box, () says it has none.
    """

    class_id: int
    box: Box
    truncated: bool | None = None
    difficult: bool | None = None
    occluded: bool | None = None
    points: tuple[Point, ...] | None = None

    def check(self, image: Image) -> None:
        """Raise BadInput when the box reaches outside the picture, or points outside the box."""
        self.box.require_inside(image.width, image.height)
        check_points(self.points or (), self.box)


@dataclass(frozen=True)
class Fields:
    """Those parts of a drawing that a person changes; None stays as it is."""

    class_id: int | None = None
    box: Box | None = None
    truncated: bool | None = None
    difficult: bool | None = None
    occluded: bool | None = None
    points: tuple[Point, ...] | None = None

    def onto(self, row: Object) -> Drawing:
        """The drawing they make of the object as it is."""
        class_id = row.class_id if self.class_id is None else self.class_id
        box = self.box or Box(row.x0, row.y0, row.x1, row.y1)
        return Drawing(class_id, box, self.truncated, self.difficult, self.occluded, self.points)


def is_drawn_so(row: Object, drawing: Drawing) -> bool:
    """Whether the object already is what `drawing` says."""
    flags = (drawing.truncated, drawing.difficult, drawing.occluded)
    stored = (row.truncated, row.difficult, row.occluded)
    same_flags = all(flag is None or flag == now for flag, now in zip(flags, stored, strict=True))
    same_points = drawing.points is None or _as_rows(drawing.points) == (row.points or [])
    same_box = [row.x0, row.y0, row.x1, row.y1] == drawing.box.as_list()
    return same_flags and same_points and same_box and row.class_id == drawing.class_id


def draw(row: Object, drawing: Drawing) -> None:
    """Set the object's class, box, points and flags."""
    row.class_id = drawing.class_id
    if drawing.points is not None:
        row.points = _as_rows(drawing.points) or None
    elif drawing.box.as_list() != [row.x0, row.y0, row.x1, row.y1]:
        row.points = None  # they spanned the box as it was
    row.x0, row.y0, row.x1, row.y1 = drawing.box.as_list()
    for flag in ("truncated", "difficult", "occluded"):
        if getattr(drawing, flag) is not None:
            setattr(row, flag, getattr(drawing, flag))


def _as_rows(points: tuple[Point, ...]) -> list[list[int]]:
    return [list(point) for point in points]
