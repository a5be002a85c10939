"""Jobs: who may write what, whatever dies in between."""

import threading
from datetime import timedelta

import pytest

from server.domain.errors import Refused
from server.domain.job_state import JobKind, JobState, Queue
from server.flows import bell, jobs
from server.store.database import database
from server.store.tables import Job, now
from tests.conftest import Clock
from tests.worker.conftest import Place


def enqueue(place: Place) -> int:
    with database().write() as session:
        return jobs.enqueue(session, JobKind.EXPORT, place.project_id, {"n": 1}).id


def claim(job_id: int) -> jobs.Claim | None:
    with database().write() as session:
        return jobs.claim(session, job_id)


def claimed(place: Place) -> jobs.Claim:
    held = claim(enqueue(place))
    assert held is not None
    return held


def lose(job_id: int) -> None:
    """Let the lease run out and be noticed."""
    with database().write() as session:
        session.get_one(Job, job_id).lease_until = now() - timedelta(seconds=1)
    with database().write() as session:
        assert [job.id for job in jobs.requeue_lost(session)] == [job_id]


def test_of_many_claimers_one_wins(place: Place) -> None:
    job_id, start = enqueue(place), threading.Barrier(6)
    won: list[jobs.Claim | None] = []

    def race() -> None:
        start.wait()
        won.append(claim(job_id))

    racers = [threading.Thread(target=race) for _ in range(6)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert [held.attempt for held in won if held] == [1]
    assert len(won) == 6


def test_what_a_worker_writes_after_it_lost_its_lease_is_refused(place: Place) -> None:
    first = claimed(place)
    lose(first.job_id)
    second = claim(first.job_id)
    assert second is not None
    assert second.attempt == 2
    with database().write() as session:
        assert not jobs.heartbeat(session, first)
        assert jobs.heartbeat(session, second)
    for write in (
        lambda s: jobs.succeed(s, first, {"from": "first"}),
        lambda s: jobs.fail(s, first, "first"),
        lambda s: jobs.report(s, first, {"done": 1}),
        lambda s: jobs.requeue(s, first),
        lambda s: jobs.require_held(s, first),
    ):
        with pytest.raises(jobs.Unheld), database().write() as session:
            write(session)
    with database().write() as session:
        jobs.succeed(session, second, {"from": "second"})
    job = place.job(first.job_id)
    assert (job.state, job.result, job.lost) == (JobState.SUCCEEDED, {"from": "second"}, 1)


def test_an_ended_job_is_never_claimed_again(place: Place) -> None:
    held = claimed(place)
    with database().write() as session:
        jobs.fail(session, held, "It broke.")
    assert claim(held.job_id) is None
    assert place.job(held.job_id).error == "It broke."


def test_a_job_that_kills_its_workers_fails_in_words(place: Place) -> None:
    job_id = enqueue(place)
    for _ in range(jobs.MOST_LOSSES):
        assert claim(job_id)
        lose(job_id)
    job = place.job(job_id)
    assert job.state is JobState.FAILED
    assert job.error is not None
    assert "vanished 5 times" in job.error


@pytest.mark.usefixtures("running_broker")
def test_a_job_whose_database_was_away_is_rung_after_a_while_and_not_for_ever(place: Place) -> None:
    held = claimed(place)
    with database().write() as session:
        jobs.interrupt(session, held)
    assert place.state(held.job_id) is JobState.QUEUED
    assert bell.waiting(Queue.BATCH) == 1  # as it was queued at first
    with database().write() as session:
        assert jobs.unheard(session, Queue.BATCH, now() - timedelta(seconds=30)) == []
    with database().write() as session:
        assert [job.id for job in jobs.unheard(session, Queue.BATCH, now() + timedelta(seconds=1))] == [held.job_id]
    assert bell.waiting(Queue.BATCH) == 2
    for _ in range(1, jobs.MOST_LOSSES):
        again = claim(held.job_id)
        assert again is not None
        with database().write() as session:
            jobs.interrupt(session, again)
    job = place.job(held.job_id)
    assert job.state is JobState.FAILED
    assert "database vanished 5 times" in (job.error or "")


def test_shutting_workers_down_does_not_count_against_the_job(place: Place) -> None:
    job_id = enqueue(place)
    for _ in range(jobs.MOST_LOSSES + 1):
        held = claim(job_id)
        assert held is not None
        with database().write() as session:
            jobs.requeue(session, held)
    assert (place.state(job_id), place.job(job_id).lost) == (JobState.QUEUED, 0)


def test_cancelling_a_queued_job_ends_it_a_running_one_is_asked(place: Place) -> None:
    queued, held = enqueue(place), claimed(place)
    with database().write() as session:
        jobs.cancel(session, jobs.find(session, place.project_id, queued))
        jobs.cancel(session, jobs.find(session, place.project_id, held.job_id))
    assert place.state(queued) is JobState.CANCELLED
    assert place.state(held.job_id) is JobState.RUNNING
    with database().write() as session:
        assert not jobs.heartbeat(session, held)
        assert not jobs.report(session, held, {})
        jobs.stop(session, held)
    assert place.state(held.job_id) is JobState.CANCELLED
    with pytest.raises(Refused), database().write() as session:
        jobs.cancel(session, jobs.find(session, place.project_id, queued))


def test_a_cancelled_job_whose_worker_vanishes_is_cancelled_not_repeated(place: Place) -> None:
    held = claimed(place)
    with database().write() as session:
        jobs.cancel(session, jobs.find(session, place.project_id, held.job_id))
    lose(held.job_id)
    assert place.state(held.job_id) is JobState.CANCELLED


def test_only_bells_that_rang_long_ago_are_missed(place: Place) -> None:
    job_id = enqueue(place)
    with database().write() as session:
        assert jobs.unheard(session, Queue.BATCH, now() - timedelta(seconds=30)) == []
        assert jobs.unheard(session, Queue.TRAINING, now() + timedelta(seconds=1)) == []
        assert [job.id for job in jobs.unheard(session, Queue.BATCH, now() + timedelta(seconds=1))] == [job_id]


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_is_set_strands_no_job(place: Place, clock: Clock, hours: int) -> None:
    """Back, a vanished worker's lease and a bell that nobody heard would count as new for an hour."""
    held, waiting = claimed(place), enqueue(place)
    clock.move(hours=hours)
    with database().write() as session:
        since = now() - timedelta(seconds=30)
        assert [job.id for job in jobs.unheard(session, Queue.BATCH, since)] == [waiting]
        assert [job.id for job in jobs.requeue_lost(session)] == [held.job_id]
    again = claim(held.job_id)
    assert again is not None
    clock.move(seconds=5)
    with database().write() as session:
        assert jobs.unheard(session, Queue.BATCH, now() - timedelta(seconds=30)) == []
        assert jobs.requeue_lost(session) == []
        assert jobs.heartbeat(session, again)


def test_machines_whose_clocks_are_minutes_apart_work_together(place: Place, clock: Clock) -> None:
    clock.move(minutes=5)
    held = claimed(place)
    clock.move(minutes=-5)
    with database().write() as session:
        assert jobs.requeue_lost(session) == []
        assert jobs.heartbeat(session, held)
