"""Who gets which image to do: assignments, and leases that two people never hold at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import event, update

from server.store.database import database
from server.store.tables import Image, Lease, now
from tests.conftest import ON_POSTGRES, Clock, People, Person, Workplace, checked, match

THREADS = 12


def add_images(people: People, count: int) -> list[int]:
    """Images without pictures; their ids."""
    with database().write() as session:
        rows = [
            Image(project_id=people.project["id"], name=f"{n:03}", blob="0", media_type="image/png", width=9, height=9)
            for n in range(count)
        ]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


def path(people: People, end: str = "") -> str:
    return f"/projects/{people.project['id']}/images{end}"


def take(people: People, person: Person, **where: int) -> int | None:
    """The id of the next image to do; None when there is none."""
    answer = person.post(path(people, "/take"), where)
    return checked(answer)["id"] if answer.status_code == 200 else checked(answer, 204)


def here(people: People, person: Person, image: int, **said: Any) -> dict[str, Any]:
    return checked(person.put(path(people, f"/{image}/presence/tab-{person.name}"), said))


def test_many_who_ask_at_once_never_get_the_same(people: People) -> None:
    ids = add_images(people, THREADS + 3)
    persons = [people.join(f"labeller {n}", is_admin=True) for n in range(THREADS)]
    start = Barrier(THREADS)

    def ask(person: Person) -> int | None:
        start.wait()
        return take(people, person)

    with ThreadPoolExecutor(THREADS) as pool:
        given = list(pool.map(ask, persons))
    assert sorted(given, key=str) == sorted(ids[:THREADS], key=str)


def test_an_image_is_free_again_when_its_lease_ends(people: People) -> None:
    first, second = add_images(people, 2)
    assert take(people, people.annotator) == first
    assert take(people, people.annotator) == first  # still mine
    assert take(people, people.reviewer) == second
    assert take(people, people.admin) is None
    checked(people.annotator.delete(path(people, f"/{first}/presence/tab-1")), 204)
    assert take(people, people.admin, before=second) == first
    with database().write() as session:
        session.execute(update(Lease).values(until=now() - timedelta(seconds=1)))
    assert take(people, people.annotator, after=first) == second


def delete(people: People, image: int) -> None:
    checked(people.owner.delete(path(people, f"/{image}")), 204)


def accept(people: People, image: int) -> None:
    checked(people.owner.post(path(people, f"/{image}/accept"), headers={"If-Match": '"1"'}))


def assign(people: People, image: int) -> None:
    wanted = {"user_id": people.reviewer.id, "only": [image]}
    checked(people.owner.put(path(people, "/assignee"), wanted))


@ON_POSTGRES  # SQLite has one writer at a time
@pytest.mark.parametrize("happen", [delete, accept, assign])
def test_what_happens_to_an_image_while_it_is_taken_gives_its_taker_the_next(
    people: People, happen: Callable[[People, int], None]
) -> None:
    first, second = add_images(people, 2)
    happened: list[Any] = []

    def meanwhile(*_: Any) -> None:
        if not happened:  # it has found the first one, and holds nothing yet
            happened.append(happen(people, first))

    engine = database().engine
    event.listen(engine, "savepoint", meanwhile)
    try:
        assert take(people, people.annotator) == second
    finally:
        event.remove(engine, "savepoint", meanwhile)
    assert happened


def open_while(people: People, image: int, happen: Callable[[People, int], None]) -> Any:
    """Say that somebody works on an image to which something happens in that moment; the response."""
    engine, happened = database().engine, list[Any]()

    def meanwhile(_: Any, __: Any, statement: str, *___: Any) -> None:
        if not happened and "JOIN leases" in statement:
            happened.append(happen(people, image))

    event.listen(engine, "before_cursor_execute", meanwhile)
    try:
        answer = people.annotator.put(path(people, f"/{image}/presence/tab-1"), {"works": True})
    finally:
        event.remove(engine, "before_cursor_execute", meanwhile)
    assert happened
    return answer


@ON_POSTGRES
def test_an_image_that_is_deleted_while_it_is_opened_is_not_there(people: People) -> None:
    [image] = add_images(people, 1)
    assert open_while(people, image, delete).status_code == 404


@ON_POSTGRES
def test_an_image_that_is_accepted_while_it_is_opened_is_nobody_s(people: People) -> None:
    [image] = add_images(people, 1)
    assert checked(open_while(people, image, accept))["holder"] is None
    accepted = checked(people.annotator.get(path(people, f"/{image}")))
    checked(people.reviewer.post(path(people, f"/{image}/reopen"), headers=match(accepted)))
    assert take(people, people.reviewer) == image


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_is_set_keeps_no_image_from_anybody(people: People, clock: Clock, hours: int) -> None:
    """Forward, all leases are over; back, none lasts for an hour more. Who goes on working keeps theirs."""
    left, kept = add_images(people, 2)
    assert take(people, people.annotator) == left
    assert take(people, people.reviewer) == kept
    clock.move(hours=hours)
    assert here(people, people.reviewer, kept, works=True)["holder"]["name"] == "reviewer"
    assert here(people, people.admin, left)["holder"] is None
    assert take(people, people.admin) == left
    assert take(people, people.annotator) is None
    clock.move(minutes=4)
    assert here(people, people.reviewer, kept)["holder"]["name"] == "reviewer"
    clock.move(minutes=2)
    assert here(people, people.reviewer, kept)["holder"] is None


def test_a_clock_that_is_set_back_by_minutes_keeps_an_image_for_a_quarter_of_an_hour_at_most(
    people: People, clock: Clock
) -> None:
    """So far clocks of machines may be apart, so what another one wrote cannot be told from what was set back."""
    [image] = add_images(people, 1)
    assert take(people, people.annotator) == image
    clock.move(minutes=-9)
    assert take(people, people.admin) is None
    clock.move(minutes=13)
    assert take(people, people.admin) is None
    clock.move(minutes=2)
    assert take(people, people.admin) == image


def test_accepting_ends_the_lease(workplace: Workplace, people: People) -> None:
    assert take(people, people.annotator) == workplace.image["id"]
    accepted = checked(workplace.do("accept"))
    assert checked(workplace.do("accept")) == accepted  # twice is harmless
    checked(people.annotator.post(f"{workplace.path}/reopen", headers=match(accepted)))
    assert take(people, people.reviewer) == workplace.image["id"]


def test_who_opens_a_taken_image_is_told_and_may_take_it_over(people: People) -> None:
    [image] = add_images(people, 1)
    assert here(people, people.annotator, image, works=True)["holder"]["name"] == "annotator"
    assert here(people, people.reviewer, image, works=True)["holder"]["name"] == "annotator"
    assert here(people, people.reviewer, image, takes_over=True)["holder"]["name"] == "reviewer"
    assert here(people, people.annotator, image, works=True)["holder"]["name"] == "reviewer"
    assert here(people, people.admin, image)["holder"]["name"] == "reviewer"


def test_work_prolongs_a_lease_and_looking_does_not(people: People) -> None:
    [image] = add_images(people, 1)
    here(people, people.annotator, image, works=True)
    soon = now() + timedelta(seconds=30)
    for works in (False, True):
        with database().write() as session:
            session.execute(update(Lease).values(until=soon))
        here(people, people.annotator, image, works=works)
        with database().read() as session:
            assert (session.query(Lease).one().until > soon) == works


def test_images_are_assigned_in_bulk_and_given_to_their_owner(people: People) -> None:
    ids = add_images(people, 6)
    reviewer, annotator = people.reviewer.id, people.annotator.id
    assign = path(people, "/assignee")
    assert checked(people.admin.put(assign, {"user_id": reviewer, "limit": 2}, params={"assignee": 0})) == {"images": 2}
    assert checked(people.admin.put(assign, {"user_id": annotator}, params={"name": "5"})) == {"images": 1}
    listed = checked(people.admin.get(path(people), params={"assignee": reviewer}))["items"]
    assert [one["id"] for one in listed] == ids[:2]
    assert [one["assignee_id"] for one in listed] == [reviewer, reviewer]
    assert checked(people.admin.get(path(people, "/count"), params={"assignee": 0})) == {"count": 3}
    assert take(people, people.annotator) == ids[2]
    assert take(people, people.annotator, after=ids[4]) == ids[5]
    assert take(people, people.admin, after=ids[4]) is None
    assert take(people, people.reviewer) == ids[0]
    assert checked(people.admin.put(assign, {"user_id": None}, params={"assignee": reviewer})) == {"images": 2}


def test_chosen_images_are_assigned_all_or_none(people: People) -> None:
    ids = add_images(people, 6)
    annotator, nobodys = people.annotator.id, {"assignee": 0}
    elsewhere = checked(people.owner.post("/projects", {"name": "elsewhere", "classes": []}), 201)
    with database().write() as session:
        row = Image(project_id=elsewhere["id"], name="far", blob="0", media_type="image/png", width=9, height=9)
        session.add(row)
        session.flush()
        far = row.id
    assign = path(people, "/assignee")
    for strange in (far, 2**52):
        refused = people.admin.put(assign, {"user_id": annotator, "only": [ids[0], strange]})
        assert refused.status_code == 404
        assert f"1 of the 2 images are not in this list (id {strange})" in refused.json()["error"]["message"]
    unlisted = people.admin.put(assign, {"user_id": annotator, "only": ids[:2]}, params={"name": "1"})
    assert unlisted.status_code == 404
    assert checked(people.admin.get(path(people, "/count"), params=nobodys)) == {"count": 6}
    given = checked(people.admin.put(assign, {"user_id": annotator, "only": [ids[4], ids[1], ids[4]]}))
    assert given == {"images": 2}
    listed = checked(people.admin.get(path(people), params={"assignee": annotator}))["items"]
    assert [one["id"] for one in listed] == [ids[1], ids[4]]
    assert checked(people.admin.put(assign, {"user_id": annotator, "only": []})) == {"images": 0}
    rest = checked(people.admin.put(assign, {"user_id": people.reviewer.id, "but": [ids[0]]}, params=nobodys))
    assert rest == {"images": 3}
    assert take(people, people.admin) == ids[0]


def test_images_deleted_while_they_are_assigned_leave_all_or_none_assigned(people: People) -> None:
    """Whoever comes first: either all were given before one was deleted, or nothing was."""
    made = add_images(people, 40 * THREADS)
    for first in range(0, len(made), 40):
        ids, start = made[first : first + 40], Barrier(2)

        def give(start: Barrier = start, ids: list[int] = ids) -> int:
            start.wait()
            wanted = {"user_id": people.annotator.id, "only": ids}
            return people.admin.put(path(people, "/assignee"), wanted).status_code

        def delete(start: Barrier = start, ids: list[int] = ids) -> int:
            start.wait()
            return people.owner.delete(path(people, f"/{ids[-1]}")).status_code

        with ThreadPoolExecutor(2) as pool:
            given, deleted = (done.result() for done in (pool.submit(give), pool.submit(delete)))
        assert deleted == 204
        assert given in (200, 404)
        with database().read() as session:
            assignees = {row.assignee_id for row in session.query(Image).filter(Image.id.in_(ids))}
        assert assignees == ({people.annotator.id} if given == 200 else {None})


def test_at_most_ten_thousand_images_are_chosen_one_by_one(people: People) -> None:
    ids = add_images(people, 10_001)
    assign = path(people, "/assignee")
    assert checked(people.admin.put(assign, {"user_id": people.owner.id, "only": ids[1:]})) == {"images": 10_000}
    for field in ("only", "but"):
        refused = people.admin.put(assign, {"user_id": people.annotator.id, field: ids})
        assert refused.status_code == 422
        assert "10,001 images are named one by one; at most 10,000 can be" in refused.json()["error"]["message"]
    ends = {"one": ids[-1], "other": ids[0]}
    refused = people.admin.get(path(people, "/ids"), params=ends)
    assert refused.status_code == 422
    assert refused.json()["error"]["message"] == "More than 10,000 images lie between these two."
    assert checked(people.admin.get(path(people, "/ids"), params=ends | {"assignee": 0})) == {"ids": ids[:1]}
    some = {"one": ids[5], "other": ids[2], "name": "3"}
    assert checked(people.admin.get(path(people, "/ids"), params=some)) == {"ids": [ids[3]]}


def test_only_members_are_given_images_and_who_leaves_gives_theirs_back(people: People) -> None:
    add_images(people, 2)
    assign = path(people, "/assignee")
    assert people.admin.put(assign, {"user_id": people.outsider.id}).status_code == 422
    assert people.reviewer.put(assign, {"user_id": people.annotator.id}).status_code == 403
    checked(people.admin.put(assign, {"user_id": people.annotator.id}))
    worked_on = take(people, people.annotator)
    checked(people.owner.delete(f"/projects/{people.project['id']}/members/{people.annotator.id}"), 204)
    assert checked(people.admin.get(path(people, "/count"), params={"assignee": 0})) == {"count": 2}
    assert take(people, people.admin) == worked_on
