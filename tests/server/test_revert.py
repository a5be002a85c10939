"""Undo at the object's door: an earlier state comes back with the very mask it had, and nothing else does."""

from dataclasses import replace
from typing import Any

from server.domain.box import Box
from server.domain.mask import Mask, Origin
from server.flows import candidates
from server.flows.candidates import Made
from server.store.database import database
from server.store.tables import Image
from tests.conftest import People, Workplace, box_mask, checked


def earlier(thing: dict[str, Any]) -> dict[str, Any]:
    """What undo sends to bring `thing` back."""
    mask = thing["mask"] and {key: thing["mask"][key] for key in ("rect", "foreground", "uncertain", "ignored")}
    return {key: thing[key] for key in ("class_id", "box", "state")} | {"mask": mask}


def candidate(workplace: Workplace, thing: dict[str, Any], mask: Mask) -> int:
    """A candidate for the object, as a worker would leave it."""
    with database().write() as session:
        image = session.get_one(Image, workplace.image["id"])
        gathered = candidates.suggestions.gather_objects(session, image, {thing["id"]})
        return candidates.record_candidates(session, gathered, None, [Made(mask, Origin.MCG)])[0]


def revert(workplace: Workplace, thing: dict[str, Any], body: dict[str, Any]) -> Any:
    return workplace.change(thing, "/revert", body, method="PUT")


def test_a_suggestion_comes_back_after_a_stroke(workplace: Workplace) -> None:
    suggested = workplace.suggest(workplace.draw([2, 3, 20, 21]))
    fixed = checked(workplace.change(suggested, "/mask", {"rect": [0, 0, 1, 1], "foreground": "01"}, method="PUT"))
    assert fixed["box"] == [0, 0, 20, 21]
    back = checked(revert(workplace, fixed, earlier(suggested)))
    assert (back["state"], back["box"], back["mask"]) == ("suggested", suggested["box"], suggested["mask"])
    again = checked(revert(workplace, back, earlier(fixed)))
    assert (again["state"], again["mask"]) == ("fixed", fixed["mask"])


def test_accepting_can_be_undone_and_repeating_is_harmless(workplace: Workplace) -> None:
    suggested = workplace.suggest(workplace.draw([2, 3, 20, 21]))
    accepted = checked(workplace.change(suggested, "/accept"))
    back = checked(revert(workplace, accepted, earlier(suggested)))
    assert back["mask"]["uncertain"] == suggested["mask"]["uncertain"]
    assert checked(revert(workplace, accepted, earlier(suggested)))["version"] == back["version"]


def test_a_redone_accept_brings_its_mask_back_over_a_newer_suggestion(workplace: Workplace) -> None:
    suggested = workplace.suggest(workplace.draw([2, 3, 20, 21]))
    accepted = checked(workplace.change(suggested, "/accept"))
    checked(revert(workplace, accepted, earlier(suggested)))
    newer = workplace.suggest(suggested, Mask(Box(2, 3, 6, 7), "0`0"), Origin.MCG)
    again = checked(revert(workplace, newer, earlier(accepted)))
    assert (again["state"], again["mask"]) == ("accepted", accepted["mask"])


def test_a_suggestion_that_never_was_is_refused(workplace: Workplace) -> None:
    drawn = workplace.draw([2, 3, 20, 21])
    body = earlier(drawn) | {"state": "suggested", "mask": {"rect": [2, 3, 4, 5], "foreground": "04"}}
    assert revert(workplace, drawn, body).status_code == 422
    assert workplace.object(drawn["id"]) == drawn


def test_a_mask_outside_the_box_or_missing_is_refused(workplace: Workplace) -> None:
    fixed = checked(
        workplace.change(
            workplace.draw([2, 3, 20, 21]), "/mask", {"rect": [2, 3, 4, 5], "foreground": "04"}, method="PUT"
        )
    )
    for wrong in ({"box": [3, 3, 20, 21]}, {"mask": None}, {"state": "drawn"}):
        assert revert(workplace, fixed, earlier(fixed) | wrong).status_code == 422
    stale = revert(workplace, fixed | {"version": 1}, earlier(fixed) | {"state": "drawn", "mask": None})
    assert stale.status_code == 412


def test_points_outside_their_box_do_not_come_back(workplace: Workplace) -> None:
    thing = workplace.draw([1, 2, 11, 12])
    outside = {"class_id": thing["class_id"], "box": thing["box"], "points": [[30, 20]] * 4}
    refused = workplace.change(thing, "/revert", {**outside, "state": "drawn", "mask": None}, "PUT")
    assert "extreme point" in checked(refused, 422)["error"]["message"]
    assert workplace.object(thing["id"]) == thing


def test_a_suggestion_that_somebody_chose_comes_back_as_theirs_and_a_workers_as_nobodys(
    workplace: Workplace, people: People
) -> None:
    """Also when accepting it left a second mask with the same pixels."""
    certain = replace(box_mask([2, 3, 20, 21]), uncertain=None)
    suggested = workplace.suggest(workplace.draw([2, 3, 20, 21]), certain)
    assert suggested["mask"]["by"] is None
    accepted = checked(workplace.change(suggested, "/accept"))
    me = accepted["mask"]["by"]
    assert me is not None
    back = checked(revert(workplace, accepted, earlier(suggested)))
    assert (back["mask"]["by"], back["mask"]["id"]) == (None, suggested["mask"]["id"])

    choice = {"candidate": candidate(workplace, back, Mask(Box(2, 3, 6, 7), "0`0"))}
    chosen = checked(workplace.change(back, "/choose", choice))
    assert chosen["mask"]["by"] == me
    workplace.person = people.reviewer
    accepted = checked(workplace.change(chosen, "/accept"))
    assert accepted["mask"]["by"] not in (None, me)
    assert checked(revert(workplace, accepted, earlier(chosen)))["mask"] == chosen["mask"]
