"""Reviewing: a project's objects come in an order that pays, page after page, with a random sample among them."""

from typing import Any
from uuid import UUID

import pytest

from server.domain.mask import Impression, Mask
from server.flows.review import Filter, list_page
from server.store.database import database
from server.store.tables import Object
from tests.conftest import Workplace, box_mask, checked


def page(workplace: Workplace, **query: Any) -> dict[str, Any]:
    query = {"random": 0, **query}
    return checked(workplace.person.get(f"/projects/{workplace.project_id}/objects", params=query))


def ids(workplace: Workplace, **query: Any) -> list[str]:
    return [item["object"]["id"] for item in page(workplace, **query)["items"]]


def named(number: int, lot: int = 0) -> str:
    """A UUID whose lot is `lot` thousandths of all lots."""
    return str(UUID(int=(number << 96) | (lot * 2**32 // 1000)))


def suggested(workplace: Workplace, object_id: str, certainty: float, looks: float) -> dict[str, Any]:
    """An object with a suggestion that makes this impression."""
    drawn = workplace.draw([1, 2, 11, 12], object_id)
    full = box_mask(drawn["box"])
    mask = Mask(full.rect, full.foreground, full.uncertain, impression=Impression(certainty, looks))
    return workplace.suggest(drawn, mask)


@pytest.fixture
def three(workplace: Workplace) -> list[dict[str, Any]]:
    """Three suggestions: the first is the least certain, the second looks worst."""
    scores = [(0.2, 0.2), (0.5, 0.1), (0.9, 0.9)]
    return [suggested(workplace, named(n, 500), *one) for n, one in enumerate(scores, 1)]


def test_the_least_certain_or_the_worst_looking_come_first(workplace: Workplace, three: list[dict[str, Any]]) -> None:
    first, second, third = (one["id"] for one in three)
    assert ids(workplace, order="certainty") == [first, second, third]
    assert ids(workplace, order="looks") == [second, first, third]
    assert ids(workplace, order="image") == [first, second, third]
    shown = page(workplace, order="certainty")["items"][0]
    assert (shown["object"]["mask"]["certainty"], shown["object"]["mask"]["looks"]) == (0.2, 0.2)
    assert shown["object"] == workplace.object(first)
    assert (shown["image"]["name"], shown["image"]["width"], shown["random"]) == ("one", 40, False)


def test_what_is_accepted_keeps_its_certainty_and_what_is_rejected_goes(
    workplace: Workplace, three: list[dict[str, Any]]
) -> None:
    first, second, third = three
    checked(workplace.change(first, "/accept"))
    checked(workplace.change(second, "/reject"))
    checked(workplace.change(third, "", method="DELETE"), 204)
    assert ids(workplace) == []
    accepted = page(workplace, state="accepted")["items"]
    assert [(one["object"]["id"], one["object"]["mask"]["certainty"]) for one in accepted] == [(first["id"], 0.2)]
    assert ids(workplace, state=["accepted", "drawn", "suggested"]) == [first["id"], second["id"]]


def test_a_mask_painted_by_hand_is_certain(workplace: Workplace, three: list[dict[str, Any]]) -> None:
    rect = three[0]["box"]
    painted = {"rect": rect, "foreground": box_mask(rect).foreground}
    fixed = checked(workplace.change(three[0], "/mask", painted, method="PUT"))
    assert (fixed["mask"]["certainty"], fixed["mask"]["looks"]) == (None, None)
    assert ids(workplace, state=["suggested", "fixed"], order="certainty")[-1] == fixed["id"]


@pytest.mark.parametrize("order", ["certainty", "looks", "random", "image"])
def test_pages_of_any_size_give_the_same_list(workplace: Workplace, order: str) -> None:
    """Two of sixteen belong to the random sample; many share a score, two states are asked for."""
    for number in range(16):
        one = suggested(workplace, named(number, number * 60), (number % 3) / 2, (number % 5) / 4)
        if number % 5 == 0:
            checked(workplace.change(one, "/accept"))
    query: dict[str, Any] = {"order": order, "state": ["suggested", "accepted"], "random": 0.25}
    whole = page(workplace, **query)
    assert len({item["object"]["id"] for item in whole["items"]}) == 16
    assert whole["next"] is None
    for limit in (1, 5, 16):
        items, after = [], None
        while True:
            part = page(workplace, limit=limit, **query, **({"after": after} if after else {}))
            items += part["items"]
            after = part["next"]
            if after is None:
                break
        assert items == whole["items"], limit


def test_every_fourth_is_random_and_of_the_sample_that_progress_counts(workplace: Workplace) -> None:
    """Lots 0, 8 .. 120 thousandths: the thirteen under 100 are the sample, whatever its share; three others remain."""
    for number in range(16):
        suggested(workplace, named(number, number * 8), number / 20, 1 - number / 20)
    for order in ("certainty", "looks"):
        items = page(workplace, order=order, random=0.25)["items"]
        assert [place for place, item in enumerate(items) if item["random"]] == list(range(3, 16))
        assert {item["object"]["id"] for item in items if item["random"]} == {named(n, n * 8) for n in range(13)}
        ordered = [item["object"]["mask"][order] for item in items if not item["random"]]
        assert ordered == sorted(ordered)
    assert not any(item["random"] for item in page(workplace, order="random", random=0.25)["items"])
    for item in page(workplace, random=0.25)["items"]:
        checked(workplace.change(item["object"], "/accept"))
    tallies = checked(workplace.person.get(f"/projects/{workplace.project_id}/progress"))["by_sample"]
    assert [(one["random"], one["tally"]["accepted"]) for one in tallies] == [(True, 13), (False, 3)]


def test_filters(workplace: Workplace, three: list[dict[str, Any]]) -> None:
    first, second, third = (one["id"] for one in three)
    other_class = {"class_id": workplace.class_ids[1], "box": three[2]["box"], "truncated": True}
    checked(workplace.change(three[2], "", other_class, method="PUT"))
    assert ids(workplace, class_id=workplace.class_ids[1]) == [third]
    assert ids(workplace, flag="truncated") == [third]
    assert ids(workplace, flag="occluded") == []
    assert ids(workplace, certainty_to=0.5, order="certainty") == [first, second]
    assert ids(workplace, certainty_from=0.5, order="certainty") == [second, third]
    assert len(ids(workplace, origin="fused")) == 3
    assert ids(workplace, origin="annnet") == []
    assert ids(workplace, round=1) == []
    assert len(ids(workplace, person=workplace.person.id)) == 3
    assert ids(workplace, person=workplace.person.id + 1000) == []


def test_only_this_projects_objects(workplace: Workplace, three: list[dict[str, Any]]) -> None:
    with database().write() as session:
        assert {row.project_id for row in session.query(Object)} == {workplace.project_id}
        assert list_page(session, workplace.project_id + 1, Filter()).items == []


@pytest.mark.parametrize(
    "after",
    [
        "x",
        "bnVsbA==",
        "WzEsIDIsIDNd",
        "WzAsIFtudWxsLCAieCJdLCBudWxsXQ==",
        "WzFlOTk5LCBudWxsLCBudWxsXQ==",
        "ü",
        "W1tbW1s=",
        "WzAsIFswLjUsIFs1XV0sIG51bGxd",
    ],
)
def test_a_cursor_that_is_none(workplace: Workplace, three: list[dict[str, Any]], after: str) -> None:
    path = f"/projects/{workplace.project_id}/objects"
    for order in ("looks", "image"):
        response = workplace.person.get(path, params={"after": after, "order": order})
        assert checked(response, 422)["error"]["code"] == "bad_input"


def test_a_cursor_of_another_order_is_refused(workplace: Workplace, three: list[dict[str, Any]]) -> None:
    after = page(workplace, order="looks", limit=1)["next"]
    path = f"/projects/{workplace.project_id}/objects"
    checked(workplace.person.get(path, params={"after": after, "order": "image"}), 422)
