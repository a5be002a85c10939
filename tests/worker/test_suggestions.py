"""Suggestions: a sketch at once, then fused; dropped when a person was faster."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import create_engine, event, text

from server.domain.job_state import JobState
from server.domain.mask import Origin
from server.domain.object_state import ObjectState
from server.flows import jobs, suggestions
from server.store.database import database
from server.store.tables import Object, now
from tests.conftest import ON_POSTGRES
from tests.worker.conftest import Place
from worker.runner import complete_job
from worker.suggesting import suggest


def ask(object_id: str) -> int:
    with database().write() as session:
        return suggestions.request_suggestion(session, object_id).id


def change(object_id: str, do: Callable[[Object], None]) -> None:
    with database().write() as session:
        do(session.get_one(Object, object_id))


def test_a_box_gets_a_sketch_then_the_fused_mask(place: Place) -> None:
    object_id = place.picture(1)[0]
    job = complete_job(ask(object_id))
    assert (job.state, job.result) == (JobState.SUCCEEDED, {"recorded": ["grabcut", "fused"]})
    thing, mask = place.object(object_id), place.mask(object_id)
    assert (thing.state, thing.version) == (ObjectState.SUGGESTED, 3)
    assert mask is not None
    assert mask.origin is Origin.FUSED
    assert mask.uncertain is not None
    assert thing.x0 <= mask.x0 < mask.x1 <= thing.x1
    assert thing.y0 <= mask.y0 < mask.y1 <= thing.y1


def move(thing: Object) -> None:
    thing.x1 -= 1


def delete(thing: Object) -> None:
    thing.deleted_at = now()


def accept(thing: Object) -> None:
    thing.state = ObjectState.ACCEPTED


@pytest.mark.parametrize("done_meanwhile", [move, delete, accept])
def test_what_a_person_did_after_asking_wins(place: Place, done_meanwhile: Callable[[Object], None]) -> None:
    object_id = place.picture(1)[0]
    job_id = ask(object_id)
    change(object_id, done_meanwhile)
    assert complete_job(job_id).result == {"recorded": []}
    assert place.mask(object_id) is None


@pytest.mark.parametrize("done_meanwhile", [move, delete, accept])
def test_what_a_person_did_while_it_was_computed_wins(place: Place, done_meanwhile: Callable[[Object], None]) -> None:
    object_id = place.picture(1)[0]
    payload = place.job(ask(object_id)).payload
    with database().read() as session:
        gathered = suggestions.gather(session, payload)
    assert gathered is not None
    mask, origin = next(suggest(gathered, gathered.wanted[0]))
    change(object_id, done_meanwhile)
    with database().write() as session:
        assert suggestions.record_suggestion(session, gathered, gathered.wanted[0], mask, origin) is None
    assert place.mask(object_id) is None


def test_a_suggestion_rejected_before_the_better_one_came_stays_rejected(place: Place) -> None:
    object_id = place.picture(1)[0]
    payload = place.job(ask(object_id)).payload
    with database().read() as session:
        gathered = suggestions.gather(session, payload)
    assert gathered is not None
    found = list(suggest(gathered, gathered.wanted[0]))
    with database().write() as session:
        following = suggestions.record_suggestion(session, gathered, gathered.wanted[0], *found[0])
    assert following is not None

    def reject(thing: Object) -> None:
        thing.state, thing.mask_id = ObjectState.DRAWN, None

    change(object_id, reject)
    with database().write() as session:
        assert suggestions.record_suggestion(session, gathered, following, *found[1]) is None
    assert place.object(object_id).state is ObjectState.DRAWN


def test_all_waiting_objects_of_a_project_get_masks(place: Place) -> None:
    object_ids = [*place.picture(1), *place.picture(2)]
    change(object_ids[0], accept)
    with database().write() as session:
        job_id = suggestions.request_for_all(session, place.project_id).id
    told: list[dict[str, object]] = []
    job = complete_job(job_id, told.append)
    assert (job.state, job.result) == (JobState.SUCCEEDED, {"images": 2, "objects": len(object_ids) - 1})
    assert (told[-1]["done"], told[-1]["total"], told[-1]["unit"]) == (2, 2, "images")
    assert place.mask(object_ids[0]) is None
    assert all(place.object(one).state is ObjectState.SUGGESTED for one in object_ids[1:])


def test_masks_nobody_decided_about_are_made_anew_when_asked(place: Place) -> None:
    decided, *undecided = [*place.picture(1), *place.picture(2)]
    with database().write() as session:
        first = suggestions.request_for_all(session, place.project_id).id
    complete_job(first)
    change(decided, accept)
    before = {one: place.object(one).mask_id for one in (decided, *undecided)}
    with database().write() as session:
        repeated = suggestions.request_for_all(session, place.project_id).id
        again = suggestions.request_for_all(session, place.project_id, again=True).id
    assert complete_job(repeated).result == {"images": 0, "objects": 0}
    assert complete_job(again).result == {"images": 2, "objects": len(undecided)}
    assert place.object(decided).mask_id == before[decided]
    assert all(place.object(one).mask_id != before[one] for one in undecided)


@ON_POSTGRES
@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("times", [1, jobs.MOST_LOSSES])
def test_a_job_whose_database_is_away_for_a_moment_is_done_all_the_same(
    place: Place, database_url: str, times: int
) -> None:
    """A restart of PostgreSQL must not end a round of hours; only what meets it again and again fails, in words."""
    object_id, left = place.picture(1)[0], times
    other = create_engine(database_url, isolation_level="AUTOCOMMIT")

    def cut(connection: Any, _: Any, statement: str, *__: Any) -> None:
        nonlocal left
        if statement.startswith("INSERT INTO masks") and left > 0:
            left -= 1
            with other.connect() as its:
                pid = connection.connection.driver_connection.info.backend_pid
                its.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})

    engine = database().engine
    event.listen(engine, "before_cursor_execute", cut)
    try:
        job = complete_job(ask(object_id))
    finally:
        event.remove(engine, "before_cursor_execute", cut)
        other.dispose()
    assert (job.attempt, job.lost) == (min(times + 1, jobs.MOST_LOSSES), times)
    if times == 1:
        assert (job.state, job.result) == (JobState.SUCCEEDED, {"recorded": ["grabcut", "fused"]})
    else:
        assert job.state is JobState.FAILED
        assert "database vanished 5 times" in (job.error or "")
