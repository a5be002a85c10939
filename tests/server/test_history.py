"""The history of an image: every change is told, every earlier state can be seen and brought back."""

from typing import Any
from uuid import uuid4

from server.store.database import database
from server.store.tables import Event, Object
from tests.conftest import People, Person, Workplace, add_image, checked, match


def history(workplace: Workplace, **query: Any) -> dict[str, Any]:
    return checked(workplace.person.get(f"{workplace.path}/history", params=query))


def at(workplace: Workplace, event: dict[str, Any]) -> list[dict[str, Any]]:
    """The objects as they were after an event."""
    return checked(workplace.person.get(f"{workplace.path}/history/{event['id']}"))["objects"]


def restore(workplace: Workplace, event: dict[str, Any], thing: dict[str, Any] | None = None, seen: int = 0) -> Any:
    body = {"seen": seen or history(workplace)["items"][0]["id"], "object_id": thing and thing["id"]}
    return workplace.person.post(f"{workplace.path}/history/{event['id']}/restore", body)


def content(thing: dict[str, Any]) -> dict[str, Any]:
    """The object without its version."""
    return {key: value for key, value in thing.items() if key not in ("version", "suggesting")}


def work(workplace: Workplace) -> list[list[dict[str, Any]]]:
    """Draw, get a suggestion, fix, change, delete; the objects after each event, oldest first."""
    moments: list[list[dict[str, Any]]] = [[]]
    drawn = workplace.draw([2, 3, 20, 21])
    moments.append([drawn])
    suggested = workplace.suggest(drawn)
    moments.append([suggested])
    fixed = checked(workplace.change(suggested, "/mask", {"rect": [0, 0, 1, 1], "foreground": "01"}, "PUT"))
    moments.append([fixed])
    second = workplace.draw([5, 5, 9, 9], truncated=True)
    moments.append([fixed, second])
    wanted = {"class_id": workplace.class_ids[1], "box": [0, 0, 25, 25], "occluded": True}
    changed = checked(workplace.change(fixed, "", wanted, "PUT"))
    moments.append([changed, second])
    checked(workplace.change(changed, "", None, "DELETE"), 204)
    moments.append([second])
    return moments


def test_it_says_who_did_what(workplace: Workplace, people: People) -> None:
    work(workplace)
    events = history(workplace)["items"][::-1]
    kinds = ["drawn", "suggested", "fixed", "drawn", "changed", "deleted"]
    assert [event["kind"] for event in events] == ["image.added", *(f"object.{kind}" for kind in kinds)]
    assert [event["user"] for event in events] == ["admin", "annotator", None, *["annotator"] * 4]
    assert [event["origin"] for event in events] == [None, None, "fused", "human", None, "human", "human"]
    cat, dog = workplace.class_ids
    assert [event["class_id"] for event in events] == [None, cat, cat, cat, cat, dog, dog]
    assert [event["number"] for event in events] == [None, 1, 1, 1, 2, 1, 1]
    parts = [[], [], ["mask"], ["box", "mask"], [], ["class", "box", "flags"], []]
    assert [event["changed"] for event in events] == parts


def test_it_says_what_comments_said_and_how_long_work_took(workplace: Workplace) -> None:
    thing = workplace.draw([1, 2, 11, 12], active_seconds=2.5)
    checked(workplace.person.put(f"{workplace.path}/comments/{uuid4()}", {"text": "Dark.", "object_id": thing["id"]}))
    said, drawn, _ = history(workplace)["items"]
    assert (said["kind"], said["comment"], said["number"]) == ("image.commented", "Dark.", 1)
    assert (drawn["comment"], drawn["active_seconds"]) == (None, 2.5)


def test_it_comes_in_pages(workplace: Workplace) -> None:
    work(workplace)
    every = history(workplace)
    first = history(workplace, limit=5)
    rest = history(workplace, limit=5, before=first["next"])
    assert first["items"] + rest["items"] == every["items"]
    assert every["next"] is rest["next"] is None


def test_one_object_s_is_told_apart(workplace: Workplace, people: People) -> None:
    work(workplace)
    every = history(workplace)["items"]
    for object_id in {event["object_id"] for event in every} - {None}:
        its = [event for event in every if event["object_id"] == object_id]
        first = history(workplace, object_id=object_id, limit=1)
        rest = history(workplace, object_id=object_id, before=first["items"][0]["id"])["items"]
        assert first["items"] + rest == its
    other = add_image(people.admin, workplace.project_id, "other.png")
    path = f"/projects/{workplace.project_id}/images/{other['id']}/history"
    assert people.admin.get(path, params={"object_id": every[0]["object_id"]}).status_code == 404
    assert people.admin.get(path, params={"object_id": str(uuid4())}).status_code == 404


def test_every_moment_can_be_seen(workplace: Workplace) -> None:
    moments = work(workplace)
    events = history(workplace)["items"][::-1]
    seen = [[content(thing) for thing in at(workplace, event)] for event in events]
    assert seen == [[content(thing) for thing in moment] for moment in moments]


def test_a_deleted_object_comes_back_as_it_was(workplace: Workplace) -> None:
    moments = work(workplace)
    events = history(workplace)["items"][::-1]
    [suggested] = moments[2]
    opened = checked(restore(workplace, events[2], suggested))
    first, second = opened["objects"]
    assert content(first) == content(suggested)
    assert content(second) == content(moments[-1][0])
    told = [event["kind"] for event in history(workplace)["items"]]
    assert told[:2] == ["object.reverted", "object.restored"]  # restoring is an event itself


def test_objects_whose_class_was_removed_come_back_under_one_that_is_there(
    workplace: Workplace, people: People
) -> None:
    """Of one that was deleted and one that has another class since."""
    dog = workplace.class_ids[1]
    first, second = workplace.draw([2, 3, 20, 21]), workplace.draw([5, 5, 9, 9])
    moment = history(workplace)["items"][0]
    checked(workplace.change(first, "", None, "DELETE"), 204)
    checked(workplace.change(second, "", {"class_id": dog, "box": second["box"]}, "PUT"))
    kept = [{"id": dog, "name": "dog"}]
    checked(people.admin.put(f"/projects/{workplace.project_id}/classes", kept))
    expected = [(first["id"], first["box"], dog), (second["id"], second["box"], dog)]
    assert [(thing["id"], thing["box"], thing["class_id"]) for thing in at(workplace, moment)] == expected
    opened = checked(restore(workplace, moment))
    assert [(thing["id"], thing["box"], thing["class_id"]) for thing in opened["objects"]] == expected


def test_the_whole_image_goes_to_any_moment_and_back(workplace: Workplace) -> None:
    moments = work(workplace)
    events = history(workplace)["items"][::-1]
    for number in (3, 0, 6, 1, 5, 2, 4):
        opened = checked(restore(workplace, events[number]))
        assert [content(thing) for thing in opened["objects"]] == [content(thing) for thing in moments[number]]
    again = history(workplace)["items"][0]
    assert [content(thing) for thing in at(workplace, again)] == [content(thing) for thing in moments[4]]


def test_a_box_drawn_without_extreme_points_loses_them_again(workplace: Workplace) -> None:
    points = [[2, 9], [10, 3], [19, 8], [12, 20]]
    plain = workplace.draw([2, 3, 20, 21])
    wanted = {"class_id": plain["class_id"], "box": plain["box"], "points": points}
    spanned = checked(workplace.change(plain, "", wanted, "PUT"))
    second, first = [event for event in history(workplace)["items"] if event["kind"].startswith("object.")]
    for event, then in ((first, plain), (second, spanned)):
        (thing,) = checked(restore(workplace, event))["objects"]
        assert content(thing) == content(then)


def test_objects_without_events_are_what_their_first_event_found(workplace: Workplace) -> None:
    """Imported objects were never drawn by anybody; neither do old events say how an object was."""
    painted = {"rect": [2, 3, 3, 4], "foreground": "01"}
    fixed = checked(workplace.change(workplace.draw([2, 3, 20, 21]), "/mask", painted, "PUT"))
    untouched = workplace.draw([1, 1, 9, 9])
    with database().write() as session:
        session.query(Event).filter(Event.object_id.is_not(None)).delete()
    added = history(workplace)["items"][0]
    with database().write() as session:
        session.query(Object).update({"created_at": session.get_one(Event, added["id"]).at})
    assert at(workplace, added) == [{**thing, "suggesting": False} for thing in (fixed, untouched)]
    checked(workplace.change(fixed, "/reject"))
    assert [content(thing) for thing in at(workplace, added)] == [content(fixed), content(untouched)]


def test_what_somebody_else_did_meanwhile_is_not_taken_back_unseen(workplace: Workplace, people: People) -> None:
    drawn = workplace.draw([2, 3, 20, 21])
    event = history(workplace)["items"][0]
    path = f"{workplace.path}/objects/{drawn['id']}"
    wanted = {"class_id": workplace.class_ids[1], "box": drawn["box"]}
    checked(people.reviewer.put(path, wanted, headers={"If-Match": '"1"'}))
    refused = restore(workplace, event, seen=event["id"])
    assert refused.status_code == 409
    assert workplace.object(drawn["id"])["class_id"] == workplace.class_ids[1]
    assert content(checked(restore(workplace, event))["objects"][0]) == content(drawn)


def test_opening_an_image_says_what_others_did_since_the_own_last_deed(workplace: Workplace, people: People) -> None:
    def news(person: Person) -> list[dict[str, Any]]:
        return checked(person.get(workplace.path, params={"news": True}))["news"]

    def put(person: Person, thing: dict[str, Any], **wanted: Any) -> dict[str, Any]:
        body = {"class_id": thing["class_id"], "box": thing["box"], **wanted}
        path = f"{workplace.path}/objects/{thing['id']}"
        return checked(person.put(path, body, headers={"If-Match": f'"{thing["version"]}"'}))

    first, second = workplace.draw([2, 3, 20, 21]), workplace.draw([5, 5, 9, 9])
    assert news(workplace.person) == news(people.reviewer) == []
    assert checked(workplace.person.get(workplace.path))["news"] is None  # nobody asked
    first = workplace.suggest(first)  # a worker's deeds are no news
    first = put(people.admin, put(people.reviewer, first, occluded=True), box=[1, 3, 20, 21])
    for round in range(60):  # more than a page of the history
        second = put(people.reviewer, second, truncated=round % 2 == 0)
    checked(people.reviewer.put(f"{workplace.path}/comments/{uuid4()}", {"text": "Dark.", "object_id": first["id"]}))
    new = {"class_id": first["class_id"], "box": [1, 1, 5, 5]}
    path = f"{workplace.path}/objects/{uuid4()}"
    third = checked(people.reviewer.put(path, new, headers={"If-None-Match": "*"}))
    for round in range(50):
        second = put(people.reviewer, second, truncated=round % 2 == 0)
    assert news(workplace.person) == [
        {"object_id": second["id"], "users": ["reviewer"], "drawn": False, "changed": ["flags"]},
        {"object_id": third["id"], "users": ["reviewer"], "drawn": True, "changed": []},
        {"object_id": first["id"], "users": ["admin", "reviewer"], "drawn": False, "changed": ["box", "flags"]},
    ]
    assert news(people.reviewer) == []
    checked(people.reviewer.request("DELETE", path, headers=match(third)), 204)
    assert news(workplace.person)[0] == {"object_id": third["id"], "users": ["reviewer"], "drawn": True, "changed": []}
    workplace.draw([7, 7, 9, 9])
    assert news(workplace.person) == []


def test_what_is_not_there_cannot_come_back(workplace: Workplace, people: People) -> None:
    drawn = workplace.draw([2, 3, 20, 21])
    event = history(workplace)["items"][0]
    assert restore(workplace, event, {"id": str(uuid4())}).status_code == 404
    elsewhere = add_image(people.admin, people.project["id"], "two.png")
    path = f"/projects/{people.project['id']}/images/{elsewhere['id']}/history"
    assert people.annotator.get(f"{path}/{event['id']}").status_code == 404
    assert people.annotator.post(f"{path}/{event['id']}/restore", {"seen": event["id"]}).status_code == 404
    checked(workplace.change(drawn, "", None, "DELETE"), 204)
    checked(workplace.do("accept"))
    assert restore(workplace, event, drawn).status_code == 409


def test_neither_a_comment_nor_an_event_without_a_state_makes_an_object_go(workplace: Workplace) -> None:
    """Imported objects have no events, those of older installs have some that do not say how the object was."""
    imported, older = workplace.draw([1, 2, 11, 12]), workplace.draw([3, 4, 9, 9])
    with database().write() as session:
        session.query(Event).filter_by(object_id=imported["id"]).delete()
        session.query(Event).filter_by(object_id=older["id"]).one().data = {"version": 1}
    say = f"{workplace.path}/comments"
    checked(workplace.person.put(f"{say}/{uuid4()}", {"text": "A dark picture."}))
    moment = history(workplace)["items"][0]
    checked(workplace.person.put(f"{say}/{uuid4()}", {"text": "The tail?", "object_id": imported["id"]}))
    assert [thing["id"] for thing in at(workplace, moment)] == [imported["id"], older["id"]]
    restored = checked(restore(workplace, moment))
    assert [thing["id"] for thing in restored["objects"]] == [imported["id"], older["id"]]
