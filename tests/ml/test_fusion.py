"""Fusing keeps what GrabCut and MCG agree on and marks the rest; one box and many pictures get the same proposals."""

from dataclasses import dataclass

import numpy as np
import pytest

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
