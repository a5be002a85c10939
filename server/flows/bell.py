"""The bell: tells Celery workers that a job waits. Only its id is sent; the reconciler rings again what was missed."""

# celery and redis-py come without (whole) types
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false

import logging
from functools import cache

import redis
from celery import Celery
from kombu.exceptions import OperationalError

from server.domain.job_state import Queue
from server.settings import settings

TASK = "worker.run_job"
CONNECT_SECONDS = 1.0

log = logging.getLogger(__name__)


def ring(job_id: int, queue: Queue) -> None:
    """Send the job's id to its queue; says nothing when no broker answers, because the job row is the truth."""
    url = settings().broker()
    if url is None:
        return
    try:
        _sender(url).send_task(TASK, args=[job_id], queue=queue.value, ignore_result=True)
    except (OperationalError, OSError) as problem:
        log.warning("The broker does not answer (%s); job %d will be rung again.", problem, job_id)


def waiting(queue: Queue) -> int | None:
    """Messages that no worker has taken from `queue` yet, or None when no broker answers."""
    url = settings().broker()
    if url is None:
        return None
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=CONNECT_SECONDS, socket_timeout=5) as broker:
            return int(broker.llen(queue.value))  # pyright: ignore[reportArgumentType]
    except (redis.RedisError, OSError):
        return None


def celery_url(url: str) -> str:
    """The broker URL as Celery spells it: a Unix socket is `redis+socket://` there."""
    return "redis+socket://" + url.removeprefix("unix://") if url.startswith("unix://") else url


@cache
def _sender(url: str) -> Celery:
    """A Celery app that only sends, one per broker URL."""
    app = Celery("boxwright", broker=celery_url(url), set_as_current=False)
    app.conf.update(
        task_serializer="json",
        task_publish_retry_policy={"max_retries": 1, "interval_start": 0, "interval_step": 0},
        broker_transport_options={"socket_connect_timeout": CONNECT_SECONDS, "socket_timeout": 5},
    )
    return app
