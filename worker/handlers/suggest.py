"""`suggest`: a mask for one object while somebody waits. The first is recorded at once, a better one replaces it."""

from typing import Any

from server.flows import suggestions
from server.store.database import database
from worker.attempt import Attempt
from worker.suggesting import suggest


def handle(attempt: Attempt) -> dict[str, Any]:
    """Result: {"recorded": [origins]}; none when the object changed meanwhile."""
    with database().read() as session:
        gathered = suggestions.gather(session, attempt.claim.payload)
    if gathered is None:
        return {"recorded": []}
    wanted, recorded = gathered.wanted[0], list[str]()
    for mask, origin in suggest(gathered, wanted):
        attempt.check()
        with attempt.write() as session:
            following = suggestions.record_suggestion(session, gathered, wanted, mask, origin)
        if following is None:
            break
        wanted = following
        recorded.append(origin.value)
    return {"recorded": recorded}
