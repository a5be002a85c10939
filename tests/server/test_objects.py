"""Objects over HTTP: drawing, changing, deciding about masks, and what happens when two people do so at once."""

from uuid import uuid4

import numpy as np

from server.domain.mask import Origin
from server.store.database import database
from server.store.tables import Event, Job, ObjectMask
from tests.conftest import People, Workplace, add_image, box_mask, checked, match, rle


def painted(box: list[int], **fields: object) -> dict[str, object]:
    x0, y0, x1, y1 = box
    return {"rect": box, "foreground": rle(np.ones((y1 - y0, x1 - x0), bool)), **fields}


def test_a_drawn_box_is_stored_and_asks_for_a_suggestion(workplace: Workplace) -> None:
    drawn = workplace.draw([1, 2, 11, 12], truncated=True, active_seconds=2.5)
    assert (drawn["state"], drawn["version"], drawn["number"], drawn["mask"]) == ("drawn", 1, 1, None)
    assert drawn["suggesting"]
    assert drawn["truncated"]
    assert not drawn["difficult"]
    assert workplace.object(drawn["id"]) == drawn
    with database().read() as session:
        job = session.query(Job).filter_by(kind="suggest").one()
        event = session.query(Event).filter_by(kind="object.drawn").one()
    assert job.payload == {"object_id": drawn["id"], "box": [1, 2, 11, 12], "class_id": drawn["class_id"]}
    assert (event.active_seconds, event.user_id, event.object_id) == (2.5, workplace.person.id, drawn["id"])


def test_sending_the_same_again_is_harmless(workplace: Workplace) -> None:
    object_id = str(uuid4())
    drawn = workplace.draw([1, 2, 11, 12], object_id)
    assert workplace.draw([1, 2, 11, 12], object_id) == drawn
    wanted = {"class_id": drawn["class_id"], "box": [2, 2, 11, 12]}
    first = checked(workplace.change(drawn, "", wanted, "PUT"))
    assert checked(workplace.change(drawn, "", wanted, "PUT")) == first
    assert first["version"] == 2
    assert checked(workplace.change(first, "", None, "DELETE"), 204) is None
    assert checked(workplace.change(first, "", None, "DELETE"), 204) is None


def test_a_stale_change_gets_412_with_what_is_stored(workplace: Workplace, people: People) -> None:
    drawn = workplace.draw([1, 2, 11, 12])
    moved = checked(workplace.change(drawn, "", {"class_id": drawn["class_id"], "box": [3, 2, 11, 12]}, "PUT"))
    late = workplace.change(drawn, "", {"class_id": drawn["class_id"], "box": [1, 2, 20, 12]}, "PUT")
    assert late.status_code == 412
    assert late.json()["error"]["current"] == moved == workplace.object(drawn["id"])
    for action, body, method in (
        ("/mask", painted([3, 2, 5, 5]), "PUT"),
        ("/suggest", None, "POST"),
        ("", None, "DELETE"),
    ):
        assert workplace.change(drawn, action, body, method).status_code == 412
    assert workplace.object(drawn["id"])["version"] == 2


def test_a_change_must_say_its_version(workplace: Workplace) -> None:
    drawn = workplace.draw([1, 2, 11, 12])
    path = f"{workplace.path}/objects/{drawn['id']}"
    wanted = {"class_id": drawn["class_id"], "box": [3, 2, 11, 12]}
    assert workplace.person.put(path, wanted).status_code == 428
    assert workplace.person.delete(path).status_code == 428
    assert workplace.person.put(path, wanted, headers={"If-Match": "three"}).status_code == 422
    assert workplace.person.put(path, wanted, headers={"If-None-Match": '"1"'}).status_code == 422
    assert workplace.object(drawn["id"]) == drawn


def test_the_etag_is_the_version(workplace: Workplace) -> None:
    path = f"{workplace.path}/objects/{uuid4()}"
    wanted = {"class_id": workplace.class_ids[0], "box": [3, 2, 11, 12]}
    response = workplace.person.put(path, wanted, headers={"If-None-Match": "*"})
    assert response.headers["etag"] == '"1"'


def test_accepting_a_suggestion_commits_its_best_guess(workplace: Workplace) -> None:
    suggested = workplace.suggest(workplace.draw([1, 2, 11, 12]))
    assert (suggested["state"], suggested["mask"]["origin"], suggested["version"]) == ("suggested", "fused", 2)
    assert suggested["mask"]["uncertain"]
    accepted = checked(workplace.change(suggested, "/accept", {"active_seconds": 1}))
    assert (accepted["state"], accepted["mask"]["uncertain"], accepted["mask"]["origin"]) == ("accepted", None, "fused")
    assert accepted["mask"]["foreground"] == suggested["mask"]["foreground"]
    assert accepted["mask"]["id"] != suggested["mask"]["id"]
    assert checked(workplace.change(suggested, "/accept")) == accepted  # its first answer may have been lost
    with database().read() as session:
        masks = session.query(ObjectMask).order_by(ObjectMask.id).all()
    assert [mask.created_by for mask in masks] == [None, workplace.person.id]


def test_what_was_looked_at_is_accepted_though_another_suggestion_came(workplace: Workplace) -> None:
    sketch = workplace.suggest(workplace.draw([1, 2, 11, 12]), box_mask([2, 2, 10, 12]), origin=Origin.GRABCUT)
    newer = workplace.suggest(sketch)
    seen = {part: sketch["mask"][part] for part in ("rect", "foreground", "uncertain")}
    assert workplace.change(sketch, "/accept", {"mask": seen}).status_code == 412
    accepted = checked(workplace.change(newer, "/accept", {"mask": seen}))
    assert (accepted["state"], accepted["mask"]["origin"], accepted["mask"]["uncertain"]) == (
        "accepted",
        "grabcut",
        None,
    )
    assert accepted["mask"]["foreground"] == sketch["mask"]["foreground"] != newer["mask"]["foreground"]
    assert checked(workplace.change(newer, "/accept", {"mask": seen})) == accepted
    assert workplace.change(accepted, "/accept", {"mask": seen}).status_code == 409  # decided


def test_a_mask_that_was_never_suggested_is_not_accepted(workplace: Workplace) -> None:
    suggested = workplace.suggest(workplace.draw([1, 2, 11, 12]))
    refused = workplace.change(suggested, "/accept", {"mask": painted([1, 2, 3, 4])})
    assert (refused.status_code, workplace.object(suggested["id"])) == (422, suggested)
    assert refused.json()["error"]["message"] == "This object never had that suggestion."


def test_nothing_to_accept_before_a_suggestion(workplace: Workplace) -> None:
    drawn = workplace.draw([1, 2, 11, 12])
    refused = workplace.change(drawn, "/accept")
    assert refused.status_code == 409
    assert "drawn" in refused.json()["error"]["message"]


def test_rejecting_takes_the_mask_off_until_somebody_asks(workplace: Workplace) -> None:
    suggested = workplace.suggest(workplace.draw([1, 2, 11, 12]))
    with database().write() as session:
        session.query(Job).delete()
    rejected = checked(workplace.change(suggested, "/reject"))
    assert (rejected["state"], rejected["mask"], rejected["suggesting"]) == ("drawn", None, False)
    asked = checked(workplace.change(rejected, "/suggest"))
    assert asked["suggesting"]


def test_fixing_paints_a_mask_and_grows_the_box(workplace: Workplace) -> None:
    drawn = workplace.draw([10, 10, 20, 20])
    fixed = checked(workplace.change(drawn, "/mask", painted([8, 12, 15, 25], ignored=None), "PUT"))
    assert (fixed["state"], fixed["box"]) == ("fixed", [8, 10, 20, 25])
    assert (fixed["mask"]["origin"], fixed["mask"]["rect"]) == ("human", [8, 12, 15, 25])
    assert checked(workplace.change(drawn, "/mask", painted([8, 12, 15, 25]), "PUT")) == fixed
    assert workplace.change(fixed, "/suggest").status_code == 409  # decided: no suggestion comes


def test_a_box_keeps_its_mask_while_it_holds_it(workplace: Workplace) -> None:
    fixed = checked(workplace.change(workplace.draw([5, 5, 20, 20]), "/mask", painted([8, 8, 12, 12]), "PUT"))
    with database().write() as session:
        session.query(Job).delete()
    moved = checked(workplace.change(fixed, "", {"class_id": fixed["class_id"], "box": [8, 8, 30, 30]}, "PUT"))
    assert (moved["state"], moved["mask"], moved["suggesting"]) == ("fixed", fixed["mask"], False)
    cut = checked(workplace.change(moved, "", {"class_id": fixed["class_id"], "box": [9, 8, 30, 30]}, "PUT"))
    assert (cut["state"], cut["mask"], cut["suggesting"]) == ("drawn", None, True)


def test_flags_left_out_stay(workplace: Workplace) -> None:
    drawn = workplace.draw([5, 5, 20, 20], truncated=True, occluded=True)
    wanted = {"class_id": workplace.class_ids[1], "box": drawn["box"], "occluded": False}
    changed = checked(workplace.change(drawn, "", wanted, "PUT"))
    assert (changed["class_id"], changed["truncated"], changed["occluded"]) == (workplace.class_ids[1], True, False)


def test_undo_of_a_delete_brings_the_mask_back(workplace: Workplace) -> None:
    fixed = checked(workplace.change(workplace.draw([5, 5, 20, 20]), "/mask", painted([8, 8, 12, 12]), "PUT"))
    checked(workplace.change(fixed, "", None, "DELETE"), 204)
    assert checked(workplace.person.get(workplace.path))["objects"] == []
    assert workplace.change(fixed, "/reject").status_code == 404
    restored = workplace.draw(fixed["box"], fixed["id"])
    assert (restored["state"], restored["mask"], restored["version"]) == ("fixed", fixed["mask"], fixed["version"] + 2)


def test_creating_what_exists_otherwise_is_stale(workplace: Workplace) -> None:
    drawn = workplace.draw([5, 5, 20, 20])
    path = f"{workplace.path}/objects/{drawn['id']}"
    wanted = {"class_id": drawn["class_id"], "box": [6, 6, 20, 20]}
    response = workplace.person.put(path, wanted, headers={"If-None-Match": "*"})
    assert response.status_code == 412
    assert response.json()["error"]["current"] == drawn


def test_objects_of_an_accepted_image_do_not_change(workplace: Workplace) -> None:
    drawn = workplace.draw([5, 5, 20, 20])
    fixed = checked(workplace.change(drawn, "/mask", painted([8, 8, 12, 12]), "PUT"))
    accepted = checked(workplace.do("accept"))
    for action, body, method in (
        ("", {"class_id": fixed["class_id"], "box": [6, 6, 20, 20]}, "PUT"),
        ("", None, "DELETE"),
        ("/reject", None, "POST"),
        ("/mask", painted([8, 8, 13, 13]), "PUT"),
    ):
        refused = workplace.change(fixed, action, body, method)
        assert refused.status_code == 409
        assert refused.json()["error"]["hint"] == "Reopen the image first."
    checked(workplace.do("reopen", accepted))
    assert checked(workplace.change(fixed, "/reject"))["state"] == "drawn"


def test_an_object_of_another_project_is_not_there_and_its_id_is_taken(workplace: Workplace, people: People) -> None:
    drawn = workplace.draw([5, 5, 20, 20])
    foreign = people.new_project("Elsewhere")
    image = add_image(people.owner, foreign["id"])
    path = f"/projects/{foreign['id']}/images/{image['id']}/objects/{drawn['id']}"
    wanted = {"class_id": foreign["classes"][0]["id"], "box": drawn["box"]}
    assert people.owner.put(path, wanted, headers=match(drawn)).status_code == 404
    taken = people.owner.put(path, wanted, headers={"If-None-Match": "*"})
    assert taken.status_code == 409
    assert taken.json()["error"] == {
        "code": "refused",
        "message": "This object id is in use already.",
        "hint": "Make a new UUID.",
    }
    for action, method in (("", "DELETE"), ("/accept", "POST"), ("/reject", "POST"), ("/suggest", "POST")):
        assert people.owner.request(method, path + action, json={}, headers=match(drawn)).status_code == 404
    assert people.owner.put(path + "/mask", painted([5, 5, 6, 6]), headers=match(drawn)).status_code == 404
    assert workplace.object(drawn["id"]) == drawn


def test_a_suggestion_that_comes_late_is_dropped(workplace: Workplace) -> None:
    from server.flows import suggestions

    drawn = workplace.draw([5, 5, 20, 20])
    with database().read() as session:
        gathered = suggestions.gather(session, session.query(Job).filter_by(kind="suggest").one().payload)
    assert gathered is not None
    moved = checked(workplace.change(drawn, "", {"class_id": drawn["class_id"], "box": [6, 6, 20, 20]}, "PUT"))
    with database().write() as session:
        mask = box_mask(drawn["box"])
        from server.domain.mask import Origin

        assert suggestions.record_suggestion(session, gathered, gathered.wanted[0], mask, Origin.FUSED) is None
    assert workplace.object(drawn["id"]) == moved


def test_some_objects_of_an_image_are_fetched_without_the_others(workplace: Workplace) -> None:
    drawn = [workplace.draw([x, 2, x + 10, 12]) for x in (1, 12, 23)]
    checked(workplace.change(drawn[1], "", None, "DELETE"), 204)
    strange = str(uuid4())

    def fetched(*ids: str) -> list[object]:
        return checked(workplace.person.get(f"{workplace.path}/objects", params={"id": ids}))

    assert fetched(drawn[2]["id"], drawn[1]["id"], strange) == [workplace.object(drawn[2]["id"])]
    assert [one["id"] for one in fetched(*(one["id"] for one in drawn))] == [drawn[0]["id"], drawn[2]["id"]]
    assert workplace.person.get(f"{workplace.path}/objects").status_code == 422
    assert workplace.person.get(f"{workplace.path}/objects", params={"id": ["no-uuid"]}).status_code == 422
