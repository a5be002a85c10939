"""`suggest_all`: masks for every object of a project that waits for one, image by image."""

from typing import Any

from server.domain.mask import Mask, Origin
from server.flows import suggestions
from server.flows.suggestions import Gathered, Wanted
from server.store.database import database
from worker.attempt import Attempt
from worker.suggesting import best_suggestion


def handle(attempt: Attempt) -> dict[str, Any]:
    """Result: {"images": n, "objects": objects that got a mask}. Payload `again`: undecided masks are made anew."""
    again = bool(attempt.claim.payload["again"])
    with database().read() as session:
        image_ids = suggestions.waiting_images(session, attempt.claim.project_id, again)
    recorded = 0
    for done, image_id in enumerate(image_ids):
        attempt.report("suggesting", done, len(image_ids), "images")
        recorded += _suggest_image(attempt, image_id, again)
    attempt.report("suggesting", len(image_ids), len(image_ids), "images")
    return {"images": len(image_ids), "objects": recorded}


def _suggest_image(attempt: Attempt, image_id: int, again: bool) -> int:
    """Compute all masks of the image, then record them together; return how many were."""
    with database().read() as session:
        gathered = suggestions.gather_image(session, image_id, again)
    if gathered is None:
        return 0
    found = [(wanted, *_best(attempt, gathered, wanted)) for wanted in gathered.wanted]
    with attempt.write() as session:
        return sum(
            suggestions.record_suggestion(session, gathered, wanted, mask, origin) is not None
            for wanted, mask, origin in found
        )


def _best(attempt: Attempt, gathered: Gathered, wanted: Wanted) -> tuple[Mask, Origin]:
    attempt.check()
    return best_suggestion(gathered, wanted)
