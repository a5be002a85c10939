"""Fusing keeps what GrabCut and MCG agree on and marks the rest; one box and many pictures get the same proposals."""

from dataclasses import dataclass

import numpy as np
import pytest

from ml.label_map import compose
from ml.masks import iou
from ml.proposals import fuse, propose, propose_all, propose_boxes
from tests.ml.pictures import disc, present, textured

BOX = (10, 20, 14, 21)


def row(text):
    return np.array([[letter == "#" for letter in text]])


def test_agreement_is_a_label_and_disagreement_uncertain_with_grabcuts_guess():
    fused = fuse(row("##.."), row("#.#."), BOX)
    assert fused.rect == BOX
    assert fused.foreground.tolist() == row("##..").tolist()
    assert present(fused.uncertain).tolist() == row(".##.").tolist()


def test_without_common_foreground_the_paper_marks_the_whole_box():
    assert present(fuse(row("##.."), row("..#."), BOX).uncertain).tolist() == row("###.").tolist()
    fused = fuse(row("##.."), row("..#."), BOX, empty_is_uncertain=True)
    assert present(fused.uncertain).all()
    assert fused.foreground.tolist() == row("##..").tolist()


def drawn(*rows, index):
    """Bool array of what is drawn with this digit."""
    return np.array([[letter == str(index) for letter in line] for line in rows])


OBJECTS = {  # class: box, GrabCut, MCG
    1: (
        (0, 0, 6, 6),
        drawn(".11111", "111111", "111111", "111111", "11111.", "1111..", index=1),
        drawn("..1111", ".11111", "111111", "111111", "111111", "1111..", index=1),
    ),
    2: (
        (4, 3, 8, 8),
        drawn("222.", "2222", "2222", ".222", "..2.", index=2),
        drawn(".22.", "222.", "2222", "2222", "....", index=2),
    ),
    3: ((6, 0, 8, 2), drawn("3.", "..", index=3), drawn(".3", "..", index=3)),
}
LABELS = """
.?1111??
?11111??
111111..
1111122.
1111222?
11112222
....?222
......?.
"""
GUESSES = """
.111113.
111111..
111111..
1111222.
11112222
11112222
.....222
......2.
"""


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1)])
def test_fused_proposals_pasted_by_area_with_ignored_pixels_below_any_foreground(order):
    """Figure 2 on 8 x 8 pixels: smaller over larger foreground, ignored over background only, nothing outside boxes."""
    masks = [(fuse(grabcut, mcg, box, empty_is_uncertain=True), c) for c in order for box, grabcut, mcg in [OBJECTS[c]]]
    for uncertain, drawing in (("ignore", LABELS), ("best-guess", GUESSES)):
        found = compose(8, 8, masks, uncertain)
        text = ["".join({0: ".", 255: "?"}.get(value, str(value)) for value in line) for line in found.tolist()]
        assert text == drawing.split()


@dataclass
class Disc:
    """A picture that another process can make for itself."""

    radius: int
    broken: bool = False

    @property
    def boxes(self):
        return [(60 - self.radius, 50 - self.radius, 61 + self.radius, 51 + self.radius), (0, 0, 20, 20)]

    def read(self):
        if self.broken:
            raise ValueError(f"disc {self.radius} is broken")
        return textured(disc(100, 120, (60, 50), self.radius))


@pytest.mark.parametrize("recipe", ["product", "paper"])
def test_proposals_of_an_obvious_object(recipe):
    picture = Disc(30)
    proposal = propose(picture.read(), picture.boxes[0], recipe)
    truth = disc(61, 61, (30, 30), 30)
    for origin in ("grabcut", "mcg", "fused"):
        assert proposal[origin].rect == picture.boxes[0]
        assert iou(proposal[origin].foreground, truth) > 0.85, origin
    assert present(proposal["fused"].uncertain).mean() < 0.15


def test_no_box_no_proposal():
    assert propose_boxes(np.zeros((5, 5, 3), np.uint8), []) == []
    assert propose_boxes(np.zeros((5, 5, 3), np.uint8), [], "paper") == []


def test_many_pictures_in_processes_equal_one_at_a_time():
    pictures = [Disc(radius) for radius in (20, 25, 30)]
    results = {picture.radius: proposals for picture, proposals in propose_all(pictures, processes=2)}
    for picture in pictures:
        for found, expected in zip(results[picture.radius], propose_boxes(picture.read(), picture.boxes), strict=True):
            for origin in ("grabcut", "mcg", "fused"):
                assert found[origin].to_json() == expected[origin].to_json()


def test_a_batch_can_be_left_and_errors_come_through():
    batch = propose_all([Disc(20), Disc(21), Disc(22)], processes=1)
    next(batch)
    batch.close()
    with pytest.raises(ValueError, match="disc 9 is broken"):
        list(propose_all([Disc(9, broken=True), Disc(20)], processes=2))
