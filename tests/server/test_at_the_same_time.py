"""Many people at once: nothing acknowledged is lost, and of two who change the same thing one hears it is stale."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

from server.store.database import database
from server.store.tables import Event, Object
from tests.conftest import Workplace, checked, match

THREADS = 20
SAVES = 5


def test_twenty_people_who_save_lose_nothing(workplace: Workplace) -> None:
    start = Barrier(THREADS)

    def annotate(number: int) -> list[dict[str, Any]]:
        """Draw some boxes and move each; return what was acknowledged."""
        start.wait()
        acknowledged: list[dict[str, Any]] = []
        for step in range(SAVES):
            drawn = workplace.draw([step, 0, step + 5, number + 1], str(uuid4()))
            wanted = {"class_id": drawn["class_id"], "box": [step + 1, 0, step + 6, number + 2]}
            acknowledged.append(checked(workplace.change(drawn, "", wanted, "PUT")))
        return acknowledged

    with ThreadPoolExecutor(THREADS) as pool:
        acknowledged = [one for saved in pool.map(annotate, range(THREADS)) for one in saved]
    opened = checked(workplace.person.get(workplace.path))
    assert {one["id"]: one["box"] for one in opened["objects"]} == {one["id"]: one["box"] for one in acknowledged}
    assert sorted(one["number"] for one in opened["objects"]) == list(range(1, THREADS * SAVES + 1))
    with database().read() as session:
        assert session.query(Event).filter_by(kind="object.changed").count() == THREADS * SAVES


def test_of_two_changes_of_one_version_one_is_stale(workplace: Workplace) -> None:
    start = Barrier(THREADS)
    drawn = workplace.draw([1, 2, 11, 12])

    def move(number: int) -> int:
        start.wait()
        wanted = {"class_id": drawn["class_id"], "box": [1, 2, 12 + number, 12]}
        path = f"{workplace.path}/objects/{drawn['id']}"
        return workplace.person.put(path, wanted, headers=match(drawn)).status_code

    with ThreadPoolExecutor(THREADS) as pool:
        statuses = sorted(pool.map(move, range(THREADS)))
    assert statuses == [200] + [412] * (THREADS - 1)
    assert workplace.object(drawn["id"])["version"] == 2


def test_the_same_create_sent_at_once_makes_one_object(workplace: Workplace) -> None:
    start = Barrier(THREADS)
    object_id = str(uuid4())

    def draw(_: int) -> dict[str, Any]:
        start.wait()
        return workplace.draw([1, 2, 11, 12], object_id)

    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(draw, range(THREADS)))
    assert {(one["id"], one["version"], one["number"]) for one in answers} == {(object_id, 1, 1)}
    with database().read() as session:
        assert session.query(Object).count() == 1
