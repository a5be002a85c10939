"""Comments: pinned to an object or about the image, open until resolved, and part of sending back."""

from typing import Any
from uuid import uuid4

from tests.conftest import People, Workplace, checked, match


def say(workplace: Workplace, text: str, thing: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    body = {"text": text, "object_id": thing and thing["id"], **fields}
    return checked(workplace.person.put(f"{workplace.path}/comments/{uuid4()}", body))


def texts(workplace: Workplace, path: str = "") -> list[str]:
    return [one["text"] for one in checked(workplace.person.get(path or f"{workplace.path}/comments"))]


def accepted(workplace: Workplace) -> dict[str, Any]:
    """An object of the image, both accepted."""
    thing = checked(workplace.change(workplace.suggest(workplace.draw([1, 2, 11, 12])), "/accept"))
    checked(workplace.do("accept"))
    return thing


def test_a_comment_pinned_to_an_object_and_its_answer(workplace: Workplace) -> None:
    thing = workplace.draw([1, 2, 11, 12])
    asked = say(workplace, "Is the tail in it?", thing)
    assert (asked["author"], asked["object_number"], asked["image_name"]) == ("annotator", 1, "one")
    assert (asked["resolved_at"], asked["sent_back"]) == (None, False)
    say(workplace, "Now it is.", thing)
    say(workplace, "A dark picture.")
    assert texts(workplace) == ["Is the tail in it?", "Now it is.", "A dark picture."]
    everywhere = f"/projects/{workplace.project_id}/comments"
    assert texts(workplace, everywhere) == ["A dark picture.", "Now it is.", "Is the tail in it?"]

    done = checked(workplace.person.post(f"{everywhere}/{asked['id']}/resolve"))
    assert done["resolved_by"] == "annotator"
    assert done["resolved_at"]
    assert checked(workplace.person.post(f"{everywhere}/{asked['id']}/resolve")) == done
    assert texts(workplace, everywhere) == ["A dark picture.", "Now it is."]
    assert len(texts(workplace, f"{everywhere}?open=false")) == 3
    checked(workplace.person.post(f"{everywhere}/{asked['id']}/reopen"))
    assert len(texts(workplace, everywhere)) == 3


def test_sending_a_comment_twice_is_harmless(workplace: Workplace) -> None:
    path = f"{workplace.path}/comments/{uuid4()}"
    first = checked(workplace.person.put(path, {"text": "Look here."}))
    assert checked(workplace.person.put(path, {"text": "Look here."})) == first
    assert checked(workplace.person.put(path, {"text": "Look there."}), 409)["error"]["code"] == "refused"
    assert texts(workplace) == ["Look here."]


def test_a_reviewer_sends_back_one_object_of_an_accepted_image(people: People, workplace: Workplace) -> None:
    thing = accepted(workplace)
    body = {"text": "The ear is missing.", "object_id": thing["id"], "send_back": True}
    path = f"{workplace.path}/comments/{uuid4()}"
    checked(workplace.person.put(path, body), 403)
    workplace.person = people.reviewer
    said = checked(workplace.person.put(path, body))
    assert checked(workplace.person.put(path, body)) == said
    opened = checked(workplace.person.get(workplace.path))
    assert (opened["state"], opened["comment"], opened["objects"][0]["state"]) == (
        "open",
        "The ear is missing.",
        "accepted",
    )

    listed = f"/projects/{workplace.project_id}/objects"
    query = {"state": "accepted", "commented": True}
    items = checked(workplace.person.get(listed, params=query))["items"]
    assert [(one["object"]["id"], one["comments"], one["changed"]) for one in items] == [(thing["id"], 1, False)]
    wanted = {"class_id": workplace.class_ids[1], "box": thing["box"]}
    checked(people.annotator.put(f"{workplace.path}/objects/{thing['id']}", wanted, headers=match(thing)))
    assert [one["changed"] for one in checked(workplace.person.get(listed, params=query))["items"]] == [True]

    refused = checked(workplace.do("accept", opened), 409)["error"]["message"]
    assert "open comments on object 1." in refused
    checked(workplace.person.post(f"/projects/{workplace.project_id}/comments/{said['id']}/resolve"))
    assert checked(workplace.person.get(workplace.path))["comment"] is None
    assert checked(workplace.person.get(listed, params=query))["items"] == []
    checked(workplace.do("accept", opened))


def test_who_may_settle_whose_comment(people: People, workplace: Workplace) -> None:
    asked = say(workplace, "Is this a cat?")
    workplace.person = people.reviewer
    thing = accepted(workplace)
    said = say(workplace, "The ear is missing.", thing, send_back=True)
    path = f"/projects/{workplace.project_id}/comments/{said['id']}"
    refused = checked(people.annotator.post(f"{path}/resolve"), 403)["error"]
    assert refused["hint"] == "Say that it is done."
    others = f"/projects/{workplace.project_id}/comments/{asked['id']}"
    checked(people.reviewer.post(f"{others}/resolve"))
    checked(people.annotator.post(f"{others}/reopen"))  # one's own

    done = checked(people.annotator.post(f"{path}/done"))
    assert (done["done_by"], done["resolved_at"]) == ("annotator", None)
    assert checked(people.annotator.post(f"{path}/done")) == done
    assert checked(people.annotator.get(workplace.path))["comment"] is None
    assert said["text"] in texts(workplace, f"/projects/{workplace.project_id}/comments")  # a reviewer has to look yet
    assert checked(people.annotator.post(f"{path}/reopen"))["done_at"] is None
    checked(people.annotator.post(f"{path}/done"))
    assert checked(people.reviewer.post(f"{path}/reopen"))["done_by"] is None
    assert checked(people.annotator.get(workplace.path))["comment"] == "The ear is missing."

    opened = checked(people.annotator.get(workplace.path))
    workplace.person = people.annotator
    checked(workplace.do("accept", opened), 409)
    checked(people.annotator.post(f"{path}/done"))
    checked(workplace.do("accept", opened))
    checked(people.reviewer.post(f"{path}/resolve"))
    assert checked(people.annotator.post(f"{path}/done"))["resolved_by"] == "reviewer"  # says nothing more
    checked(people.annotator.post(f"{path}/reopen"), 403)


def test_accepting_an_image_answers_a_reviewers_comment_and_resolves_nothing(
    people: People, workplace: Workplace
) -> None:
    accepted(workplace)
    image = checked(workplace.person.get(workplace.path))
    workplace.person = people.reviewer
    back = checked(workplace.do("send-back", image, {"comment": "One is missing."}))
    workplace.person = people.annotator
    checked(workplace.do("accept", back))
    (said,) = checked(workplace.person.get(f"{workplace.path}/comments"))
    assert (said["done_by"], said["resolved_by"]) == ("annotator", None)


def test_sending_back_the_image_is_a_comment_that_accepting_it_resolves(people: People, workplace: Workplace) -> None:
    accepted(workplace)
    workplace.person = people.reviewer
    image = checked(workplace.person.get(workplace.path))
    back = checked(workplace.do("send-back", image, {"comment": "Two cats have no box."}))
    assert back["comment"] == "Two cats have no box."
    (said,) = checked(workplace.person.get(f"{workplace.path}/comments"))
    assert (said["text"], said["object_id"], said["sent_back"]) == ("Two cats have no box.", None, True)
    done = checked(workplace.do("accept", back))
    assert done["comment"] is None
    (said,) = checked(workplace.person.get(f"{workplace.path}/comments"))
    assert said["resolved_by"] == "reviewer"
    reopen = f"/projects/{workplace.project_id}/comments/{said['id']}/reopen"
    checked(workplace.person.post(reopen), 409)


def test_comments_of_what_is_not_there(people: People, workplace: Workplace) -> None:
    thing = workplace.draw([1, 2, 11, 12])
    path = f"{workplace.path}/comments/{uuid4()}"
    checked(workplace.person.put(path, {"text": "x", "object_id": str(uuid4())}), 404)
    checked(workplace.person.put(path, {"text": " "}), 422)
    checked(workplace.person.post(f"/projects/{workplace.project_id}/comments/{uuid4()}/resolve"), 404)
    said = say(workplace, "Here.", thing)
    other = people.new_project("Other")["id"]
    checked(people.owner.post(f"/projects/{other}/comments/{said['id']}/resolve"), 404)
    checked(workplace.change(thing, "", method="DELETE"), 204)
    assert texts(workplace) == []  # it went with its object


def test_a_comment_on_a_deleted_object_can_still_be_answered(workplace: Workplace) -> None:
    thing = workplace.draw([1, 2, 11, 12])
    said = say(workplace, "Too small.", thing)
    checked(workplace.change(thing, "", None, "DELETE"), 204)
    again = f"{workplace.path}/comments/{said['id']}"
    assert checked(workplace.person.put(again, {"text": "Too small.", "object_id": thing["id"]})) == said
    done = checked(workplace.person.post(f"/projects/{workplace.project_id}/comments/{said['id']}/resolve"))
    assert done["resolved_by"] == "annotator"
    assert texts(workplace) == []
