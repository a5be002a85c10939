"""What a reviewer found good: who did is told until the object changes, and what nobody has seen can be asked for."""

import json
from typing import Any
from uuid import uuid4

import pytest

from server.flows import live
from tests.conftest import People, Person, Workplace, checked, match

BOX = [2, 3, 20, 21]


def accepted(workplace: Workplace, box: list[int] = BOX) -> dict[str, Any]:
    return checked(workplace.change(workplace.suggest(workplace.draw(box)), "/accept"))


def review(workplace: Workplace, people: People, *things: dict[str, Any], **more: bool) -> list[str]:
    seen = [{"object_id": one["id"], "version": one["version"], "active_seconds": 2} for one in things]
    path = f"/projects/{workplace.project_id}/objects/reviewed"
    return checked(people.reviewer.post(path, {"objects": seen, **more}))["done"]


def listed(workplace: Workplace, **query: Any) -> dict[str, str | None]:
    path = f"/projects/{workplace.project_id}/objects"
    page = checked(workplace.person.get(path, params={"state": ["drawn", "suggested", "accepted", "fixed"], **query}))
    return {item["object"]["id"]: item["reviewed_by"] for item in page["items"]}


def test_who_saw_it_is_told_and_the_rest_can_be_asked_for(workplace: Workplace, people: People) -> None:
    seen, other = accepted(workplace), accepted(workplace, [1, 1, 9, 9])
    suggestion = workplace.suggest(workplace.draw([20, 1, 30, 9]))
    assert review(workplace, people, seen, suggestion) == [seen["id"]]  # nobody has settled the suggestion
    assert listed(workplace) == {seen["id"]: "reviewer", other["id"]: None, suggestion["id"]: None}
    for order in ("looks", "certainty", "random", "image"):
        assert listed(workplace, order=order, reviewed=True) == {seen["id"]: "reviewer"}
        assert listed(workplace, order=order, reviewed=False, state="accepted") == {other["id"]: None}


def test_it_is_no_change_and_stands_in_the_history_once(workplace: Workplace, people: People) -> None:
    thing = accepted(workplace)
    tallies = checked(workplace.person.get(f"/projects/{workplace.project_id}/progress"))
    for _ in range(2):
        assert review(workplace, people, thing) == [thing["id"]]
    assert workplace.object(thing["id"]) == thing
    assert checked(workplace.person.get(f"/projects/{workplace.project_id}/progress")) == tallies
    assert checked(workplace.person.get(f"{workplace.path}?news=true"))["news"] == []
    first, second, *_ = checked(workplace.person.get(f"{workplace.path}/history"))["items"]
    told = (first["kind"], first["user"], first["object_id"], first["active_seconds"], first["changed"])
    assert told == ("image.reviewed", "reviewer", thing["id"], 2, [])
    assert second["kind"] == "object.accepted"


def test_it_is_no_change_that_restore_or_news_stop_at(workplace: Workplace, people: People) -> None:
    first, second = accepted(workplace), accepted(workplace, [1, 1, 9, 9])
    *_, added = checked(workplace.person.get(f"{workplace.path}/history"))["items"]
    review(workplace, people, first)
    flagged = {"class_id": second["class_id"], "box": second["box"], "truncated": True}
    path = f"{workplace.path}/objects/{second['id']}"
    checked(people.reviewer.put(path, flagged, headers=match(second)))
    second = checked(workplace.change(workplace.object(second["id"]), "", flagged | {"truncated": False}, "PUT"))
    assert [one["object_id"] for one in news(people.reviewer, workplace)] == [second["id"]]
    newest = checked(workplace.person.get(f"{workplace.path}/history"))["items"][0]
    review(workplace, people, second)
    assert [one["object_id"] for one in news(people.reviewer, workplace)] == [second["id"]]
    checked(workplace.person.post(f"{workplace.path}/history/{added['id']}/restore", {"seen": newest["id"]}))


def news(person: Person, workplace: Workplace) -> list[dict[str, Any]]:
    return checked(person.get(f"{workplace.path}?news=true"))["news"]


def test_an_image_s_news_is_told_once(workplace: Workplace, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    things = [accepted(workplace), accepted(workplace, [1, 1, 9, 9])]
    told: list[str] = []
    monkeypatch.setattr(live, "_send", lambda channel, news: told.append(json.loads(news)))
    review(workplace, people, *things)
    assert told == [{"kind": "image", "image_id": workplace.image["id"]}]


def test_it_can_be_taken_back(workplace: Workplace, people: People) -> None:
    thing = accepted(workplace)
    review(workplace, people, thing)
    assert review(workplace, people, thing, good=False) == [thing["id"]]
    assert listed(workplace, reviewed=False) == {thing["id"]: None}
    kinds = [one["kind"] for one in checked(workplace.person.get(f"{workplace.path}/history"))["items"]]
    assert kinds[:2] == ["image.unreviewed", "image.reviewed"]


def test_a_word_stays_who_said_it_first_and_only_they_take_it_back(workplace: Workplace, people: People) -> None:
    thing = accepted(workplace)
    review(workplace, people, thing)
    path = f"/projects/{workplace.project_id}/objects/reviewed"
    one = {"object_id": thing["id"], "version": thing["version"]}
    for good in (True, False):
        other = people.owner.post(path, {"objects": [one], "good": good})
        assert checked(other) == {"done": [thing["id"]], "others": []}
        assert listed(workplace) == {thing["id"]: "reviewer"}


def test_what_is_sent_back_is_no_longer_good_and_may_be_again(workplace: Workplace, people: People) -> None:
    sent, beside = accepted(workplace), accepted(workplace, [30, 1, 40, 9])
    review(workplace, people, sent, beside)
    path = f"{workplace.path}/comments/{uuid4()}"
    said = {"text": "The tail is missing.", "object_id": sent["id"], "send_back": True}
    checked(people.reviewer.put(path, said))
    assert listed(workplace) == {sent["id"]: None, beside["id"]: "reviewer"}
    review(workplace, people, sent)
    checked(people.reviewer.put(path, said))  # sent again after a lost answer
    assert listed(workplace) == {sent["id"]: "reviewer", beside["id"]: "reviewer"}


@pytest.mark.parametrize("change", ["class", "box", "paint", "reject and redraw"])
def test_what_changes_must_be_seen_again(workplace: Workplace, people: People, change: str) -> None:
    thing = accepted(workplace)
    review(workplace, people, thing)
    if change == "class":
        drawing = {"class_id": workplace.class_ids[1], "box": BOX}
        changed = checked(workplace.change(thing, "", drawing, "PUT"))
    elif change == "box":
        changed = checked(workplace.change(thing, "", {"class_id": thing["class_id"], "box": [1, 2, 21, 22]}, "PUT"))
    elif change == "paint":
        changed = checked(workplace.change(thing, "/mask", {"rect": [2, 3, 4, 5], "foreground": "04"}, "PUT"))
    else:
        changed = checked(workplace.change(thing, "/reject"))
    assert listed(workplace) == {thing["id"]: None}
    assert review(workplace, people, thing) == []  # the reviewer saw what it was before
    path = f"/projects/{workplace.project_id}/objects/reviewed"
    stale = {"objects": [{"object_id": thing["id"], "version": thing["version"]}]}
    assert checked(people.reviewer.post(path, stale)) == {"done": [], "others": [changed]}
    is_settled = changed["state"] in ("accepted", "fixed")
    assert review(workplace, people, changed) == ([thing["id"]] if is_settled else [])


def test_only_reviewers_of_the_project_and_also_on_accepted_images(workplace: Workplace, people: People) -> None:
    thing = accepted(workplace)
    seen = {"objects": [{"object_id": thing["id"], "version": thing["version"]}]}
    path = f"/projects/{workplace.project_id}/objects/reviewed"
    assert people.annotator.post(path, seen).status_code == 403
    boxed = checked(workplace.do("boxed"))
    checked(workplace.do("accept", boxed))
    other = people.new_project("Other")["id"]
    assert checked(people.owner.post(f"/projects/{other}/objects/reviewed", seen)) == {"done": [], "others": []}
    assert review(workplace, people, thing) == [thing["id"]]
