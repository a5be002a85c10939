"""Live news: heard after a commit, never before, and a line that broke says so."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from threading import Thread

import pytest
import redis

from server.api.routes import live as live_route
from server.flows import live
from server.store.database import database
from tests.conftest import ON_SQLITE, People, Workplace, checked
from tests.worker.conftest import PATIENCE, Broker, wait_for


async def heard(count: int, project_id: int, after_each: list[Callable[[], object]]) -> list[dict[str, object]]:
    """The next news of the project; calls one of `after_each` after each."""
    line, news = live.listen(project_id), list[dict[str, object]]()
    for act in after_each[:count]:
        news.append(json.loads(await asyncio.wait_for(anext(line), PATIENCE)))
        act()
    return news


def listen(news: Coroutine[None, None, list[dict[str, object]]]) -> list[dict[str, object]]:
    """Run it in a thread of its own: the browser's tests leave their event loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, news).result()


def change(project_id: int, number: int, *, commits: bool = True) -> None:
    try:
        with database().write() as session:
            live.publish(session, project_id, "round", number=number)
            if not commits:
                raise LookupError
    except LookupError:
        pass


def test_only_committed_changes_of_this_project_are_heard(running_broker: Broker) -> None:
    def changes() -> None:
        change(2, 1)
        change(1, 2, commits=False)
        change(1, 3)

    told = listen(heard(2, 1, [changes, lambda: None]))
    assert told == [{"kind": "project"}, {"kind": "round", "number": 3}]


def test_after_a_gap_a_page_is_told_to_fetch_everything(running_broker: Broker) -> None:
    def restart() -> None:
        running_broker.kill()
        change(1, 1)  # nobody hears it
        running_broker.start()

    told = listen(heard(3, 1, [restart, lambda: change(1, 2), lambda: None]))
    assert told == [{"kind": "project"}, {"kind": "project"}, {"kind": "round", "number": 2}]


@ON_SQLITE
def test_a_changed_object_is_told_with_its_version(workplace: Workplace, running_broker: Broker) -> None:
    def delete() -> None:
        [drawn] = checked(workplace.person.get(workplace.path))["objects"]
        checked(workplace.change(drawn, "", None, "DELETE"), 204)

    told = listen(heard(4, 1, [lambda: workplace.draw([1, 2, 11, 12]), lambda: None, delete, lambda: None]))
    drawn, deleted = [one for one in told if one["kind"] == "object"]  # the job that suggests is told between them
    assert drawn == {"kind": "object", "image_id": 1, "object_id": drawn["object_id"], "version": 1}
    assert deleted == drawn | {"version": 2, "deleted": True}


@ON_SQLITE
def test_who_is_locked_out_hears_no_more(
    people: People, running_broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_route, "LOOK_SECONDS", 0.0)
    project_id, heard = people.project["id"], list[str]()

    def listen() -> None:  # returns when the server ends the stream
        heard.append(people.annotator.get(f"/projects/{project_id}/live").text)

    listener = Thread(target=listen, daemon=True)
    listener.start()
    with redis.Redis.from_url(running_broker.url) as client:
        wait_for("a listener", lambda: client.pubsub_numsub(f"project:{project_id}")[0][1])
    change(project_id, 1)
    checked(people.owner.patch(f"/users/{people.annotator.id}", {"disabled": True}))
    change(project_id, 2)
    listener.join(PATIENCE)
    assert heard
    assert '"number": 2' not in heard[0]


@pytest.mark.usefixtures("install")
def test_without_a_broker_changes_are_saved_all_the_same() -> None:
    change(1, 1)


@ON_SQLITE
def test_a_broker_that_is_away_is_told_once(running_broker: Broker, caplog: pytest.LogCaptureFixture) -> None:
    change(1, 1)
    running_broker.kill()
    for number in range(5):
        change(1, number)
    assert [record.message.split(" (")[0] for record in caplog.records] == ["The broker does not answer"]
