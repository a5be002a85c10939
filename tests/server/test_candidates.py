"""Candidates over HTTP: asking, choosing, accepting in the place of what was decided; pins and extreme points."""

import gzip
import io
from typing import Any
from uuid import uuid4

import numpy as np
import pytest

from server.domain.box import Box
from server.domain.job_state import JobKind, JobState
from server.domain.mask import Impression, Mask, Origin
from server.domain.round_state import RoundState
from server.flows import candidates, jobs
from server.flows.candidates import Made
from server.store.blobs import blobs
from server.store.database import database
from server.store.tables import Candidate, Event, Job, Model, ObjectMask, Promotion, Round
from tests.conftest import ON_SQLITE, People, Workplace, add_image, box_mask, checked, rle

BOX = [4, 4, 24, 20]


def pixels(*places: tuple[int, int]) -> str:
    """RLE over BOX with these (x, y) of the picture marked."""
    marked = np.zeros((16, 20), bool)
    for x, y in places:
        marked[y - 4, x - 4] = True
    return rle(marked)


def pins(foreground: tuple[int, int] = (10, 10), background: tuple[int, int] = (5, 5)) -> dict[str, Any]:
    return {"pins": {"rect": BOX, "foreground": pixels(foreground), "background": pixels(background)}}


def ask(workplace: Workplace, thing: dict[str, Any], body: dict[str, Any] | None = None) -> Any:
    return workplace.person.post(f"{workplace.path}/objects/{thing['id']}/candidates", body or {})


def work(*made: Made) -> list[int]:
    """Do the newest `candidates` job as a worker would; the candidates' ids."""
    with database().write() as session:
        job = session.query(Job).filter_by(kind=JobKind.CANDIDATES).order_by(Job.id.desc()).first()
        assert job is not None
        claim = jobs.claim(session, job.id)
        assert claim is not None
        found = candidates.gather(session, claim.payload)
        ids = candidates.record_candidates(session, found[0], found[1], made) if found else []
        jobs.succeed(session, claim, {"candidates": ids})
        return ids


def half(origin: Origin, **more: Any) -> Made:
    """The left half of BOX."""
    return Made(Mask(Box(4, 4, 14, 20), rle(np.ones((16, 10), bool)), **more), origin)


def test_candidates_come_by_a_job_and_stay_while_the_object_does(workplace: Workplace) -> None:
    drawn = workplace.draw(BOX)
    asked = checked(ask(workplace, drawn), 202)
    assert (asked["state"], asked["items"]) == ("queued", [])
    ids = work(Made(box_mask(BOX), Origin.GRABCUT), half(Origin.MCG))
    path = f"{workplace.path}/objects/{drawn['id']}/candidates/{asked['job']}"
    found = checked(workplace.person.get(path))
    assert [(one["id"], one["origin"]) for one in found["items"]] == list(zip(ids, ("grabcut", "mcg"), strict=True))
    assert found["items"][1]["rect"] == [4, 4, 14, 20]
    again = checked(ask(workplace, drawn), 202)
    assert (again["job"], again["state"], again["items"]) == (None, "succeeded", found["items"])
    assert workplace.object(drawn["id"])["version"] == drawn["version"]

    moved = checked(workplace.change(drawn, "", {"class_id": drawn["class_id"], "box": [4, 4, 24, 21]}, "PUT"))
    assert checked(ask(workplace, moved), 202)["state"] == "queued"
    work(half(Origin.GRABCUT))
    with database().read() as session:
        assert [one.origin for one in session.query(Candidate)] == [Origin.GRABCUT]  # the others have had their day


def test_a_newer_request_cancels_the_persons_older_one(workplace: Workplace, people: People) -> None:
    drawn = workplace.draw(BOX)
    other = Workplace(people.reviewer, workplace.project_id, workplace.image, workplace.class_ids)
    theirs = checked(ask(other, drawn, pins()), 202)["job"]
    first = checked(ask(workplace, drawn, pins()), 202)["job"]
    second = checked(ask(workplace, drawn, pins((11, 10))), 202)["job"]
    with database().read() as session:
        states = {one: session.get_one(Job, one).state for one in (theirs, first, second)}
    assert states == {theirs: JobState.QUEUED, first: JobState.CANCELLED, second: JobState.QUEUED}


def test_what_was_made_for_another_box_is_dropped(workplace: Workplace) -> None:
    drawn = workplace.draw(BOX)
    checked(ask(workplace, drawn), 202)
    with database().read() as session:
        found = candidates.gather(session, session.query(Job).filter_by(kind=JobKind.CANDIDATES).one().payload)
    assert found is not None
    checked(workplace.change(drawn, "", {"class_id": drawn["class_id"], "box": [4, 4, 24, 21]}, "PUT"))
    with database().write() as session:
        assert candidates.record_candidates(session, *found, [half(Origin.MCG)]) == []


def test_a_models_candidates_go_with_its_neighbours(workplace: Workplace) -> None:
    """A model sees every box in its priors; GrabCut and MCG see only the object's own."""
    drawn = workplace.draw(BOX)
    checked(ask(workplace, drawn), 202)
    work(half(Origin.MCG))
    workplace.draw([30, 4, 40, 20])
    assert checked(ask(workplace, drawn), 202)["state"] == "succeeded"

    with database().write() as session:
        ended = Round(project_id=workplace.project_id, number=1, state=RoundState.DONE, profile="cpu")
        session.add(ended)
        session.flush()
        session.add(Model(project_id=workplace.project_id, round_id=ended.id, kind="annnet", blob="0" * 64, card={}))
        session.add(Promotion(project_id=workplace.project_id, round_id=ended.id))
    checked(ask(workplace, drawn), 202)
    work(half(Origin.ANNNET))
    assert checked(ask(workplace, drawn), 202)["state"] == "succeeded"
    workplace.draw([30, 24, 40, 30])
    assert checked(ask(workplace, drawn), 202)["state"] == "queued"


def test_choosing_makes_a_candidate_the_suggestion_with_its_origin(workplace: Workplace) -> None:
    suggested = workplace.suggest(workplace.draw(BOX))
    checked(ask(workplace, suggested), 202)
    [candidate] = work(half(Origin.MCG))
    stale = workplace.change({**suggested, "version": 1}, "/choose", {"candidate": candidate})
    assert stale.status_code == 412
    chosen = checked(workplace.change(suggested, "/choose", {"candidate": candidate, "active_seconds": 1}))
    assert (chosen["state"], chosen["mask"]["origin"], chosen["mask"]["rect"]) == ("suggested", "mcg", [4, 4, 14, 20])
    assert checked(workplace.change(suggested, "/choose", {"candidate": candidate})) == chosen  # sent once more
    accepted = checked(workplace.change(chosen, "/accept"))
    assert workplace.change(accepted, "/choose", {"candidate": candidate}).status_code == 409  # decided

    drawing = {name: accepted[name] for name in ("class_id", "box")}
    seen = {name: suggested["mask"][name] for name in ("rect", "foreground", "uncertain")}
    back = checked(workplace.change(accepted, "/revert", {**drawing, "state": "suggested", "mask": seen}, "PUT"))
    assert back["mask"]["origin"] == "fused"  # undo finds what was there before the choice


def test_accepting_a_candidate_replaces_what_was_decided(workplace: Workplace) -> None:
    painted = {"rect": [4, 4, 6, 6], "foreground": rle(np.ones((2, 2), bool))}
    fixed = checked(workplace.change(workplace.draw(BOX), "/mask", painted, "PUT"))
    checked(ask(workplace, fixed, pins()), 202)
    [candidate] = work(half(Origin.GUIDED, uncertain=rle(np.ones((16, 10), bool))))
    accepted = checked(workplace.change(fixed, "/accept", {"candidate": candidate}))
    assert (accepted["state"], accepted["mask"]["origin"], accepted["mask"]["uncertain"]) == (
        "accepted",
        "guided",
        None,
    )
    assert checked(workplace.change(fixed, "/accept", {"candidate": candidate})) == accepted
    with database().read() as session:
        assert session.query(Event).filter_by(kind="object.accepted").count() == 1
        assert session.query(ObjectMask).count() == 2


def test_the_mask_as_seen_is_what_is_accepted(workplace: Workplace) -> None:
    suggested = workplace.suggest(workplace.draw(BOX))
    checked(ask(workplace, suggested), 202)
    [candidate] = work(half(Origin.ANNNET, impression=Impression(0.4, 0.3)))
    seen = {"rect": [4, 4, 8, 20], "foreground": rle(np.ones((16, 4), bool)), "uncertain": None}
    chosen = checked(workplace.change(suggested, "/choose", {"candidate": candidate, "mask": seen}))
    assert (chosen["mask"]["certainty"], chosen["mask"]["looks"]) == (0.4, 0.3)  # its place in a review stays
    accepted = checked(workplace.change(chosen, "/accept", {"candidate": candidate, "mask": seen}))
    assert (accepted["mask"]["origin"], accepted["mask"]["rect"]) == ("annnet", [4, 4, 8, 20])


def test_probabilities_come_gzipped_from_the_blob(workplace: Workplace) -> None:
    drawn = workplace.draw(BOX)
    levels = bytes(range(100)) + bytes(220)
    with database().write():
        blob = blobs().put(io.BytesIO(gzip.compress(levels)))
    checked(ask(workplace, drawn), 202)
    made = half(Origin.ANNNET)
    without, with_them = work(half(Origin.MCG), Made(made.mask, made.origin, blob, 0.9))
    path = f"{workplace.path}/objects/{drawn['id']}/candidates"
    assert workplace.person.get(f"{path}/{with_them}/probabilities").content == levels
    assert workplace.person.get(f"{path}/{without}/probabilities").status_code == 404
    items = checked(ask(workplace, drawn), 202)["items"]
    assert [(one["probabilities"], one["tau"]) for one in items] == [(False, None), (True, 0.9)]


def test_extreme_points_stay_with_the_box_they_span(workplace: Workplace) -> None:
    points = [[4, 9], [10, 4], [23, 8], [12, 19]]
    drawn = workplace.draw(BOX, points=points)
    assert drawn["points"] == points
    flagged = checked(
        workplace.change(drawn, "", {"class_id": drawn["class_id"], "box": BOX, "difficult": True}, "PUT")
    )
    assert flagged["points"] == points
    moved = checked(workplace.change(flagged, "", {"class_id": drawn["class_id"], "box": [4, 4, 24, 21]}, "PUT"))
    assert moved["points"] is None
    again = {"class_id": drawn["class_id"], "box": BOX, "points": points}
    spanned = checked(workplace.change(moved, "", again, "PUT"))
    assert spanned["points"] == points
    inside = {"rect": [6, 6, 7, 7], "foreground": "01"}
    fixed = checked(workplace.change(spanned, "/mask", inside, "PUT"))
    assert fixed["points"] == points
    grown = checked(workplace.change(fixed, "/mask", inside | {"rect": [24, 6, 25, 7]}, "PUT"))
    assert (grown["box"], grown["points"]) == ([4, 4, 25, 20], None)


def test_what_gave_a_box_extreme_points_can_be_taken_back(workplace: Workplace) -> None:
    points = [[4, 9], [10, 4], [23, 8], [12, 19]]
    plain = workplace.draw(BOX)
    wanted = {"class_id": plain["class_id"], "box": BOX}
    for door, more in (("", {}), ("/revert", {"state": "drawn", "mask": None})):
        spanned = checked(workplace.change(plain, "", {**wanted, "points": points}, "PUT"))
        assert spanned["points"] == points
        plain = checked(workplace.change(spanned, door, {**wanted, **more, "points": []}, "PUT"))
        assert (plain["points"], plain["box"]) == (None, BOX)


BAD: dict[str, Any] = {
    "pins outside the box": {
        "rect": [0, 4, 24, 20],
        "foreground": rle(np.ones((16, 24))),
        "background": rle(np.zeros((16, 24))),
    },
    "pins outside the picture": {
        "rect": [4, 4, 60, 20],
        "foreground": rle(np.ones((16, 56))),
        "background": rle(np.zeros((16, 56))),
    },
    "both at once": {"rect": BOX, "foreground": pixels((10, 10)), "background": pixels((10, 10))},
    "nothing pinned": {"rect": BOX, "foreground": pixels(), "background": pixels()},
    "a short RLE": {"rect": BOX, "foreground": "4", "background": pixels((10, 10))},
    "no RLE": {"rect": BOX, "foreground": "~~", "background": pixels((10, 10))},
    "reversed": {"rect": [24, 4, 4, 20], "foreground": pixels((10, 10)), "background": pixels()},
    "too long": {"rect": BOX, "foreground": "0" * 200_001, "background": pixels()},
}


@ON_SQLITE
@pytest.mark.parametrize("kind", BAD)
def test_bad_pins_are_refused_and_change_nothing(workplace: Workplace, kind: str) -> None:
    drawn = workplace.draw(BOX)
    kept = checked(ask(workplace, drawn, pins()), 202)["job"]
    refused = ask(workplace, drawn, {"pins": BAD[kind]})
    assert refused.status_code == 422
    assert refused.json()["error"]["message"]
    with database().read() as session:
        assert [one.id for one in session.query(Job).filter_by(kind=JobKind.CANDIDATES, state=JobState.QUEUED)] == [
            kept
        ]


@ON_SQLITE
@pytest.mark.parametrize("points", [[[4, 4]] * 3, [[4, 4]] * 5, [[3, 4]] * 4, [[24, 4]] * 4, [[4]] * 4, [["4", 4]] * 4])
def test_bad_extreme_points_are_refused(workplace: Workplace, points: Any) -> None:
    drawn = workplace.draw(BOX)
    wanted = {"class_id": drawn["class_id"], "box": BOX, "points": points}
    assert workplace.change(drawn, "", wanted, "PUT").status_code == 422
    assert workplace.object(drawn["id"]) == drawn


@ON_SQLITE
def test_candidates_of_others_are_not_there(workplace: Workplace, people: People) -> None:
    drawn, other = workplace.draw(BOX), workplace.draw([0, 0, 9, 9])
    asked = checked(ask(workplace, drawn), 202)
    [candidate] = work(half(Origin.MCG))
    of_other = f"{workplace.path}/objects/{other['id']}/candidates"
    assert workplace.person.get(f"{of_other}/{asked['job']}").status_code == 404
    assert workplace.person.get(f"{of_other}/{candidate}/probabilities").status_code == 404
    assert workplace.change(other, "/accept", {"candidate": candidate}).status_code == 404
    assert workplace.change(drawn, "/choose", {"candidate": 999}).status_code == 404
    suggestion = f"{workplace.path}/objects/{drawn['id']}/candidates/1"
    assert workplace.person.get(suggestion).status_code == 404  # a job, but one of another kind
    foreign = people.new_project("Elsewhere")
    image = add_image(people.owner, foreign["id"])
    path = f"/projects/{foreign['id']}/images/{image['id']}/objects/{drawn['id']}/candidates"
    assert people.owner.post(path, {}).status_code == 404
    assert people.outsider.post(f"{workplace.path}/objects/{drawn['id']}/candidates", {}).status_code == 404


@ON_SQLITE
def test_a_candidate_that_the_box_no_longer_holds_is_refused(workplace: Workplace) -> None:
    drawn = workplace.draw(BOX)
    checked(ask(workplace, drawn), 202)
    [candidate] = work(half(Origin.MCG))
    moved = checked(workplace.change(drawn, "", {"class_id": drawn["class_id"], "box": [5, 4, 24, 20]}, "PUT"))
    refused = workplace.change(moved, "/accept", {"candidate": candidate})
    assert (refused.status_code, refused.json()["error"]["hint"]) == (409, "Ask for the candidates again.")


def test_choices_arrive_among_other_changes_of_an_image(workplace: Workplace) -> None:
    suggested = workplace.suggest(workplace.draw(BOX))
    checked(ask(workplace, suggested), 202)
    [candidate] = work(half(Origin.MCG))
    common = {"object_id": suggested["id"], "version": suggested["version"]}
    steps = [
        {"id": str(uuid4()), "kind": "choose", "candidate": candidate, **common},
        {"id": str(uuid4()), "kind": "accept", "candidate": candidate, **common},
    ]
    for _ in range(2):  # its first answer may have been lost
        answer = checked(workplace.person.post(f"{workplace.path}/changes", {"changes": steps}))
        assert [one["result"] for one in answer["outcomes"]] == ["stored", "stored"]
        assert [(one["state"], one["mask"]["origin"]) for one in answer["objects"]] == [("accepted", "mcg")]


def forget(candidate: int) -> None:
    """As asking for newer ones does."""
    with database().write() as session:
        session.query(Candidate).filter_by(id=candidate).delete()


def test_what_arrived_is_answered_alike_when_its_candidate_is_gone(workplace: Workplace, people: People) -> None:
    suggested = workplace.suggest(workplace.draw(BOX))
    checked(ask(workplace, suggested), 202)
    [first, second] = work(half(Origin.MCG), Made(box_mask(BOX), Origin.GRABCUT))
    for candidate, door in ((first, "/choose"), (second, "/accept")):
        before = workplace.object(suggested["id"])
        told = checked(workplace.change(before, door, {"candidate": candidate}))
        forget(candidate)
        assert checked(workplace.change(before, door, {"candidate": candidate})) == told
        assert workplace.object(suggested["id"]) == told
        workplace.person, other = people.reviewer, workplace.person
        assert workplace.change(before, door, {"candidate": candidate}).status_code == 404  # that is another's change
        workplace.person = other


@ON_SQLITE
def test_a_candidate_as_it_is_after_it_was_chosen_as_seen_is_another_choice(workplace: Workplace) -> None:
    suggested = workplace.suggest(workplace.draw(BOX))
    checked(ask(workplace, suggested), 202)
    [candidate] = work(half(Origin.MCG))
    plain = checked(workplace.change(suggested, "/choose", {"candidate": candidate}))
    seen = box_mask(BOX)
    wanted = {"rect": seen.rect.as_list(), "foreground": seen.foreground}
    for door in ("/choose", "/accept"):
        before = workplace.object(suggested["id"])
        moved = checked(workplace.change(before, door, {"candidate": candidate, "mask": wanted}))
        assert moved["mask"]["foreground"] == seen.foreground
        back = checked(workplace.change(moved, door, {"candidate": candidate}))
        assert back["mask"]["foreground"] == plain["mask"]["foreground"] != seen.foreground


def test_a_change_that_was_stored_already_is_so_when_its_candidate_is_gone(workplace: Workplace) -> None:
    suggested = workplace.suggest(workplace.draw(BOX))
    checked(ask(workplace, suggested), 202)
    [candidate] = work(half(Origin.MCG))
    about = {"kind": "accept", "object_id": suggested["id"], "candidate": candidate}
    versions = suggested["version"], suggested["version"], suggested["version"] + 1  # the last ones change nothing
    steps = [{**about, "id": str(uuid4()), "version": version} for version in versions]
    answers: list[Any] = []
    for _ in range(2):
        answers += [checked(workplace.person.post(f"{workplace.path}/changes", {"changes": [one]})) for one in steps]
        forget(candidate)
    assert {one["outcomes"][0]["result"] for one in answers} == {"stored"}
    assert {(one["objects"][0]["state"], one["objects"][0]["mask"]["origin"]) for one in answers} == {
        ("accepted", "mcg")
    }
