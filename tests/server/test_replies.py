"""Replies: a comment and what is said to it are one thread, which is done, resolved and opened as a whole."""

from typing import Any
from uuid import uuid4

import pytest

from tests.conftest import People, Workplace, checked
from tests.server.test_comments import accepted, say, texts


@pytest.fixture
def asked(people: People, workplace: Workplace) -> dict[str, Any]:
    """A reviewer's comment on an object, with which an accepted image was sent back."""
    thing = accepted(workplace)
    workplace.person = people.reviewer
    said = say(workplace, "The ear is missing.", thing, send_back=True)
    workplace.person = people.annotator
    return said


def reply(workplace: Workplace, head: dict[str, Any], text: str, status: int = 200, **fields: Any) -> dict[str, Any]:
    body = {"text": text, "reply_to": head["id"], **fields}
    return checked(workplace.person.put(f"{workplace.path}/comments/{uuid4()}", body), status)


def do(workplace: Workplace, comment: dict[str, Any], action: str, status: int = 200) -> dict[str, Any]:
    return checked(workplace.person.post(f"/projects/{workplace.project_id}/comments/{comment['id']}/{action}"), status)


def test_two_people_talk_about_an_object(people: People, workplace: Workplace, asked: dict[str, Any]) -> None:
    said = reply(workplace, asked, "Which one?")
    assert (said["reply_to"], said["object_id"], said["object_number"]) == (asked["id"], asked["object_id"], 1)
    assert (said["author"], said["sent_back"], said["resolved_at"]) == ("annotator", False, None)
    workplace.person = people.reviewer
    reply(workplace, asked, "The left one.", object_id=asked["object_id"])
    listed = checked(workplace.person.get(f"{workplace.path}/comments"))
    assert [(one["author"], one["text"], one["reply_to"]) for one in listed] == [
        ("reviewer", "The ear is missing.", None),
        ("annotator", "Which one?", asked["id"]),
        ("reviewer", "The left one.", asked["id"]),
    ]
    history = checked(workplace.person.get(f"{workplace.path}/history"))["items"]
    assert [(one["user"], one["kind"], one["comment"], one["number"]) for one in history[:2]] == [
        ("reviewer", "image.comment_replied", "The left one.", 1),
        ("annotator", "image.comment_replied", "Which one?", 1),
    ]


def test_sending_a_reply_twice_is_harmless(workplace: Workplace, asked: dict[str, Any]) -> None:
    path = f"{workplace.path}/comments/{uuid4()}"
    first = checked(workplace.person.put(path, {"text": "Which?", "reply_to": asked["id"]}))
    assert checked(workplace.person.put(path, {"text": "Which?", "reply_to": asked["id"]})) == first
    checked(workplace.person.put(path, {"text": "Which?", "object_id": asked["object_id"]}), 409)
    assert texts(workplace) == ["The ear is missing.", "Which?"]


def test_a_thread_counts_once_and_is_settled_by_its_beginning(
    people: People, workplace: Workplace, asked: dict[str, Any]
) -> None:
    said = reply(workplace, asked, "Which one?")
    for action in ("done", "resolve", "reopen"):
        assert do(workplace, said, action, 409)["error"]["hint"] == f"Ask for comment {asked['id']}."
    query = {"state": "accepted", "commented": True}
    objects = f"/projects/{workplace.project_id}/objects"
    assert [one["comments"] for one in checked(workplace.person.get(objects, params=query))["items"]] == [1]
    everywhere = f"/projects/{workplace.project_id}/comments"
    assert texts(workplace, everywhere) == ["Which one?", "The ear is missing."]
    image = checked(workplace.person.get(workplace.path))
    assert image["comment"] == "The ear is missing."
    checked(workplace.do("accept", image), 409)
    do(workplace, asked, "done")
    reply(workplace, asked, "Both ears are in it now.")  # says more, and it stays done
    workplace.person = people.reviewer
    assert do(workplace, asked, "resolve")["done_by"] == "annotator"
    assert texts(workplace, everywhere) == []
    assert len(texts(workplace, f"{everywhere}?open=false")) == 3
    assert checked(workplace.person.get(objects, params=query))["items"] == []
    workplace.person = people.annotator
    checked(workplace.do("accept", checked(workplace.person.get(workplace.path))))


def test_a_reply_opens_a_resolved_thread_again(people: People, workplace: Workplace, asked: dict[str, Any]) -> None:
    workplace.person = people.reviewer
    do(workplace, asked, "resolve")
    workplace.person = people.annotator
    do(workplace, asked, "reopen", 403)
    reply(workplace, asked, "I do not see which one.")
    (head, _) = checked(workplace.person.get(f"{workplace.path}/comments"))
    assert (head["resolved_at"], head["resolved_by"]) == (None, None)
    history = checked(workplace.person.get(f"{workplace.path}/history"))["items"]
    assert [one["kind"] for one in history[:2]] == ["image.comment_replied", "image.comment_reopened"]
    do(workplace, asked, "done")
    workplace.person = people.reviewer
    checked(workplace.do("accept", checked(workplace.person.get(workplace.path))))  # resolves the thread
    refused = reply(workplace, asked, "Thank you.", 409)["error"]
    assert refused["hint"] == "Reopen the image first."
    assert len(texts(workplace)) == 2


def test_replies_to_what_is_not_there(people: People, workplace: Workplace, asked: dict[str, Any]) -> None:
    said = reply(workplace, asked, "Which one?")
    nested = reply(workplace, said, "That one.", 422)["error"]
    assert nested["hint"] == f"Reply to comment {asked['id']}."
    reply(workplace, {"id": str(uuid4())}, "Hello?", 404)
    reply(workplace, asked, "Pinned elsewhere.", 422, object_id=str(uuid4()))
    workplace.person = people.reviewer
    reply(workplace, asked, "Back again.", 422, send_back=True)
    checked(people.outsider.put(f"{workplace.path}/comments/{uuid4()}", {"text": "Hi", "reply_to": asked["id"]}), 404)
    assert texts(workplace) == ["The ear is missing.", "Which one?"]
    [thing] = checked(workplace.person.get(workplace.path))["objects"]
    checked(workplace.change(thing, "", None, "DELETE"), 204)
    reply(workplace, asked, "Gone now.", 404)
    assert texts(workplace) == []  # the thread went with its object
