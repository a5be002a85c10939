"""Masks between the two rooms: run lengths as the server keeps them, arrays as ml works on them."""

from ml.masks import ObjectMask
from server.domain.box import Box
from server.domain.mask import Mask


def to_stored(mask: ObjectMask) -> Mask:
    """The mask as the server keeps it."""
    data = mask.to_json()
    return Mask(Box(*data["rect"]), data["foreground"], data["uncertain"], data["ignored"])


def from_stored(mask: Mask) -> ObjectMask:
    """The mask as ml works on it."""
    parts = {"foreground": mask.foreground, "uncertain": mask.uncertain, "ignored": mask.ignored}
    return ObjectMask.from_json({"rect": mask.rect.as_list(), **parts})


def corners(box: Box) -> tuple[int, int, int, int]:
    """The box as ml has it."""
    return box.x0, box.y0, box.x1, box.y1
