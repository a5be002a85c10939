"""Filters of a review: they say of an object what its current mask says, however it came by it, and read an index."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event

from server.domain.mask import Origin
from server.domain.round_state import RoundState
from server.flows import candidates, jobs
from server.flows.candidates import Made
from server.store.database import database
from server.store.tables import Job, Model, Promotion, Round
from tests.conftest import People, Workplace, box_mask, checked

STATES = ["drawn", "suggested", "accepted", "fixed"]
BOX = [2, 3, 20, 21]


def found(workplace: Workplace, **query: Any) -> set[str]:
    path = f"/projects/{workplace.project_id}/objects"
    page = checked(workplace.person.get(path, params={"state": STATES, **query}))
    return {item["object"]["id"] for item in page["items"]}


def check_filters(workplace: Workplace) -> None:
    """Every filter by what a mask is finds the objects whose mask, as the opened image shows it, is so."""
    things = checked(workplace.person.get(workplace.path))["objects"]
    assert found(workplace) == {thing["id"] for thing in things}
    masks = {thing["id"]: thing["mask"] or {"origin": None, "round": None} for thing in things}
    for origin in Origin:
        assert found(workplace, origin=origin) == {key for key, mask in masks.items() if mask["origin"] == origin}
    for number in (1, 2):
        assert found(workplace, round=number) == {key for key, mask in masks.items() if mask["round"] == number}
    for thing in things:
        assert found(workplace, state=thing["state"]) >= {thing["id"]}


def promote(workplace: Workplace) -> None:
    with database().write() as session:
        ended = Round(project_id=workplace.project_id, number=2, state=RoundState.DONE, profile="cpu")
        session.add(ended)
        session.flush()
        session.add(Model(project_id=workplace.project_id, round_id=ended.id, kind="annnet", blob="0" * 64, card={}))
        session.add(Promotion(project_id=workplace.project_id, round_id=ended.id))


def chosen(workplace: Workplace, thing: dict[str, Any]) -> dict[str, Any]:
    """The object with a candidate of MCG's for its mask."""
    checked(workplace.person.post(f"{workplace.path}/objects/{thing['id']}/candidates", {}), 202)
    with database().write() as session:
        claim = jobs.claim(session, session.query(Job).filter_by(kind="candidates").one().id)
        assert claim is not None
        gathered = candidates.gather(session, claim.payload)
        assert gathered is not None
        [candidate] = candidates.record_candidates(session, *gathered, [Made(box_mask(thing["box"]), Origin.MCG)])
    return checked(workplace.change(thing, "/choose", {"candidate": candidate}))


def test_filters_follow_the_mask_through_everything_that_changes_it(workplace: Workplace) -> None:
    promote(workplace)
    thing = workplace.draw(BOX)
    other = workplace.suggest(workplace.draw([1, 1, 9, 9]), origin=Origin.GRABCUT)
    check_filters(workplace)
    suggested = workplace.suggest(thing, origin=Origin.ANNNET)
    assert found(workplace, round=2, origin="annnet") == {thing["id"]}
    check_filters(workplace)
    accepted = checked(workplace.change(suggested, "/accept"))
    check_filters(workplace)
    fixed = checked(workplace.change(accepted, "/mask", {"rect": [2, 3, 4, 5], "foreground": "04"}, "PUT"))
    assert found(workplace, origin="human") == {thing["id"]}
    check_filters(workplace)
    mask = {key: suggested["mask"][key] for key in ("rect", "foreground", "uncertain", "ignored")}
    earlier = {"class_id": thing["class_id"], "box": BOX, "state": "suggested", "mask": mask}
    undone = checked(workplace.change(fixed, "/revert", earlier, "PUT"))
    assert found(workplace, round=2) == {thing["id"]}
    check_filters(workplace)
    checked(workplace.change(checked(workplace.change(undone, "/reject")), "", method="DELETE"), 204)
    assert found(workplace) == {other["id"]}
    check_filters(workplace)
    [deleted, rejected, reverted, *_] = checked(workplace.person.get(f"{workplace.path}/history"))["items"]
    for moment, origins in ((reverted, {"annnet", "grabcut"}), (deleted, {"grabcut"}), (rejected, {"grabcut"})):
        restored = workplace.person.post(f"{workplace.path}/history/{moment['id']}/restore", {"seen": 10**6})
        assert {one["mask"]["origin"] for one in checked(restored)["objects"] if one["mask"]} == origins
        check_filters(workplace)
    redrawn = checked(workplace.change(other, "", {"class_id": other["class_id"], "box": [1, 1, 9, 8]}, "PUT"))
    check_filters(workplace)
    chosen(workplace, redrawn)
    assert found(workplace, origin="mcg") == {other["id"]}
    check_filters(workplace)


def test_who_made_the_mask_is_found_by_it(workplace: Workplace, people: People) -> None:
    drawn = workplace.draw(BOX)
    assert found(workplace, person=people.reviewer.id) == set()
    workplace.person = people.reviewer
    fixed = checked(workplace.change(drawn, "/mask", {"rect": [2, 3, 4, 5], "foreground": "04"}, "PUT"))
    assert found(workplace, person=people.reviewer.id) == found(workplace, person=people.annotator.id) == {drawn["id"]}
    checked(workplace.change(fixed, "/reject"))
    assert found(workplace, person=people.reviewer.id) == set()


def test_only_what_has_an_open_comment_and_matches_the_rest(workplace: Workplace, people: People) -> None:
    drawn, suggested = workplace.draw(BOX), workplace.suggest(workplace.draw(BOX))
    workplace.draw(BOX)
    for thing in (drawn, suggested, suggested):
        path = f"{workplace.path}/comments/{uuid4()}"
        checked(workplace.person.put(path, {"text": "Look.", "object_id": thing["id"]}))
    for order in ("looks", "certainty", "random", "image"):
        assert found(workplace, commented=True, order=order) == {drawn["id"], suggested["id"]}
        assert found(workplace, commented=True, order=order, state="suggested") == {suggested["id"]}
        assert found(workplace, commented=True, order=order, origin="fused") == {suggested["id"]}
        assert found(workplace, commented=True, order=order, origin="mcg") == set()
    other = people.new_project("Other")["id"]
    assert checked(people.owner.get(f"/projects/{other}/objects?commented=true&state=suggested"))["items"] == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # PostgreSQL plans by what is in the tables
@pytest.mark.parametrize("order", ["looks", "certainty", "lot", "image_id"])
def test_an_order_is_read_from_its_index_whatever_is_filtered(workplace: Workplace, order: str) -> None:
    statements: list[tuple[str, Any]] = []
    query: dict[str, Any] = {"order": {"lot": "random", "image_id": "image"}.get(order, order), "random": 0}

    def keep(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        if "UNION ALL" in statement:
            statements.append((statement, parameters))

    event.listen(database().engine, "before_cursor_execute", keep)
    try:
        for one in (
            {},
            {"class_id": workplace.class_ids[0], "flag": "truncated"},
            {"origin": "human", "certainty_from": 0.5, "certainty_to": 0.8},
            {"person": workplace.person.id, "round": 1},
            {"state": ["accepted", "fixed"], "reviewed": False},
        ):
            found(workplace, **query, **one)
    finally:
        event.remove(database().engine, "before_cursor_execute", keep)
    assert len(statements) == 5
    with database().read() as session:
        for statement, parameters in statements:
            plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
            reads = [row[3] for row in plan if "objects" in row[3]]
            assert reads
            for read in reads:
                assert f"ix_objects_review_{order} (project_id=? AND state=? AND origin=?" in read
