"""Projects, classes and members over HTTP."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from server.store.database import database
from server.store.tables import Event, Image, Object, Project
from tests.conftest import People, Workplace, add_image, checked, match, picture_bytes


def put_classes(people: People, wanted: Sequence[dict[str, Any]]) -> Any:
    return people.admin.put(f"/projects/{people.project['id']}/classes", wanted)


def kept(one: dict[str, Any]) -> dict[str, Any]:
    return {name: one[name] for name in ("id", "name", "color", "key")}


def test_a_project_is_shown_with_everything_its_page_needs(people: People) -> None:
    cat, dog = people.project["classes"]
    assert (cat["index"], cat["name"], dog["index"], dog["name"]) == (1, "cat", 2, "dog")
    assert cat["color"] != dog["color"]
    assert checked(people.annotator.get(f"/projects/{people.project['id']}")) == {
        "id": people.project["id"],
        "name": "Pets",
        "role": "annotator",
        "classes": [cat, dog],
        "classes_frozen": False,
        "schedule": {"images": None, "hours": None, "profile": "cpu"},
        "suggesting": {"origin": "proposals", "round": None},
    }


def test_names_are_unique(people: People) -> None:
    people.new_project("Other")
    assert people.owner.post("/projects", {"name": "Pets"}).status_code == 409
    assert people.admin.patch(f"/projects/{people.project['id']}", {"name": "Other"}).status_code == 409
    for bad in ("", "  ", "a\0b", "x" * 121, "a\nb"):
        assert people.owner.post("/projects", {"name": bad}).status_code == 422, bad


def test_classes_can_be_reordered_until_frozen(people: People) -> None:
    cat, dog = people.project["classes"]
    swapped = checked(put_classes(people, [kept(dog) | {"name": "cat"}, kept(cat) | {"name": "dog"}, {"name": "fish"}]))
    assert [(one["id"], one["index"], one["name"]) for one in swapped[:2]] == [
        (dog["id"], 1, "cat"),
        (cat["id"], 2, "dog"),
    ]
    assert [one["index"] for one in swapped] == [1, 2, 3]
    with database().write() as session:
        session.get_one(Project, people.project["id"]).classes_frozen = True
    frozen = checked(put_classes(people, [{"name": "bird"}, *(kept(one) for one in reversed(swapped))]))
    assert [(one["index"], one["name"]) for one in frozen] == [(1, "cat"), (2, "dog"), (3, "fish"), (4, "bird")]
    refused = put_classes(people, [kept(one) for one in frozen[:3]])
    assert refused.status_code == 409
    assert "bird" in refused.json()["error"]["message"]


def test_a_class_in_use_stays(workplace: Workplace, people: People) -> None:
    workplace.draw([1, 2, 11, 12])
    cat, dog = people.project["classes"]
    assert put_classes(people, [kept(dog)]).status_code == 409
    assert [one["name"] for one in checked(put_classes(people, [kept(cat)]))] == ["cat"]


def test_a_class_of_deleted_objects_alone_can_go(workplace: Workplace, people: People) -> None:
    """Nobody could give those another class; they keep their history, and come back under a class that is there."""
    cat, dog = people.project["classes"]
    drawn = workplace.draw([1, 2, 11, 12])
    checked(workplace.change(drawn, "", method="DELETE"), 204)
    refused = put_classes(people, [{"name": "fish"}])
    assert refused.status_code == 409
    assert "no other class is kept" in refused.json()["error"]["message"]
    assert [one["name"] for one in checked(put_classes(people, [kept(dog)]))] == ["dog"]
    new = {"class_id": cat["id"], "box": drawn["box"]}
    created = workplace.person.put(f"{workplace.path}/objects/{uuid4()}", new, headers={"If-None-Match": "*"})
    assert created.status_code == 422
    assert workplace.draw(drawn["box"], drawn["id"], class_id=cat["id"])["class_id"] == dog["id"]


def test_names_that_cannot_be_seen_or_pass_for_others_are_refused(people: People) -> None:
    """Letters that take no room or turn the direction of writing; those that some scripts need may stay."""
    for bad in (
        "Pets\u200b",
        "\u202egnp.tac",
        "\ufeffPets",
        "\u2066a",
        "a\u2028b",
        "\u200d",
        "\uffff",
        "so\u00adft",
        "ad\u200cmin",
        "Zo\u00eb\u200d",
        "\u65e5\u200d\u200d\u672c",
        "\u115f",
        "\u1160",
        "\u3164",
        "\uffa0",
        "\u2800",
    ):
        for path, more in (("/projects", {}), ("/users", {"password": "long enough"})):
            refused = people.owner.post(path, {"name": bad, **more})
            assert refused.status_code == 422, ascii(bad)
            assert "cannot be seen" in refused.json()["error"]["message"]
        assert put_classes(people, [{"name": bad}]).status_code == 422
    for good in ("می\u200cخواهم", "👩\u200d🔬", "അവന\u0d4d\u200d", "Zoë", "日本"):
        checked(people.owner.post("/projects", {"name": good}), 201)


def test_a_name_that_is_refused_is_told_as_it_is_read(people: People) -> None:
    """Only letters that nobody sees are spelt out."""
    picture = people.admin.post(
        f"/projects/{people.project['id']}/images", files={"file": ("日本:1.png", picture_bytes(), "image/png")}
    )
    for refused, told in (
        (picture, "'日本:1.png'"),
        (people.owner.post("/projects", {"name": "日本\u200bé"}), r"'日本\u200bé'"),
        (people.owner.post("/projects", {"name": "ad\u200cmin"}), r"'ad\u200cmin'"),
        (put_classes(people, [{"name": "日本:1"}]), "'日本:1'"),
    ):
        assert refused.status_code == 422
        assert told in refused.json()["error"]["message"]


def test_a_name_is_the_same_however_its_accents_are_written(people: People) -> None:
    composed, parts = "Zo\u00eb", "Zoe\u0308"
    checked(people.owner.post("/users", {"name": parts, "password": "long enough"}), 201)
    assert people.owner.post("/users", {"name": composed, "password": "long enough"}).status_code == 409
    for spelling in (composed, parts):
        checked(people.visitor().post("/session", {"name": spelling, "password": "long enough"}))
        members = f"/projects/{people.project['id']}/members"
        assert checked(people.admin.post(members, {"name": spelling, "role": "annotator"}), 201)["name"] == composed
    checked(people.owner.post("/projects", {"name": composed}), 201)
    assert people.owner.post("/projects", {"name": parts}).status_code == 409


def test_bad_classes_change_nothing(people: People) -> None:
    cat, dog = people.project["classes"]
    foreign = people.new_project("Elsewhere")["classes"][0]
    for wanted in (
        [kept(cat), kept(dog) | {"name": "cat"}],
        [kept(cat) | {"key": "1"}, kept(dog) | {"key": "1"}],
        [kept(cat), kept(cat) | {"name": "other"}],
        [kept(cat), kept(dog), kept(foreign) | {"name": "other"}],
        [kept(cat) | {"color": "red"}],
        [kept(cat) | {"key": "ab"}],
        [kept(cat) | {"name": "a:b"}],
        [kept(cat) | {"name": "#a"}],
        [kept(cat) | {"name": "Background"}],
        [{"name": f"class {number}"} for number in range(255)],
    ):
        assert put_classes(people, wanted).status_code == 422, wanted
    assert checked(people.admin.get(f"/projects/{people.project['id']}"))["classes"] == [cat, dog]


def test_254_classes_fit_and_have_colours(people: People) -> None:
    classes = checked(put_classes(people, [{"name": f"class {number}"} for number in range(254)]))
    assert len({one["color"] for one in classes}) > 200


def test_schedule(people: People) -> None:
    path = f"/projects/{people.project['id']}/schedule"
    wanted = {"images": 50, "hours": 12.5, "profile": "cpu"}
    assert checked(people.admin.put(path, wanted)) == wanted
    assert checked(people.admin.get(f"/projects/{people.project['id']}"))["schedule"] == wanted
    for bad in ({"images": 0}, {"hours": -1}, {"profile": "fast"}, {"profile": "../x"}, {"every": 3}):
        assert people.admin.put(path, bad).status_code == 422, bad


def test_what_a_round_would_take_is_told_before_it_starts(people: People) -> None:
    path = f"/projects/{people.project['id']}"
    pictures = {"a": 1, "b": 2, "gold": 3, "gold again": 4, "the same": 4}
    made = [
        add_image(people.admin, people.project["id"], f"{name}.png", picture_bytes(seed=seed))
        for name, seed in pictures.items()
    ]
    boxed, gold = made[1], (made[2], made[4])
    checked(people.admin.post(f"{path}/images/{boxed['id']}/boxed", headers=match(boxed)))
    for one in (made[0], made[3], *gold):
        checked(people.admin.post(f"{path}/images/{one['id']}/accept", headers=match(one)))
    for one in gold:
        checked(people.admin.put(f"{path}/images/{one['id']}/gold", {"gold": True}))
    assert checked(people.annotator.get(f"{path}/rounds/next")) == {"F": 1, "W": 1, "gold": 2, "twins": 1}


def test_members(people: People) -> None:
    path = f"/projects/{people.project['id']}/members"
    added = checked(people.admin.post(path, {"name": "outsider", "role": "reviewer"}), 201)
    assert added == {"user_id": people.outsider.id, "name": "outsider", "role": "reviewer"}
    assert added in checked(people.annotator.get(path))
    assert checked(people.outsider.get(f"/projects/{people.project['id']}"))["role"] == "reviewer"
    checked(people.admin.delete(f"{path}/{people.outsider.id}"), 204)
    assert people.outsider.get(f"/projects/{people.project['id']}").status_code == 404
    assert people.admin.post(path, {"name": "nobody", "role": "admin"}).status_code == 404
    assert people.admin.put(f"{path}/999", {"role": "admin"}).status_code == 404
    new = {"name": "newcomer", "role": "annotator", "password": "long enough"}
    assert people.admin.post(path, new).status_code == 403
    checked(people.owner.post(path, new), 201)
    checked(people.visitor().post("/session", {"name": "newcomer", "password": "long enough"}))


def test_deleting_a_project_takes_everything_along(workplace: Workplace, people: People) -> None:
    suggested = workplace.suggest(workplace.draw([1, 2, 11, 12]))
    checked(workplace.change(suggested, "/accept"))
    kept_project = people.new_project("Kept")
    checked(people.admin.delete(f"/projects/{people.project['id']}"), 204)
    with database().read() as session:
        assert [session.query(table).count() for table in (Object, Image)] == [0, 0]
        assert {event.project_id for event in session.query(Event)} == {kept_project["id"]}
        assert [project.id for project in session.query(Project)] == [kept_project["id"]]
