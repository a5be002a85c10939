"""Progress: how many masks were settled, how, and how long that took; what is taken back is not counted."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import numpy as np
import pytest

from server.domain.box import Box
from server.domain.mask import Mask, Origin
from server.domain.object_state import ObjectState
from server.flows import candidates, masks
from server.flows.candidates import Made
from server.store.database import database
from server.store.tables import Image, Object
from tests.conftest import People, Workplace, box_mask, checked, rle

NOTHING = {"accepted": 0, "helped": 0, "fixed": 0, "rejected": 0, "timed": 0, "active_seconds": 0, "waiting_seconds": 0}


def progress(workplace: Workplace) -> dict[str, Any]:
    return checked(workplace.person.get(f"/projects/{workplace.project_id}/progress"))


def tally(**counts: float) -> dict[str, float]:
    return NOTHING | counts


def suggested(workplace: Workplace, seconds: float, index: int = 0, origin: Origin = Origin.FUSED) -> dict[str, Any]:
    drawn = workplace.draw([1, 2, 11, 12], class_id=workplace.class_ids[index], active_seconds=seconds)
    return workplace.suggest(drawn, origin=origin)


def painted(thing: dict[str, Any], left: int = 1, **fields: float) -> dict[str, Any]:
    rect = [left, *thing["box"][1:]]
    return {"rect": rect, "foreground": box_mask(rect).foreground, **fields}


def test_nothing_yet(workplace: Workplace) -> None:
    assert progress(workplace) == {
        "total": NOTHING,
        "by_class": [],
        "by_source": [],
        "by_person": [],
        "by_day": [],
        "by_sample": [{"random": True, "tally": NOTHING}, {"random": False, "tally": NOTHING}],
    }


def test_accepted_fixed_and_rejected_with_their_seconds(people: People, workplace: Workplace) -> None:
    """Two cats are accepted and fixed with two strokes, a dog's mask is rejected by somebody else."""
    first, second = suggested(workplace, 2), suggested(workplace, 3)
    checked(workplace.change(first, "/accept", {"active_seconds": 1, "waiting_seconds": 0.5}))
    fixed = checked(workplace.change(second, "/mask", painted(second, 1, active_seconds=4), method="PUT"))
    checked(workplace.change(fixed, "/mask", painted(second, 2, active_seconds=5), method="PUT"))
    dog = suggested(workplace, 7, 1, Origin.GRABCUT)
    workplace.person = people.reviewer
    checked(workplace.change(dog, "/reject", {"active_seconds": 1}))

    found = progress(workplace)
    cats = tally(accepted=1, fixed=1, timed=2, active_seconds=15, waiting_seconds=0.5)
    dogs = tally(rejected=1, active_seconds=8)
    everything = tally(accepted=1, fixed=1, rejected=1, timed=2, active_seconds=23, waiting_seconds=0.5)
    assert found["total"] == everything
    assert [(one["class_id"], one["tally"]) for one in found["by_class"]] == [
        (workplace.class_ids[0], cats),
        (workplace.class_ids[1], dogs),
    ]
    assert [(one["origin"], one["round"], one["tally"]) for one in found["by_source"]] == [
        (None, None, tally(active_seconds=12)),  # drawing, before there was any suggestion
        ("fused", None, tally(accepted=1, fixed=1, timed=2, active_seconds=10, waiting_seconds=0.5)),
        ("grabcut", None, tally(rejected=1, active_seconds=1)),
    ]
    assert [(one["name"], one["tally"]["rejected"], one["tally"]["fixed"]) for one in found["by_person"]] == [
        ("annotator", 0, 1),
        ("reviewer", 1, 0),
    ]
    assert [one["tally"] for one in found["by_day"]] == [everything]  # unless midnight passes just now


def test_what_is_undone_or_deleted_does_not_count(workplace: Workplace) -> None:
    first, second = suggested(workplace, 1), suggested(workplace, 1)
    back = {key: first[key] for key in ("class_id", "box", "state")}
    mask = {key: first["mask"][key] for key in ("rect", "foreground", "uncertain", "ignored")}
    for action in ("/accept", "/reject"):
        changed = checked(workplace.change(first, action))
        assert progress(workplace)["total"]["accepted" if action == "/accept" else "rejected"] == 1
        first = checked(workplace.change(changed, "/revert", {**back, "mask": mask}, method="PUT"))
        assert progress(workplace)["total"] == tally(active_seconds=2)
    accepted = checked(workplace.change(second, "/accept"))
    checked(workplace.change(accepted, "", method="DELETE"), 204)
    assert progress(workplace)["total"] == tally(active_seconds=2)


def test_fixing_what_was_accepted_is_no_longer_untouched(workplace: Workplace) -> None:
    """Times that no page counted are no zero: `timed` leaves such masks out."""
    accepted = checked(workplace.change(suggested(workplace, 1), "/accept"))
    assert progress(workplace)["total"] == tally(accepted=1, active_seconds=1)
    checked(workplace.change(accepted, "/mask", painted(accepted, active_seconds=3), method="PUT"))
    assert progress(workplace)["total"] == tally(fixed=1, timed=1, active_seconds=4)


def candidate(workplace: Workplace, thing: dict[str, Any], origin: Origin, mask: Mask) -> int:
    """A candidate for the object, as a worker would leave it."""
    with database().write() as session:
        image = session.get_one(Image, workplace.image["id"])
        gathered = candidates.suggestions.gather_objects(session, image, {thing["id"]})
        return candidates.record_candidates(session, gathered, None, [Made(mask, origin)])[0]


NARROW = Mask(Box(1, 2, 5, 12), "0X1")  # 4 x 10 pixels, all of them


@pytest.mark.parametrize("origin", [Origin.GUIDED, Origin.MCG])
@pytest.mark.parametrize("way", ["accept", "choose"])
def test_a_mask_that_a_person_chose_or_guided_is_not_untouched(workplace: Workplace, origin: Origin, way: str) -> None:
    """What suggested unasked is told that it needed help, and who helped is not credited to any maker of masks."""
    thing = suggested(workplace, 1, origin=Origin.GRABCUT)
    choice = {"candidate": candidate(workplace, thing, origin, NARROW)}
    if way == "choose":
        thing, choice = checked(workplace.change(thing, "/choose", choice)), {}
    accepted = checked(workplace.change(thing, "/accept", choice))
    found = progress(workplace)
    assert found["total"] == tally(helped=1, active_seconds=1)
    assert [(one["origin"], one["tally"]) for one in found["by_source"]] == [
        (None, tally(active_seconds=1)),
        ("grabcut", tally(helped=1)),
    ]
    checked(workplace.change(accepted, "", method="DELETE"), 204)
    assert progress(workplace)["total"] == tally(active_seconds=1)


def test_another_tau_is_help_and_the_same_pixels_are_none(workplace: Workplace) -> None:
    first, second = suggested(workplace, 1), suggested(workplace, 1)
    moved = {"rect": NARROW.rect.as_list(), "foreground": NARROW.foreground}
    choice = {"candidate": candidate(workplace, first, Origin.ANNNET, box_mask(first["box"])), "mask": moved}
    checked(workplace.change(first, "/accept", choice))
    same = candidate(workplace, second, Origin.ANNNET, replace(box_mask(second["box"]), uncertain=None))
    checked(workplace.change(second, "/accept", {"candidate": same}))
    assert progress(workplace)["total"] == tally(accepted=1, helped=1, active_seconds=2)


@pytest.mark.parametrize("fault", [None, "more", "less", "open", "elsewhere"])
def test_accepted_without_what_a_settled_neighbour_keeps_is_untouched(workplace: Workplace, fault: str | None) -> None:
    """A neighbour has columns 9 to 12: of the suggestion's 1 to 10 those up to 8 are accepted, or one more or less."""
    box = [13, 2, 16, 12] if fault == "elsewhere" else [9, 2, 13, 12]
    neighbour = workplace.suggest(workplace.draw(box), replace(box_mask(box), uncertain=None))
    if fault != "open":
        checked(workplace.change(neighbour, "/accept"))
    before = progress(workplace)["total"]
    thing = suggested(workplace, 1)
    rect = [1, 2, {"more": 10, "less": 8}.get(fault or "", 9), 12]
    body = {"rect": rect, "foreground": rle(np.ones((10, rect[2] - 1), bool))}
    fixed = checked(workplace.change(thing, "/mask", body, method="PUT"))
    assert fixed["state"] == "fixed"
    found = progress(workplace)["total"]
    counts = {name: found[name] - before[name] for name in ("accepted", "helped", "fixed")}
    untouched = fault is None
    assert counts == {"accepted": int(untouched), "helped": 0, "fixed": int(not untouched)}
    checked(workplace.change(fixed, "", method="DELETE"), 204)
    assert progress(workplace)["total"]["accepted"] == before["accepted"]


def test_the_random_sample_is_told_apart(workplace: Workplace) -> None:
    """Of the lowest tenth of the lots one mask is rejected; of the others one is accepted and one painted."""
    for end, action in (("19999997", "/reject"), ("1999999a", "/accept"), ("ffffffff", "/mask")):
        drawn = workplace.draw([1, 2, 11, 12], f"{str(uuid4())[:-8]}{end}")
        thing = workplace.suggest(drawn)
        body, method = (painted(thing), "PUT") if action == "/mask" else (None, "POST")
        checked(workplace.change(thing, action, body, method))
    assert progress(workplace)["by_sample"] == [
        {"random": True, "tally": tally(rejected=1)},
        {"random": False, "tally": tally(accepted=1, fixed=1)},
    ]


def test_what_was_painted_where_nothing_was_suggested_says_nothing_of_suggestions(workplace: Workplace) -> None:
    drawn = workplace.draw([1, 2, 11, 12])
    checked(workplace.change(drawn, "/mask", painted(drawn), method="PUT"))
    found = progress(workplace)
    assert found["total"] == tally(fixed=1)
    assert [one["tally"] for one in found["by_sample"]] == [NOTHING, NOTHING]


def test_a_suggestion_is_judged_once(workplace: Workplace, people: People) -> None:
    """The last outcome counts, for who brought it: what was rejected, then painted is fixed and no longer rejected."""
    rejected = checked(workplace.change(suggested(workplace, 1), "/reject"))
    accepted = checked(workplace.change(suggested(workplace, 1, 1), "/accept"))
    workplace.person = people.reviewer
    checked(workplace.change(rejected, "/mask", painted(rejected), method="PUT"))
    other_class = {key: accepted[key] for key in ("box",)} | {"class_id": workplace.class_ids[0]}
    moved = checked(workplace.change(accepted, "", other_class, method="PUT"))
    checked(workplace.change(moved, "", method="DELETE"), 204)
    found = progress(workplace)
    assert found["total"] == tally(fixed=1, active_seconds=2)
    assert [(one["name"], one["tally"]) for one in found["by_person"]] == [
        ("annotator", tally(active_seconds=2)),
        ("reviewer", tally(fixed=1)),
    ]
    assert [one["tally"] for one in found["by_class"]] == [tally(fixed=1, active_seconds=1), tally(active_seconds=1)]


@pytest.mark.parametrize("end", ["delete", "reject", "paint"])
def test_a_mask_that_was_imported_is_nobody_s_until_it_is_painted(workplace: Workplace, end: str) -> None:
    """Neither deleting or rejecting it nor bringing it back counts."""
    thing = imported(workplace)
    back = {key: thing[key] for key in ("class_id", "box", "state")}
    mask = {key: thing["mask"][key] for key in ("rect", "foreground", "uncertain", "ignored")}
    if end == "delete":
        checked(workplace.change(thing, "", method="DELETE"), 204)
        assert progress(workplace)["total"] == NOTHING
        workplace.draw(thing["box"], thing["id"])
        assert workplace.object(thing["id"])["state"] == "fixed"
    else:
        body, method = (painted(thing, 2), "PUT") if end == "paint" else (None, "POST")
        changed = checked(workplace.change(thing, "/mask" if end == "paint" else "/reject", body, method))
        assert progress(workplace)["total"] == tally(fixed=int(end == "paint"))
        checked(workplace.change(changed, "/revert", {**back, "mask": mask}, method="PUT"))
    assert progress(workplace)["total"] == NOTHING


def imported(workplace: Workplace) -> dict[str, Any]:
    """An object that came with its mask: no event tells of it."""
    with database().write() as session:
        row = Object(id=str(uuid4()), project_id=workplace.project_id, image_id=workplace.image["id"], number=1)
        row.class_id, row.x0, row.y0, row.x1, row.y1 = workplace.class_ids[0], 1, 2, 11, 12
        session.add(row)
        session.flush()
        mask = replace(box_mask([1, 2, 11, 12]), uncertain=None)
        masks.give(row, masks.keep(session, row.id, mask, Origin.HUMAN))
        row.state = ObjectState.FIXED
        key = row.id
    return workplace.object(key)


def test_a_comment_on_an_accepted_object_counts_nothing(workplace: Workplace) -> None:
    thing = checked(workplace.change(suggested(workplace, 2), "/accept", {"active_seconds": 1}))
    before = progress(workplace)
    said = {"text": "Well done.", "object_id": thing["id"]}
    checked(workplace.person.put(f"{workplace.path}/comments/{uuid4()}", said))
    assert progress(workplace) == before
