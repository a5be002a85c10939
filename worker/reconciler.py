"""The reconciler: returns lost jobs, rings missed bells and starts scheduled rounds. `python -m worker.reconciler`.

Any number may run at once: each step is a compare-and-swap or takes a lock.
"""

import logging
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from server.domain.job_state import Queue
from server.flows import bell, jobs, schedule
from server.settings import settings
from server.store.database import database
from server.store.tables import now
from worker.ending import Ending

log = logging.getLogger(__name__)


def reconcile() -> None:
    """One pass over everything that may have been missed."""
    with database().write() as session:
        for job in jobs.requeue_lost(session):
            log.warning("Job %d (%s) lost its worker and is %s.", job.id, job.kind, job.state)
    for queue in Queue:
        _ring_again(queue)
    with database().read() as session:
        due = schedule.due_projects(session)
    for project_id in due:
        with database().write() as session:
            if started := schedule.start_due(session, project_id):
                log.info("Round %d of project %d starts by schedule.", started.number, project_id)


def main() -> None:
    """Reconcile every `reconcile_seconds` until SIGTERM or Ctrl-C."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    ending = Ending()
    while not ending.is_set:
        try:
            reconcile()
        except SQLAlchemyError as problem:
            log.warning("The database does not answer: %s", problem)
        ending.wait(settings().reconcile_seconds)


def _ring_again(queue: Queue) -> None:
    """Ring queued jobs the broker knows nothing of: only an empty queue is filled again, so nothing piles up."""
    if bell.waiting(queue) != 0:
        return
    with database().write() as session:
        for job in jobs.unheard(session, queue, since=now() - timedelta(seconds=settings().reconcile_seconds / 2)):
            log.info("Job %d was not heard, ringing again.", job.id)


if __name__ == "__main__":
    main()
