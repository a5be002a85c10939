"""The life of a job: queued -> running -> succeeded | failed | cancelled; running -> queued when its lease is lost."""

from enum import StrEnum

from server.domain.lifecycle import next_state


class JobState(StrEnum):
    """Where a job stands; the last three are terminal."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class JobAction(StrEnum):
    """What can happen to a job."""

    CLAIM = "claim"
    SUCCEED = "succeed"
    FAIL = "fail"
    CANCEL = "cancel"
    LOSE_LEASE = "lose_lease"


FINISHED = frozenset({JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED})

TRANSITIONS: dict[tuple[JobState, JobAction], JobState] = {
    (JobState.QUEUED, JobAction.CLAIM): JobState.RUNNING,
    (JobState.QUEUED, JobAction.CANCEL): JobState.CANCELLED,
    (JobState.RUNNING, JobAction.SUCCEED): JobState.SUCCEEDED,
    (JobState.RUNNING, JobAction.FAIL): JobState.FAILED,
    (JobState.RUNNING, JobAction.CANCEL): JobState.CANCELLED,
    (JobState.RUNNING, JobAction.LOSE_LEASE): JobState.QUEUED,
}


class Queue(StrEnum):
    """The Celery queues: a round never delays a click."""

    INTERACTIVE = "interactive"
    BATCH = "batch"
    TRAINING = "training"


class JobKind(StrEnum):
    """What a job does."""

    SUGGEST = "suggest"  # one object, somebody waits
    CANDIDATES = "candidates"  # masks of one object to choose from, or guided by pins; somebody waits
    SUGGEST_ALL = "suggest_all"  # every object of a project that has no mask yet
    IMPORT = "import"
    PREPARE = "prepare"  # thumbnails and levels of pictures
    EXPORT = "export"
    ROUND = "round"

    @property
    def queue(self) -> Queue:
        """The queue this kind of job runs on."""
        return QUEUES.get(self, Queue.BATCH)


QUEUES = {
    JobKind.SUGGEST: Queue.INTERACTIVE,
    JobKind.CANDIDATES: Queue.INTERACTIVE,
    JobKind.ROUND: Queue.TRAINING,
}


def after(state: JobState, action: JobAction) -> JobState:
    """Return the state of a job after `action`; raises Refused when the table does not allow it."""
    return next_state("job", TRANSITIONS, state, action)
