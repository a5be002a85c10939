"""Pins and extreme points: pixels that a person has settled, and the masks made from then on keep to."""

from dataclasses import dataclass

from server.domain.box import Box
from server.domain.errors import BadInput
from server.domain.mask import overlap, run_lengths

Point = tuple[int, int]
"""Column and row of a pixel."""


@dataclass(frozen=True)
class Pins:
    """Pixels that surely are the object's and pixels that surely are not: disjoint RLE counts over `rect`."""

    rect: Box
    foreground: str
    background: str

    def check(self, box: Box) -> None:
        """Raise BadInput unless there are pins, all inside the object's box, and none is both."""
        if not box.contains(self.rect):
            raise BadInput(
                f"The pins {self.rect.as_list()} reach outside the object's box {box.as_list()}.",
                "Pin pixels inside the box, or enlarge the box first.",
            )
        width, height = self.rect.width, self.rect.height
        foreground, background = (run_lengths(part, width, height) for part in (self.foreground, self.background))
        if overlap(foreground, background):
            raise BadInput("The same pixels are pinned as foreground and as background.", "Let the newer pin win.")
        if not any(foreground[1::2]) and not any(background[1::2]):
            raise BadInput("No pixel is pinned.", "Leave the pins out to ask for the usual candidates.")


def check_points(points: tuple[Point, ...], box: Box) -> None:
    """Raise BadInput unless all extreme points lie inside the box they span."""
    for x, y in points:
        if not (box.x0 <= x < box.x1 and box.y0 <= y < box.y1):
            raise BadInput(
                f"The extreme point {[x, y]} lies outside the box {box.as_list()}.", "Send the box the points span."
            )
