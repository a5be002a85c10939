"""Candidates by a worker: every mask an object could have, and the ones that pins and extreme points guide."""

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy.ndimage import distance_transform_edt

from ml.config import load_settings
from ml.networks.model_file import Card, save_model
from ml.networks.network import build_network, widen
from ml.predictor import Predictor
from server.domain.box import Box
from server.domain.job_state import JobState
from server.domain.mask import Mask, Origin
from server.domain.object_state import ObjectState
from server.domain.pins import Pins
from server.flows import candidates, suggestions
from server.store.blobs import blobs
from server.store.database import database
from server.store.tables import Candidate, Image, Object, User
from tests.conftest import rle
from tests.worker.conftest import Place
from worker.masks import from_stored
from worker.runner import complete_job
from worker.sample_pictures import CLASSES, draw_sample
from worker.suggesting import guided_candidate


def ask(object_id: str, pins: Pins | None = None) -> candidates.Candidates:
    with database().write() as session:
        user = session.query(User).first() or User(name="ada", password_hash="!")
        session.add(user)
        session.flush()
        image = session.get_one(Image, session.get_one(Object, object_id).image_id)
        return candidates.request_candidates(session, image, object_id, pins, user.id)


def made(asked: candidates.Candidates) -> list[Candidate]:
    assert asked.job is not None
    job = complete_job(asked.job)
    assert job.state is JobState.SUCCEEDED, job.error
    with database().read() as session:
        return [session.get_one(Candidate, one) for one in job.result["candidates"]]


def pixels(one: Candidate, box: Box) -> np.ndarray:
    """Its foreground over the object's box."""
    mask = Mask(Box(one.x0, one.y0, one.x1, one.y1), one.foreground, one.uncertain)
    return from_stored(mask).over((box.x0, box.y0, box.x1, box.y1)).foreground


def box_of(place: Place, object_id: str) -> Box:
    thing = place.object(object_id)
    return Box(thing.x0, thing.y0, thing.x1, thing.y1)


def test_all_candidates_of_an_object_without_changing_it(place: Place) -> None:
    object_id = place.picture(1)[0]
    found = made(ask(object_id))
    assert [one.origin for one in found] == [Origin.GRABCUT, Origin.MCG, Origin.FUSED]
    box = box_of(place, object_id)
    np.testing.assert_array_equal(
        pixels(found[0], box), pixels(found[2], box)
    )  # fused: GrabCut's guess, in doubt where MCG differs
    assert (place.object(object_id).state, place.object(object_id).version) == (ObjectState.DRAWN, 1)
    again = ask(object_id)
    assert (again.job, [one.id for one in again.items]) == (None, [one.id for one in found])


def test_a_pin_in_the_middle_of_an_error_holds_and_mends_more_than_itself(place: Place) -> None:
    number, which = 2, 2
    object_id = place.picture(number)[which]
    box = box_of(place, object_id)
    truth = draw_sample(number).objects[which].mask[box.y0 : box.y1, box.x0 : box.x1]
    before = pixels(made(ask(object_id))[0], box)
    inside = distance_transform_edt(np.pad(before != truth, 1))[1:-1, 1:-1]
    pinned = np.zeros_like(truth)
    pinned[np.unravel_index(inside.argmax(), inside.shape)] = True
    nothing = np.zeros_like(truth)
    pins = Pins(box, rle(pinned & truth), rle(pinned & ~truth))
    [guided] = made(ask(object_id, pins))
    found = pixels(guided, box)
    assert guided.origin is Origin.GUIDED
    assert (found == truth)[pinned].all()
    assert (found != truth).sum() < 0.8 * (before != truth).sum()
    [other] = made(ask(object_id, Pins(box, rle(pinned), rle(nothing))))
    assert pixels(other, box)[pinned].all()


def test_extreme_points_belong_to_the_object(place: Place) -> None:
    object_id = place.picture(1)[0]
    box = box_of(place, object_id)
    corners = [(box.x0, box.y0), (box.x1 - 1, box.y0), (box.x0, box.y1 - 1), (box.x1 - 1, box.y1 - 1)]
    with database().write() as session:
        session.get_one(Object, object_id).points = [list(one) for one in corners]
    for one in made(ask(object_id)):
        found = pixels(one, box)
        assert all(found[y - box.y0, x - box.x0] for x, y in corners), one.origin


def test_what_was_drawn_anew_gets_no_candidates(place: Place) -> None:
    object_id = place.picture(1)[0]
    box = box_of(place, object_id)
    corner = np.zeros((box.height, box.width), bool)
    corner[:, -1] = True
    asked = ask(object_id, Pins(box, rle(corner), rle(np.zeros_like(corner))))
    with database().write() as session:
        session.get_one(Object, object_id).x1 -= 1
    assert made(asked) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_annnet_runs_once_for_all_pins_of_a_box_and_again_for_another_box_or_model(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = counted_guesses(monkeypatch)
    object_id = place.picture(1)[0]
    box = box_of(place, object_id)
    with database().read() as session:
        image = session.get_one(Image, session.get_one(Object, object_id).image_id)
        gathered = suggestions.gather_objects(session, image, {object_id})
    models = [untrained(tmp_path / f"{seed}.safetensors", seed) for seed in (0, 1)]
    nothing = np.zeros((box.height, box.width), bool)
    corner = nothing.copy()
    corner[0, 0] = True
    two_pins = Pins(box, rle(corner), rle(nothing)), Pins(box, rle(nothing), rle(corner))
    by_first = replace(gathered, model_blob=models[0])
    first, second = (guided_candidate(by_first, pins) for pins in two_pins)
    assert (len(runs), first.mask != second.mask) == (1, True)
    assert guided_candidate(by_first, two_pins[0]).mask == first.mask
    others = [(x0, y0, x1 - 1, y1) for x0, y0, x1, y1 in gathered.boxes]
    smaller = Pins(Box(box.x0, box.y0, box.x1 - 1, box.y1), rle(corner[:, 1:]), rle(corner[:, :-1]))
    guided_candidate(replace(by_first, boxes=others), smaller)
    guided_candidate(replace(gathered, model_blob=models[1]), two_pins[0])
    assert len(runs) == 3


def counted_guesses(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry is added for each time that an AnnNet looks at a picture."""
    runs, guess = list[int](), Predictor.guess

    def counted(self: Predictor, *args: object) -> object:
        runs.append(1)
        return guess(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(Predictor, "guess", counted)
    return runs


def untrained(file: Path, seed: int) -> str:
    """The blob of a small AnnNet that learned nothing."""
    torch.manual_seed(seed)
    settings = load_settings("tiny")
    network = build_network(settings.annnet, len(CLASSES))
    widen(network, settings.annnet, len(CLASSES))
    save_model(file, network, Card("annnet", CLASSES, settings, "scratch", "", {}))
    return blobs().put(io.BytesIO(file.read_bytes()))
