"""Live news: heard after a commit, never before, and a line that broke says so."""

import asyncio
import json
from collections.abc import Callable

import pytest

from server.flows import live
from server.store.database import database
from tests.worker.conftest import PATIENCE, Broker


async def heard(count: int, project_id: int, after_each: list[Callable[[], object]]) -> list[dict[str, object]]:
    """The next news of the project; calls one of `after_each` after each."""
    line, news = live.listen(project_id), list[dict[str, object]]()
    for act in after_each[:count]:
        news.append(json.loads(await asyncio.wait_for(anext(line), PATIENCE)))
        act()
    return news


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

    told = asyncio.run(heard(2, 1, [changes, lambda: None]))
    assert told == [{"kind": "project"}, {"kind": "round", "number": 3}]


def test_after_a_gap_a_page_is_told_to_fetch_everything(running_broker: Broker) -> None:
    def restart() -> None:
        running_broker.kill()
        change(1, 1)  # nobody hears it
        running_broker.start()

    told = asyncio.run(heard(3, 1, [restart, lambda: change(1, 2), lambda: None]))
    assert told == [{"kind": "project"}, {"kind": "project"}, {"kind": "round", "number": 2}]


@pytest.mark.usefixtures("install")
def test_without_a_broker_changes_are_saved_all_the_same() -> None:
    change(1, 1)
