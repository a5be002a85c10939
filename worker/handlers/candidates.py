"""`candidates`: the masks one object could have, or the one that pins guide, while somebody waits."""

from typing import Any

from server.flows import candidates
from server.store.database import database
from worker.attempt import Attempt
from worker.suggesting import all_candidates, guided_candidate


def handle(attempt: Attempt) -> dict[str, Any]:
    """Result: {"candidates": [ids]}; none when the object changed meanwhile."""
    with database().read() as session:
        found = candidates.gather(session, attempt.claim.payload)
    if found is None:
        return {"candidates": []}
    gathered, pins = found
    made = all_candidates(gathered) if pins is None else [guided_candidate(gathered, pins)]
    attempt.check()
    with attempt.write() as session:
        return {"candidates": candidates.record_candidates(session, gathered, pins, made)}
