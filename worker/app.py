"""The Celery app of the workers: it hears job ids and runs the jobs. Started as `celery -A worker.app worker -Q QUEUE`.

Workers use a pool of threads: an answer to a click needs no message between processes, models and decoded pictures are
shared, and OpenCV and torch let other threads run. A message is acknowledged before the work starts, because the job's
row, not the message, says what is left to do.
"""

# celery comes without types
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUntypedFunctionDecorator=false

from threading import Thread
from typing import Any

from celery import Celery, signals

from server.domain.job_state import Queue
from server.flows import bell
from server.settings import settings
from worker import models, runner
from worker.attempt import shutting_down

app = Celery("boxwright", broker=bell.celery_url(settings().broker() or "redis://127.0.0.1:6379/0"))
app.conf.update(
    accept_content=["json"],
    task_serializer="json",
    task_ignore_result=True,
    task_acks_late=False,
    task_store_errors_even_if_ignored=False,
    worker_prefetch_multiplier=1,
    worker_disable_prefetch=True,
    worker_enable_remote_control=False,
    worker_hijack_root_logger=True,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options={"socket_connect_timeout": 5, "socket_keepalive": True, "health_check_interval": 25},
)


LISTEN_SECONDS = 0.02
"""So soon after a thread is free the next bell is heard; left to itself Celery notices up to a second later."""


@app.task(name=bell.TASK)
def run_job(job_id: int) -> None:
    """Run the job unless somebody else has it, or what is more urgent."""
    runner.answer_bell(job_id)


@signals.celeryd_after_setup.connect
def keep_models_ready(instance: Any, **_: Any) -> None:
    """A worker that answers clicks loads the promoted models before the first one comes."""
    if _answers_clicks(instance):
        Thread(target=models.keep_ready, args=(shutting_down,), name="models", daemon=True).start()


@signals.worker_ready.connect
def listen_again_soon(sender: Any, **_: Any) -> None:
    """While all its threads work Celery reads no bell, and it notices a free one only when its loop turns."""
    if sender.hub and _answers_clicks(sender):
        sender.hub.call_repeatedly(LISTEN_SECONDS, lambda: None)


def _answers_clicks(worker: Any) -> bool:
    return Queue.INTERACTIVE.value in worker.app.amqp.queues.consume_from


@signals.worker_shutting_down.connect
def stop_work(**_: Any) -> None:
    """Give running jobs back at the next step, so that a restart never waits for a round."""
    runner.shut_down()
