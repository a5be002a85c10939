"""Box fill: the whole box is the object, the simplest label a box can give (paper table 8, after SDI's "Box")."""

from ml.masks import Box, ObjectMask


def box_fill(box: Box) -> ObjectMask:
    """Every pixel of the box as foreground."""
    return ObjectMask.filled(box)
