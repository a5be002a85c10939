"""`prepare`: the thumbnails, and the tiles of large pictures, of images that were added or are looked at."""

from typing import Any

from server.domain.errors import BoxwrightError
from server.flows import levels
from server.flows.levels import Made
from server.store.database import database
from worker.attempt import Attempt

BATCH = 16
"""Pictures recorded in one transaction."""


def handle(attempt: Attempt) -> dict[str, Any]:
    """Result: {"images": n, "problems": [{"image", "why"}]}. Payload `first`: from this image's id on."""
    claim, done = attempt.claim, 0
    first, problems = int(claim.payload["first"]), list[dict[str, Any]]()
    while batch := _next(claim.project_id, first):
        made: list[tuple[int, Made]] = []
        for image_id, blob in batch:
            attempt.report("preparing", done, done + len(batch), "images")
            try:
                made.append((image_id, levels.make_levels(blob)))
            except BoxwrightError as problem:  # the others can be looked at all the same
                problems.append({"image": image_id, "why": str(problem)})
        with attempt.write() as session:
            for image_id, one in made:
                levels.record_levels(session, one)
                if one.tiles is not None:
                    levels.tell(session, claim.project_id, image_id)
        done, first = done + len(batch), batch[-1][0] + 1
    return {"images": done - len(problems), "problems": problems[:100]}


def _next(project_id: int, first: int) -> list[tuple[int, str]]:
    with database().read() as session:
        return levels.missing(session, project_id, first, BATCH)
