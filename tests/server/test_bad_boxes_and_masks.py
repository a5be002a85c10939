"""The doors for boxes and masks: what cannot be right is refused with words, and nothing is changed."""

from typing import Any
from uuid import uuid4

import numpy as np
import pytest

from server.store.database import database
from server.store.tables import Event, Job, Object, ObjectMask
from tests.conftest import ON_SQLITE, People, Workplace, checked, match, rle

pytestmark = ON_SQLITE

BOXES: dict[str, Any] = {
    "reversed": [11, 2, 1, 12],
    "zero area": [1, 2, 1, 12],
    "outside": [1, 2, 41, 12],
    "negative": [-1, 2, 11, 12],
    "huge": [0, 0, 2**31 - 1, 5],
    "beyond int32": [0, 0, 2**40, 5],
    "beyond int64": [0, 0, 2**70, 5],
    "float": [1.5, 2, 11, 12],
    "whole float": [1.0, 2, 11, 12],
    "text": ["1", 2, 11, 12],
    "bool": [True, 2, 11, 12],
    "null": [None, 2, 11, 12],
    "three": [1, 2, 11],
    "five": [1, 2, 11, 12, 13],
    "no list": "1,2,11,12",
    "object": {"x0": 1},
}


def rows() -> tuple[int, ...]:
    """How many rows the database has that a change of an object could add."""
    with database().read() as session:
        return tuple(session.query(table).count() for table in (Object, ObjectMask, Event, Job))


@pytest.mark.parametrize("kind", BOXES)
def test_bad_boxes_are_refused(workplace: Workplace, kind: str) -> None:
    drawn = workplace.draw([1, 2, 11, 12])
    before = rows()
    wanted = {"class_id": workplace.class_ids[0], "box": BOXES[kind]}
    created = workplace.person.put(f"{workplace.path}/objects/{uuid4()}", wanted, headers={"If-None-Match": "*"})
    changed = workplace.change(drawn, "", wanted, "PUT")
    assert [created.status_code, changed.status_code] == [422, 422]
    assert created.json()["error"]["message"]
    assert (rows(), workplace.object(drawn["id"])) == (before, drawn)


def test_numbers_that_json_does_not_know_are_refused(workplace: Workplace) -> None:
    path = f"{workplace.path}/objects/{uuid4()}"
    headers = {"If-None-Match": "*", "Content-Type": "application/json"}
    for box in ("[NaN, 2, 11, 12]", "[Infinity, 2, 11, 12]", "[1e999, 2, 11, 12]", "[" + "1" * 5000 + ", 2, 11, 12]"):
        content = f'{{"class_id": {workplace.class_ids[0]}, "box": {box}}}'.encode()
        assert workplace.person.request("PUT", path, content=content, headers=headers).status_code in (400, 422), box
    for seconds in ("NaN", "-1", "1e9"):
        content = f'{{"class_id": 1, "box": [1, 2, 11, 12], "active_seconds": {seconds}}}'.encode()
        assert workplace.person.request("PUT", path, content=content, headers=headers).status_code == 422, seconds
    assert rows()[0] == 0


def test_unknown_classes_and_ids_are_refused(workplace: Workplace, people: People) -> None:
    foreign = people.new_project("Elsewhere")["classes"][0]["id"]
    for class_id in (foreign, 999, 0, -1, 2**40, "cat", None):
        wanted = {"class_id": class_id, "box": [1, 2, 11, 12]}
        response = workplace.person.put(f"{workplace.path}/objects/{uuid4()}", wanted, headers={"If-None-Match": "*"})
        assert response.status_code == 422, class_id
    wanted = {"class_id": workplace.class_ids[0], "box": [1, 2, 11, 12]}
    for object_id in ("1", "not-a-uuid", "%00", "2f8c1d9e"):
        response = workplace.person.put(f"{workplace.path}/objects/{object_id}", wanted, headers={"If-None-Match": "*"})
        assert response.status_code == 422, object_id
    assert rows()[0] == 0


def test_one_id_has_one_spelling(workplace: Workplace) -> None:
    drawn = workplace.draw([1, 2, 11, 12], "2F8C1D9E-6B1F-4F0E-9A3C-0D2B7A1C5E77")
    assert drawn["id"] == "2f8c1d9e-6b1f-4f0e-9a3c-0d2b7a1c5e77"
    assert workplace.draw([1, 2, 11, 12], drawn["id"].replace("-", "")) == drawn


def ones(width: int, height: int) -> str:
    return rle(np.ones((height, width), bool))


MASKS: dict[str, Any] = {
    "bigger than the picture": {"rect": [0, 0, 41, 30], "foreground": ones(41, 30)},
    "outside": {"rect": [-1, 0, 4, 5], "foreground": ones(5, 5)},
    "reversed rect": {"rect": [5, 5, 1, 1], "foreground": ones(4, 4)},
    "empty rect": {"rect": [5, 5, 5, 9], "foreground": "0"},
    "too few pixels": {"rect": [0, 0, 5, 5], "foreground": ones(4, 5)},
    "too many pixels": {"rect": [0, 0, 5, 5], "foreground": ones(6, 5)},
    "cut in a number": {"rect": [0, 0, 40, 30], "foreground": "0P"},
    "negative run": {"rect": [0, 0, 5, 5], "foreground": "L`0"},
    "a bomb": {"rect": [0, 0, 40, 30], "foreground": "0" * 3_000_000},
    "huge runs": {"rect": [0, 0, 5, 5], "foreground": "ooooooo" * 1000},
    "not RLE": {"rect": [0, 0, 5, 5], "foreground": "~~~"},
    "not ascii": {"rect": [0, 0, 5, 5], "foreground": "ü"},
    "no text": {"rect": [0, 0, 5, 5], "foreground": [0, 25]},
    "nothing": {"rect": [0, 0, 5, 5], "foreground": ""},
    "no foreground": {"rect": [0, 0, 5, 5]},
    "float rect": {"rect": [0, 0, 5.5, 5], "foreground": ones(5, 5)},
    "overlap": {"rect": [0, 0, 5, 5], "foreground": ones(5, 5), "ignored": ones(5, 5)},
    "broken ignored": {"rect": [0, 0, 5, 5], "foreground": ones(5, 5), "ignored": "0"},
    "uncertain": {"rect": [0, 0, 5, 5], "foreground": ones(5, 5), "uncertain": ones(5, 5)},
}


@pytest.mark.parametrize("kind", MASKS)
def test_bad_masks_are_refused(workplace: Workplace, kind: str) -> None:
    drawn = workplace.draw([1, 2, 11, 12])
    before = rows()
    response = workplace.change(drawn, "/mask", MASKS[kind], "PUT")
    assert response.status_code == 422, response.text
    assert response.json()["error"]["hint"]
    assert len(response.text) < 1000  # what was sent is not repeated
    assert (rows(), workplace.object(drawn["id"])) == (before, drawn)


def test_undo_cannot_forge_a_suggestion(workplace: Workplace) -> None:
    suggested = workplace.suggest(workplace.draw([1, 2, 11, 12]))
    before = rows()
    mask = {"rect": [1, 2, 5, 6], "foreground": ones(4, 4), "uncertain": None, "ignored": None}
    had = {key: suggested["mask"][key] for key in mask}
    drawing = {"class_id": suggested["class_id"], "box": suggested["box"]}
    for state, sent in (
        ("suggested", mask),  # never had it
        ("accepted", had),  # still has uncertain pixels
        ("fixed", None),
        ("drawn", had),
        ("accepted", {**mask, "rect": [0, 0, 4, 4]}),  # outside the box
    ):
        response = workplace.change(suggested, "/revert", {**drawing, "state": state, "mask": sent}, "PUT")
        assert response.status_code == 422, (state, response.text)
    assert (rows(), workplace.object(suggested["id"])) == (before, suggested)


def test_undo_brings_back_the_mask_that_was(workplace: Workplace) -> None:
    suggested = workplace.suggest(workplace.draw([1, 2, 11, 12]))
    rejected = checked(workplace.change(suggested, "/reject"))
    had = {key: suggested["mask"][key] for key in ("rect", "foreground", "uncertain", "ignored")}
    body = {"class_id": suggested["class_id"], "box": suggested["box"], "state": "suggested", "mask": had}
    reverted = checked(workplace.change(rejected, "/revert", body, "PUT"))
    assert (reverted["state"], reverted["mask"]) == ("suggested", suggested["mask"])
    assert checked(workplace.change(rejected, "/revert", body, "PUT")) == reverted
    headers = match(rejected)
    stale = workplace.person.put(
        f"{workplace.path}/objects/{rejected['id']}/revert", {**body, "state": "drawn", "mask": None}, headers=headers
    )
    assert stale.status_code == 412
