"""Proposals are kept by picture, box and recipe; damaged entries are made again."""

import sys
from concurrent.futures import ProcessPoolExecutor, wait
from dataclasses import dataclass, field

import numpy as np

from ml.masks import ObjectMask
from ml.proposals import propose_all, propose_boxes
from ml.proposals.batch import process_context
from ml.proposals.cache import ProposalCache
from tests.ml.pictures import disc, present, textured

BOX = (14, 9, 47, 42)
TRUTH = disc(50, 60, (30, 25), 16)


@dataclass
class Scene:
    """A picture with boxes."""

    seed: int = 0
    boxes: list[tuple[int, int, int, int]] = field(default_factory=lambda: [BOX, (0, 0, 20, 20)])

    def read(self):
        return textured(TRUTH, seed=self.seed)


def as_json(proposals):
    return [{kind: mask.to_json() for kind, mask in proposal.items()} for proposal in proposals]


def test_what_is_kept_is_what_was_made(tmp_path):
    picture = Scene().read()
    made = propose_boxes(picture, [BOX])[0]
    cache = ProposalCache(tmp_path, picture, "product")
    assert cache.read(BOX) is None
    cache.write(BOX, made)
    assert as_json([present(cache.read(BOX))]) == as_json([made])


def test_another_picture_box_or_recipe_is_another_entry(tmp_path):
    picture = Scene().read()
    ProposalCache(tmp_path, picture, "product").write(BOX, propose_boxes(picture, [BOX])[0])
    assert ProposalCache(tmp_path, Scene(seed=1).read(), "product").read(BOX) is None
    assert ProposalCache(tmp_path, picture.reshape(60, 50, 3), "product").read(BOX) is None
    assert ProposalCache(tmp_path, picture, "paper").read(BOX) is None
    assert ProposalCache(tmp_path, picture, "product").read((14, 9, 47, 41)) is None


def test_the_second_run_takes_what_the_first_left(tmp_path):
    first = next(proposals for _, proposals in propose_all([Scene()], processes=1, cache=tmp_path))
    assert as_json(first) == as_json(propose_boxes(Scene().read(), Scene().boxes))
    empty = propose_boxes(np.zeros((50, 60, 3), np.uint8), [BOX])[0]
    ProposalCache(tmp_path, Scene().read(), "product").write(BOX, empty)
    second = next(proposals for _, proposals in propose_all([Scene()], processes=1, cache=tmp_path))
    assert as_json(second) == as_json([empty, first[1]])


def test_damaged_entries_are_made_again(tmp_path):
    first = next(iter(propose_all([Scene(boxes=[BOX])], processes=1, cache=tmp_path)))[1]
    (entry,) = tmp_path.rglob("*.json")
    whole = entry.read_text()
    for damage in (
        whole[:40],
        "",
        "[]",
        "{}",
        whole.replace("14", "13", 1),
        whole.replace('"foreground": "', '"foreground": "~'),
    ):
        entry.write_text(damage)
        again = next(iter(propose_all([Scene(boxes=[BOX])], processes=1, cache=tmp_path)))[1]
        assert as_json(again) == as_json(first)
        assert entry.read_text() == whole
    assert not list(tmp_path.rglob("*.part"))


def write_often(folder, proposal):
    """Also says which large modules, of no use to it, a process that makes proposals has imported."""
    cache = ProposalCache(folder, Scene().read(), "product")
    for _ in range(100):
        cache.write(BOX, proposal)
    return {"torch", "matplotlib"} & set(sys.modules)


def test_processes_that_write_the_same_entry_at_once_never_leave_a_part(tmp_path):
    noise = np.random.default_rng(0).random((BOX[3] - BOX[1], BOX[2] - BOX[0])) < 0.5
    proposal = dict.fromkeys(("grabcut", "mcg", "fused"), ObjectMask(BOX, noise))
    cache = ProposalCache(tmp_path, Scene().read(), "product")
    cache.write(BOX, proposal)
    with ProcessPoolExecutor(2, mp_context=process_context()) as pool:
        writing = [pool.submit(write_often, tmp_path, proposal) for _ in range(2)]
        while wait(writing, timeout=0.02).not_done:
            assert as_json([present(cache.read(BOX))]) == as_json([proposal])
        assert [each.result() for each in writing] == [set(), set()]
    (entry,) = (file for file in tmp_path.rglob("*") if file.is_file())
    assert entry.suffix == ".json"
