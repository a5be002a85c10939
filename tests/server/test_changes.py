"""Several changes in one request: each has its own outcome, and sending any of them again is harmless."""

from typing import Any
from uuid import uuid4

import pytest

from server.api.schemas.changes import ChangesWanted
from server.domain import mask
from server.store.database import database
from server.store.tables import Event, Job, Object
from tests.conftest import People, Workplace, add_image, checked


def step(kind: str, thing: dict[str, Any] | str, version: int | None = None, **fields: Any) -> dict[str, Any]:
    """One change of an object, given by itself (then from its version) or by its id."""
    object_id = thing if isinstance(thing, str) else thing["id"]
    known = version if isinstance(thing, str) else thing["version"]
    return {"id": str(uuid4()), "object_id": object_id, "version": known, "kind": kind, **fields}


def draw(workplace: Workplace, object_id: str, box: list[int]) -> dict[str, Any]:
    return step("draw", object_id, class_id=workplace.class_ids[0], box=box)


def send(workplace: Workplace, *steps: dict[str, Any]) -> dict[str, Any]:
    return checked(workplace.person.post(f"{workplace.path}/changes", {"changes": steps}))


def results(answer: dict[str, Any]) -> list[str]:
    return [one["result"] for one in answer["outcomes"]]


def test_changes_of_one_object_go_on_from_each_other(workplace: Workplace) -> None:
    one, two = str(uuid4()), str(uuid4())
    answer = send(
        workplace,
        draw(workplace, one, [1, 2, 11, 12]),
        step("edit", one, box=[2, 2, 11, 12], active_seconds=1.5),
        step("fix", one, rect=[0, 0, 2, 2], foreground="04"),
        draw(workplace, two, [5, 5, 9, 9]),
        step("edit", one, truncated=True),
        step("delete", two),
    )
    assert results(answer) == ["stored"] * 6
    [left] = answer["objects"]
    assert (left["id"], left["box"], left["state"], left["truncated"]) == (one, [0, 0, 11, 12], "fixed", True)
    assert left["version"] == 4
    assert workplace.object(one) == left
    with database().read() as session:
        events = session.query(Event).filter_by(object_id=one).order_by(Event.id).all()
    assert [event.kind for event in events] == ["object.drawn", "object.changed", "object.fixed", "object.changed"]
    assert events[1].active_seconds == 1.5


def test_one_that_fails_takes_no_other_with_it_and_leaves_nothing(workplace: Workplace) -> None:
    good, bad, late = str(uuid4()), str(uuid4()), workplace.draw([1, 1, 9, 9])
    moved = checked(workplace.change(late, "", {"class_id": late["class_id"], "box": [2, 2, 9, 9]}, "PUT"))
    never_suggested = {"state": "suggested", "mask": {"rect": [3, 3, 4, 4], "foreground": "01"}}
    with database().write() as session:
        session.query(Job).delete()
    answer = send(
        workplace,
        draw(workplace, bad, [5, 5, 4, 9]),
        step("fix", bad, rect=[5, 5, 6, 6], foreground="01"),
        step("delete", str(uuid4()), 1),
        step("revert", late | {"version": 2}, decision=never_suggested, box=[3, 3, 8, 8]),
        step("edit", late, box=[1, 1, 10, 10]),
        draw(workplace, good, [0, 0, 5, 5]),
    )
    assert results(answer) == ["refused", "skipped", "missing", "refused", "skipped", "stored"]
    assert "reversed" in answer["outcomes"][0]["message"]
    assert workplace.object(late["id"]) == moved | {"suggesting": False}
    with database().read() as session:
        assert {row.id for row in session.query(Object)} == {good, late["id"]}
        assert [job.payload["object_id"] for job in session.query(Job)] == [good]


def test_a_stale_change_says_so_and_shows_what_is_there(workplace: Workplace) -> None:
    drawn = workplace.draw([1, 1, 9, 9])
    moved = checked(workplace.change(drawn, "", {"class_id": drawn["class_id"], "box": [2, 2, 9, 9]}, "PUT"))
    for stale in (
        step("edit", drawn, box=[1, 1, 8, 8]),
        step("delete", drawn),
        step("edit", drawn["id"], truncated=True),
    ):
        answer = send(workplace, stale)
        assert results(answer) == ["stale"]
        assert answer["objects"] == [moved]


def test_an_edit_changes_only_what_it_names(workplace: Workplace) -> None:
    drawn = workplace.draw([1, 1, 9, 9], truncated=True)
    answer = send(workplace, step("edit", drawn, class_id=workplace.class_ids[1]))
    assert answer["objects"][0] | {"class_id": 0, "version": 0} == drawn | {"class_id": 0, "version": 0}
    answer = send(workplace, step("revert", answer["objects"][0], class_id=drawn["class_id"]))
    assert answer["objects"][0] == drawn | {"version": 3}


def test_a_change_that_arrived_is_not_made_again_whatever_happened_since(workplace: Workplace) -> None:
    drawn = workplace.draw([1, 1, 9, 9])
    flag = step("edit", drawn, truncated=True)
    assert results(send(workplace, flag)) == ["stored"]
    flagged = workplace.object(drawn["id"])
    back = checked(
        workplace.change(flagged, "", {"class_id": drawn["class_id"], "box": drawn["box"], "truncated": False}, "PUT")
    )
    again = send(workplace, flag, step("edit", drawn, box=[1, 1, 8, 8]))
    assert results(again) == ["stored", "stale"]  # the box was changed from what the flag had made of it
    assert again["objects"] == [back]

    gone = step("delete", back)
    assert results(send(workplace, gone)) == ["stored"]
    restored = workplace.draw(drawn["box"], drawn["id"])
    assert results(send(workplace, gone)) == ["stored"]
    assert workplace.object(drawn["id"]) == restored


def test_what_follows_a_change_stored_on_top_of_somebody_elses_is_judged_by_theirs(workplace: Workplace) -> None:
    drawn, (mine, theirs) = workplace.draw([1, 1, 9, 9]), workplace.class_ids[:2]
    seen = checked(workplace.change(drawn, "", {"class_id": theirs, "box": drawn["box"]}, "PUT"))
    moved = step("edit", drawn, box=[1, 1, 8, 8])
    assert results(send(workplace, moved)) == ["stale"]
    merged = send(workplace, moved | {"version": seen["version"]})  # the page never hears this, and dies
    assert results(merged) == ["stored"]
    named = step("edit", drawn, class_id=mine, truncated=True)
    again = send(workplace, moved, named)  # what the next page finds in the journal
    assert results(again) == ["stored", "stale"]
    assert again["objects"] == merged["objects"]
    assert again["objects"][0]["class_id"] == theirs


def test_an_equal_change_of_somebody_else_hides_nothing_they_did_besides(workplace: Workplace) -> None:
    drawn = workplace.draw([1, 1, 9, 9])
    theirs = checked(workplace.change(drawn, "", {"class_id": drawn["class_id"], "box": [1, 1, 8, 8]}, "PUT"))
    theirs = checked(workplace.change(theirs, "/mask", {"rect": [2, 2, 4, 4], "foreground": "04"}, "PUT"))
    answer = send(
        workplace,
        step("edit", drawn, box=[1, 1, 8, 8]),
        step("fix", drawn, rect=[2, 2, 4, 4], foreground="0111"),
    )
    assert results(answer) == ["stored", "stale"]
    assert answer["objects"] == [theirs]


def test_undo_of_a_delete_whose_class_was_removed_brings_the_object_back_under_one_that_is_there(
    workplace: Workplace, people: People
) -> None:
    cat, dog = workplace.class_ids
    thing = workplace.draw([1, 1, 9, 9])
    thing = checked(workplace.change(thing, "", {"class_id": dog, "box": [1, 1, 9, 9]}, "PUT"))
    send(workplace, step("delete", thing))
    checked(people.admin.put(f"/projects/{workplace.project_id}/classes", [{"id": cat, "name": "cat"}]))
    undo = step("restore", thing["id"], class_id=dog, box=[1, 1, 9, 9])
    answer = send(workplace, undo, step("draw", str(uuid4()), class_id=dog, box=[1, 1, 9, 9]))
    assert results(answer) == ["stored", "refused"]
    assert (workplace.object(thing["id"])["class_id"], workplace.object(thing["id"])["box"]) == (cat, [1, 1, 9, 9])


def test_repeating_a_restore_whose_class_was_removed_is_harmless(workplace: Workplace, people: People) -> None:
    cat, dog = workplace.class_ids
    thing = workplace.draw([1, 1, 9, 9], class_id=dog)
    checked(workplace.change(thing, "", method="DELETE"), 204)
    checked(people.admin.put(f"/projects/{workplace.project_id}/classes", [{"id": cat, "name": "cat"}]))
    restored = [workplace.draw([1, 1, 9, 9], thing["id"], class_id=dog) for _ in range(2)]
    assert restored[0] == restored[1]
    assert restored[0]["class_id"] == cat


def test_a_change_id_belongs_to_one_object(workplace: Workplace, people: People) -> None:
    drawn, other = workplace.draw([1, 1, 9, 9]), workplace.draw([1, 1, 7, 7])
    flag = step("edit", drawn, truncated=True)
    send(workplace, flag)
    assert results(send(workplace, flag | {"object_id": other["id"]})) == ["refused"]
    image = add_image(people.admin, people.project["id"], "two.png")
    path = f"/projects/{people.project['id']}/images/{image['id']}/changes"
    assert results(checked(people.annotator.post(path, {"changes": [flag]}))) == ["refused"]
    assert not workplace.object(other["id"])["truncated"]


def test_an_accepted_image_refuses_each_change(workplace: Workplace) -> None:
    checked(workplace.do("accept"))
    answer = send(workplace, draw(workplace, str(uuid4()), [1, 1, 5, 5]))
    assert results(answer) == ["refused"]
    assert answer["outcomes"][0]["hint"] == "Reopen the image first."


def test_changes_of_one_person_are_not_stored_for_another(workplace: Workplace, people: People) -> None:
    changes = [draw(workplace, str(uuid4()), [1, 1, 5, 5])]
    path = f"{workplace.path}/changes"
    refused = workplace.person.post(path, {"changes": changes, "user_id": people.reviewer.id})
    assert refused.status_code == 401
    assert checked(workplace.person.get(workplace.path))["objects"] == []
    assert results(checked(people.reviewer.post(path, {"changes": changes, "user_id": people.reviewer.id}))) == [
        "stored"
    ]


def test_two_changes_with_one_id_are_refused_in_words(workplace: Workplace) -> None:
    first, second = (draw(workplace, str(uuid4()), [1, 2, 11, 12]) for _ in range(2))
    sent = workplace.person.post(f"{workplace.path}/changes", {"changes": [first, {**second, "id": first["id"]}]})
    assert "same id" in checked(sent, 422)["error"]["message"]
    assert checked(workplace.person.get(workplace.path))["objects"] == []


def test_masks_are_decoded_before_the_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    """`step()` is called before it begins; what it finds broken is told when the change is applied."""
    fix = step("fix", str(uuid4()), 1, rect=[0, 0, 2, 2], foreground="04")
    undo = step(
        "revert", str(uuid4()), 1, decision={"state": "fixed", "mask": {"rect": [0, 0, 2, 2], "foreground": "04"}}
    )
    broken = step("fix", str(uuid4()), 1, rect=[0, 0, 2, 2], foreground="05")
    seen: list[str] = []
    monkeypatch.setattr(mask, "run_lengths", lambda counts, *size: seen.append(counts) or [])
    [one.step() for one in ChangesWanted.model_validate({"changes": [fix, undo, broken]}).changes]
    assert seen == ["04", "04", "05"]
