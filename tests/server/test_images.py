"""Images over HTTP: paging, neighbours, and their life from open over boxed to accepted."""

import hashlib
from typing import Any

import pytest

from server.domain.image_state import ImageState
from server.store.database import database
from server.store.tables import Event, Image, Object
from tests.conftest import People, Workplace, add_image, checked, picture_bytes


@pytest.fixture
def seven(people: People) -> list[int]:
    """Ids of seven images a0 to a6, written as an import would leave them."""
    with database().write() as session:
        rows = [
            Image(
                project_id=people.project["id"],
                name=f"a{number}",
                blob="0" * 64,
                media_type="image/png",
                width=9,
                height=9,
            )
            for number in range(7)
        ]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


def listed(people: People, query: str = "") -> tuple[list[str], Any]:
    page = paged(people, query)
    return page[0], page[1]


def paged(people: People, query: str) -> tuple[list[str], Any, Any]:
    page = checked(people.annotator.get(f"/projects/{people.project['id']}/images?{query}"))
    return [one["name"] for one in page["items"]], page["next"], page["previous"]


def test_pages_follow_each_other_both_ways(people: People, seven: list[int]) -> None:
    assert paged(people, "limit=3") == (["a0", "a1", "a2"], seven[2], None)
    assert paged(people, f"limit=3&after={seven[2]}") == (["a3", "a4", "a5"], seven[5], seven[3])
    assert paged(people, f"limit=3&after={seven[5]}") == (["a6"], None, seven[6])
    assert paged(people, f"limit=3&before={seven[6]}") == (["a3", "a4", "a5"], seven[5], seven[3])
    assert paged(people, f"limit=3&before={seven[3]}") == (["a0", "a1", "a2"], seven[2], None)
    assert paged(people, f"limit=3&before={seven[0]}") == ([], None, None)
    assert paged(people, "limit=7") == ([f"a{number}" for number in range(7)], None, None)
    assert people.annotator.get(f"/projects/{people.project['id']}/images?limit=201").status_code == 422


def test_a_list_can_be_entered_anywhere(people: People, seven: list[int]) -> None:
    with database().write() as session:
        for number in (1, 4, 6):
            session.get_one(Image, seven[number]).state = ImageState.BOXED
    path = f"/projects/{people.project['id']}/images"
    assert paged(people, "at=5&limit=1") == (["a5"], seven[5], seven[5])
    assert paged(people, "at=1&limit=9&state=boxed") == (["a4", "a6"], None, seven[4])
    assert paged(people, "at=7") == ([], None, None)
    assert checked(people.annotator.get(f"{path}/count")) == {"count": 7}
    assert checked(people.annotator.get(f"{path}/count?state=boxed&name=A")) == {"count": 3}
    for query, name, position in (
        ("a4", "a4", 4),
        ("a33", "a4", 4),
        ("a4&state=boxed", "a4", 1),
        ("a5&state=boxed", "a6", 2),
    ):
        place = checked(people.annotator.get(f"{path}/position?from_name={query}"))
        assert (place["name"], place["position"]) == (name, position), query
    assert people.annotator.get(f"{path}/position?from_name=b").status_code == 204


def test_lists_can_be_narrowed(people: People, seven: list[int]) -> None:
    with database().write() as session:
        session.get_one(Image, seven[1]).state = ImageState.BOXED
        session.get_one(Image, seven[2]).gold = True
        session.get_one(Image, seven[3]).name = "100%_Real"
    assert listed(people, "state=boxed") == (["a1"], None)
    assert listed(people, "gold=true") == (["a2"], None)
    assert listed(people, "name=%25_r") == (["100%_Real"], None)
    assert listed(people, "name=_")[0] == ["100%_Real"]
    assert people.annotator.get(f"/projects/{people.project['id']}/images?state=done").status_code == 422


def test_neighbours(people: People, seven: list[int]) -> None:
    path = f"/projects/{people.project['id']}/images/next"
    with database().write() as session:
        session.get_one(Image, seven[4]).state = ImageState.ACCEPTED
        session.get_one(Image, seven[5]).state = ImageState.BOXED
    for query, name in (
        ("", "a0"),
        (f"?after={seven[3]}", "a4"),
        (f"?after={seven[3]}&todo=true", "a5"),
        (f"?before={seven[3]}", "a2"),
        (f"?before={seven[5]}&todo=true", "a3"),
    ):
        assert checked(people.annotator.get(path + query))["name"] == name, query
    for query in (f"?after={seven[6]}", f"?before={seven[0]}"):
        response = people.annotator.get(path + query)
        assert (response.status_code, response.content) == (204, b"")


def test_uploading_shows_the_image(people: People) -> None:
    image = add_image(people.admin, people.project["id"], "first.png", picture_bytes(20, 10))
    assert image == {
        "id": image["id"],
        "assignee_id": None,
        "name": "first",
        "blob": hashlib.sha256(picture_bytes(20, 10)).hexdigest(),
        "width": 20,
        "height": 10,
        "state": "open",
        "gold": False,
        "version": 1,
        "objects": 0,
        **dict.fromkeys(("drawn", "suggested", "accepted", "fixed"), 0),
        "comment": None,
        "note": None,
    }
    assert listed(people) == (["first"], None)


def test_the_life_of_an_image(workplace: Workplace, people: People) -> None:
    boxed = checked(workplace.do("boxed"))
    assert (boxed["state"], boxed["version"]) == ("boxed", 2)
    assert workplace.do("boxed", boxed).status_code == 409
    suggested = workplace.suggest(workplace.draw([1, 2, 11, 12]))
    refused = workplace.do("accept", boxed)
    assert refused.status_code == 409
    assert "object 1" in refused.json()["error"]["message"]
    checked(workplace.change(suggested, "/accept"))
    accepted = checked(workplace.do("accept", boxed))
    assert (accepted["state"], accepted["objects"][0]["state"]) == ("accepted", "accepted")
    workplace.person = people.reviewer
    back = checked(workplace.do("send-back", accepted, {"comment": " The ear is missing. "}))
    assert (back["state"], back["comment"]) == ("open", "The ear is missing.")
    again = checked(workplace.do("accept", back))  # an open image is marked boxed on the way
    assert (again["state"], again["comment"], again["version"]) == ("accepted", None, back["version"] + 2)
    with database().read() as session:
        kinds = [one.kind for one in session.query(Event).filter(Event.kind.startswith("image.")).order_by(Event.id)]
    assert kinds == [
        "image.added",
        *(f"image.{one}" for one in ("mark_boxed", "accept", "send_back", "commented", "mark_boxed", "accept")),
    ]


def test_a_list_shows_how_far_the_objects_are(workplace: Workplace, people: People) -> None:
    workplace.draw([20, 2, 30, 12])
    checked(workplace.change(workplace.suggest(workplace.draw([1, 2, 11, 12])), "/accept"))
    [image] = checked(people.annotator.get(f"/projects/{workplace.project_id}/images"))["items"]
    counts = {key: image[key] for key in ("objects", "drawn", "suggested", "accepted", "fixed")}
    assert counts == {"objects": 2, "drawn": 1, "suggested": 0, "accepted": 1, "fixed": 0}


def test_pure_background_may_be_accepted(workplace: Workplace) -> None:
    assert checked(workplace.do("accept"))["state"] == "accepted"


def test_a_stale_image_gets_412_with_the_image(workplace: Workplace) -> None:
    boxed = checked(workplace.do("boxed"))
    assert checked(workplace.do("boxed")) == boxed  # a second click, or the first one's answer was lost
    for action in ("accept", "reopen"):
        late = workplace.do(action)
        assert late.status_code == 412
        assert late.json()["error"]["current"] == boxed
    assert workplace.person.post(f"{workplace.path}/accept").status_code == 428


def test_gold_is_set_apart_by_admins(workplace: Workplace, people: People) -> None:
    gold = checked(people.admin.put(f"{workplace.path}/gold", {"gold": True}))
    assert (gold["gold"], gold["version"]) == (True, 2)
    assert checked(people.admin.put(f"{workplace.path}/gold", {"gold": True})) == gold
    assert people.annotator.put(f"{workplace.path}/gold", {"gold": False}).status_code == 403


def test_deleting_an_image_deletes_its_objects(workplace: Workplace, people: People) -> None:
    suggested = workplace.suggest(workplace.draw([1, 2, 11, 12]))
    checked(workplace.change(suggested, "/accept"))
    checked(people.admin.delete(workplace.path), 204)
    assert people.annotator.get(workplace.path).status_code == 404
    with database().read() as session:
        assert session.query(Object).count() == 0
        assert session.query(Event).filter_by(kind="image.deleted").one().data == {"name": "one"}


def test_an_id_is_never_given_twice(workplace: Workplace, people: People) -> None:
    """A page that still holds a deleted image, or a mask of it, must never be shown another in its place."""

    def ids(project_id: int, place: Workplace) -> dict[str, int]:
        thing = place.suggest(place.draw([0, 0, 20, 30]))
        made = people.new_project("Another")
        job = checked(people.admin.get(f"/projects/{project_id}/jobs"))[0]["id"]
        found = {"project": made["id"], "class": made["classes"][-1]["id"], "job": job}
        checked(people.owner.delete(f"/projects/{made['id']}"), 204)
        checked(people.admin.delete(place.path), 204)
        return {"image": place.image["id"], "mask": thing["mask"]["id"], **found}

    first = ids(workplace.project_id, workplace)
    workplace.image = add_image(people.admin, workplace.project_id, "another.png")
    second = ids(workplace.project_id, workplace)
    assert [key for key in first if second[key] <= first[key]] == []


def test_summary_counts(workplace: Workplace, people: People) -> None:
    first = workplace.suggest(workplace.draw([1, 2, 11, 12]))
    checked(workplace.change(first, "/accept"))
    deleted = workplace.draw([5, 5, 9, 9])
    checked(workplace.change(deleted, "", None, "DELETE"), 204)
    checked(workplace.do("accept"))
    open_image = add_image(people.admin, people.project["id"], "two.png")
    checked(people.admin.put(f"/projects/{people.project['id']}/images/{open_image['id']}/gold", {"gold": True}))
    cat, dog = workplace.class_ids
    assert checked(people.annotator.get(f"/projects/{people.project['id']}/summary")) == {
        "images": {"open": 1, "boxed": 0, "accepted": 1, "gold": 1},
        "objects": {"drawn": 0, "suggested": 0, "accepted": 1, "fixed": 0},
        "per_class": [{"class_id": cat, "objects": 1, "decided": 1}, {"class_id": dog, "objects": 0, "decided": 0}],
        "accepted_since_last_round": 1,
    }
    counts = checked(people.annotator.get("/projects"))[0]["counts"]
    assert counts == {"open": 1, "boxed": 0, "accepted": 1}
