"""Undo at the object's door: an earlier state comes back with the very mask it had, and nothing else does."""

from typing import Any

from tests.conftest import Workplace, checked


def earlier(thing: dict[str, Any]) -> dict[str, Any]:
    """What undo sends to bring `thing` back."""
    mask = thing["mask"] and {key: thing["mask"][key] for key in ("rect", "foreground", "uncertain", "ignored")}
    return {key: thing[key] for key in ("class_id", "box", "state")} | {"mask": mask}


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
