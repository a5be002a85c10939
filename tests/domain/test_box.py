"""Boxes are half-open, never empty, and grow only on purpose."""

import pytest

from server.domain.box import Box
from server.domain.errors import BadInput


@pytest.mark.parametrize("corners", [(3, 0, 3, 5), (4, 0, 3, 5), (0, 5, 3, 5), (0, 6, 3, 5)])
def test_empty_and_reversed_boxes_are_refused(corners: tuple[int, int, int, int]) -> None:
    with pytest.raises(BadInput, match="empty or reversed"):
        Box(*corners)


def test_a_box_may_touch_the_picture_s_edge_but_not_cross_it() -> None:
    Box(0, 0, 10, 8).require_inside(10, 8)
    for outside in (Box(-1, 0, 10, 8), Box(0, 0, 11, 8), Box(0, 0, 10, 9)):
        with pytest.raises(BadInput, match="10 x 8"):
            outside.require_inside(10, 8)


def test_union_and_containment() -> None:
    small, large = Box(2, 3, 5, 6), Box(0, 0, 5, 6)
    assert large.contains(small)
    assert not small.contains(large)
    assert small.union(Box(0, 0, 1, 1)) == large
    assert (small.width, small.height, small.as_list()) == (3, 3, [2, 3, 5, 6])
