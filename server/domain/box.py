"""Boxes: half-open integer rectangles in pixels of the upright image."""

from dataclasses import dataclass

from server.domain.errors import BadInput


@dataclass(frozen=True)
class Box:
    """Half-open rectangle `[x0, x1) x [y0, y1)` in pixels; never empty."""

    x0: int
    y0: int
    x1: int
    y1: int

    def __post_init__(self) -> None:
        if self.x0 >= self.x1 or self.y0 >= self.y1:
            raise BadInput(
                f"The box {self.as_list()} is empty or reversed.", "Give x0 < x1 and y0 < y1, in pixels, half-open."
            )

    def as_list(self) -> list[int]:
        """Return `[x0, y0, x1, y1]`."""
        return [self.x0, self.y0, self.x1, self.y1]

    @property
    def width(self) -> int:
        """Pixels across."""
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        """Pixels down."""
        return self.y1 - self.y0

    def contains(self, other: "Box") -> bool:
        """Whether `other` lies wholly inside this box."""
        return self.x0 <= other.x0 and self.y0 <= other.y0 and other.x1 <= self.x1 and other.y1 <= self.y1

    def union(self, other: "Box") -> "Box":
        """Return the smallest box that holds both."""
        return Box(min(self.x0, other.x0), min(self.y0, other.y0), max(self.x1, other.x1), max(self.y1, other.y1))

    def require_inside(self, width: int, height: int) -> None:
        """Raise BadInput unless the box lies inside a picture of `width` x `height` pixels."""
        if self.x0 < 0 or self.y0 < 0 or self.x1 > width or self.y1 > height:
            raise BadInput(
                f"The box {self.as_list()} reaches outside the picture ({width} x {height} pixels).",
                "Clip it to the picture first.",
            )
