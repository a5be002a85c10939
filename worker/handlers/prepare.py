"""`prepare`: the thumbnails, and the tiles of large pictures, of images that were added or are looked at."""

from typing import Any

from server.domain.errors import BoxwrightError
from server.flows import levels, problems
from server.flows.levels import Made
from server.flows.problems import Problem
from server.store.database import database
from server.store.tables import Image
from worker.attempt import Attempt

BATCH = 16
"""Pictures recorded in one transaction."""


def handle(attempt: Attempt) -> dict[str, Any]:
    """Result: {"images": n, "problem_count": n}; see flows.problems. Payload `first`: from this image's id on."""
    claim, done, failed = attempt.claim, 0, 0
    with attempt.write() as session:
        problems.begin(session, claim.job_id)
    first = int(claim.payload["first"])
    while batch := _next(claim.project_id, first):
        made: list[tuple[int, Made]] = []
        met: list[Problem] = []
        for image in batch:
            attempt.report("preparing", done, done + len(batch), "images")
            try:
                made.append((image.id, levels.make_levels(image.blob)))
            except BoxwrightError as problem:  # the others can be looked at all the same
                met.append(Problem(image.name, str(problem), image.id))
        with attempt.write() as session:
            problems.record(session, claim.job_id, met)
            for image_id, one in made:
                levels.record_levels(session, one)
                if one.tiles is not None:
                    levels.tell(session, claim.project_id, image_id)
        done, failed, first = done + len(batch), failed + len(met), batch[-1].id + 1
    return {"images": done - failed, "problem_count": failed}


def _next(project_id: int, first: int) -> list[Image]:
    with database().read() as session:
        return levels.missing(session, project_id, first, BATCH)
