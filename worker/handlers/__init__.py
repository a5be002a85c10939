"""What each kind of job does: one function per kind, `handle(attempt) -> result`, glue between server flows and ml.

A handler gathers in a short reading transaction, computes without any, and records in `attempt.write()`, which raises
when the claim was lost. It calls `attempt.report(stage, done, total, unit)` or `attempt.check()` at least every second
or so; both raise Stopped when it must end. Errors for people are server.domain.errors; the returned dict is kept as
the job's result. Heavy imports (torch) belong inside the functions that need them.
"""

from collections.abc import Callable
from typing import Any

from server.domain.job_state import JobKind
from worker.attempt import Attempt
from worker.handlers import candidates, export_voc, import_images, prepare, suggest, suggest_all
from worker.handlers import round as training_round

Handler = Callable[[Attempt], dict[str, Any]]

HANDLERS: dict[JobKind, Handler] = {
    JobKind.SUGGEST: suggest.handle,
    JobKind.CANDIDATES: candidates.handle,
    JobKind.SUGGEST_ALL: suggest_all.handle,
    JobKind.IMPORT: import_images.handle,
    JobKind.PREPARE: prepare.handle,
    JobKind.EXPORT: export_voc.handle,
    JobKind.ROUND: training_round.handle,
}
