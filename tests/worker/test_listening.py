"""When a worker's event loop turns: often where somebody waits for a click, else as Celery does."""

from types import SimpleNamespace

import pytest
from celery import Celery
from kombu.asynchronous import Hub

from worker.app import LISTEN_SECONDS, listen_again_soon


@pytest.mark.parametrize(("queues", "timers"), [("interactive", 1), ("batch,interactive", 1), ("batch", 0)])
def test_only_a_worker_that_answers_clicks_turns_its_loop_often(queues: str, timers: int) -> None:
    app, hub = Celery(set_as_current=False), Hub()
    app.amqp.queues.select(queues.split(","))
    listen_again_soon(SimpleNamespace(app=app, hub=hub))
    assert len(hub.timer) == timers
    assert timers == 0 or next(hub.scheduler)[0] <= LISTEN_SECONDS


def test_a_worker_without_an_event_loop_is_left_alone() -> None:
    listen_again_soon(SimpleNamespace(app=Celery(set_as_current=False), hub=None))
