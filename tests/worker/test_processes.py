"""The promise that nothing is lost: real workers, a real broker, and something is killed in the middle."""

import os
import signal
from datetime import datetime
from pathlib import Path

import psutil
import pytest

from server.domain.image_state import ImageState
from server.domain.job_state import JobState, Queue
from server.domain.mask import Origin
from server.domain.object_state import ObjectState
from server.domain.round_state import RoundState
from server.flows import jobs, rounds, suggestions
from server.store.database import database
from server.store.tables import Image, Job, Model, Project, Promotion, Round
from tests.worker.conftest import PATIENCE, Broker, Place, Processes, lives, wait_for
from tests.worker.test_candidates import ask as ask_for_candidates
from worker.runner import complete_job

pytestmark = pytest.mark.slow


def ask(object_id: str) -> int:
    with database().write() as session:
        return suggestions.request_suggestion(session, object_id).id


def ask_for_all(place: Place) -> int:
    with database().write() as session:
        return suggestions.request_for_all(session, place.project_id).id


def start_round(place: Place, **settings: int) -> Round:
    with database().write() as session:
        project = session.get_one(Project, place.project_id)
        return rounds.start_round(session, project, "tiny", {"gold_images": 1, "gold_objects": 1, **settings})


def seen(round_id: int) -> Round:
    with database().read() as session:
        return session.get_one(Round, round_id)


def session_niceness(pid: int) -> int | None:
    """How nice the process's session is to others; None where sessions do not count."""
    autogroup = Path(f"/proc/{pid}/autogroup")
    found = autogroup.read_text() if autogroup.exists() else ""
    return int(found.split()[-1]) if found else None


def trainers(worker_pid: int) -> list[psutil.Process]:
    """The training processes of a worker."""
    children = psutil.Process(worker_pid).children(recursive=True)
    return [one for one in children if lives(one) and "--watch-stdin" in one.cmdline()]


def done(job: Job) -> int:
    return job.progress.get("done", 0)


def test_a_killed_worker_and_a_killed_broker_lose_nothing(
    place: Place, running_broker: Broker, processes: Processes
) -> None:
    object_ids = [one for number in range(1, 5) for one in place.picture(number)]
    processes.reconciler()
    worker = processes.worker()
    job_id = ask_for_all(place)
    wait_for("the first picture", lambda: done(place.job(job_id)) >= 1)
    os.killpg(worker.pid, signal.SIGKILL)  # in the middle of a job
    running_broker.kill()
    clicked = ask(object_ids[-1])  # nobody hears this bell
    running_broker.start()
    processes.worker()
    wait_for("both jobs", lambda: {place.state(job_id), place.state(clicked)} == {JobState.SUCCEEDED})
    job = place.job(job_id)
    assert (job.attempt, job.lost) == (2, 1)
    assert all(place.object(one).state is ObjectState.SUGGESTED for one in object_ids), processes.said()
    with database().write() as session:
        assert jobs.requeue_lost(session) == []


def test_a_click_goes_before_the_boxes_that_wait_already(
    place: Place, running_broker: Broker, processes: Processes
) -> None:
    object_ids = [one for number in range(1, 5) for one in place.picture(number)]
    suggesting = [ask(one) for one in object_ids]
    clicked = ask_for_candidates(object_ids[0]).job
    last = ask(object_ids[0])
    processes.worker()
    waiting = [*suggesting, last, clicked or 0]
    wait_for("all masks", lambda: {place.state(one) for one in waiting} == {JobState.SUCCEEDED})
    begun = sorted(waiting, key=lambda one: place.job(one).started_at or datetime.max)
    assert set(begun[:2]) == {clicked, last}  # the worker has two threads
    assert suggesting[0] in begun[-2:]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_round_survives_its_trainer_and_its_worker(
    place: Place, running_broker: Broker, processes: Processes, install: Path
) -> None:
    for number in range(1, 3):
        place.picture(number, ImageState.ACCEPTED)
    place.picture(4, ImageState.BOXED)
    place.picture(5, ImageState.ACCEPTED, gold=True)
    place.picture(7, ImageState.BOXED)
    with database().write() as session:  # gold under another name
        twin, gold = session.query(Image).order_by(Image.id.desc()).limit(2)
        twin.blob = gold.blob
    started = start_round(place, epochs=3)
    assert started.job_id is not None
    processes.reconciler()
    worker = processes.worker(Queue.TRAINING)

    def epochs() -> int:
        folder = install / "rounds" / str(started.id) / "out" / "events.jsonl"
        return folder.read_text().count('"epoch":') if folder.exists() else 0

    wait_for("AnnNet's first epoch", lambda: epochs() >= 1)
    trainers(worker.pid)[0].kill()
    after_the_kill = epochs()
    wait_for("the next epoch", lambda: epochs() > after_the_kill)
    (trainer,) = trainers(worker.pid)
    worker.kill()
    wait_for("the end of the orphaned trainer", lambda: not lives(trainer), 10)
    processes.worker(Queue.TRAINING)
    wait_for("the round", lambda: seen(started.id).state in (RoundState.DONE, RoundState.FAILED))
    ended = seen(started.id)
    assert ended.state is RoundState.DONE, (ended.error, processes.said())
    wait_for("its job", lambda: place.state(started.job_id or 0) is JobState.SUCCEEDED)
    assert place.job(started.job_id).attempt == 2
    assert ended.counts == {"F": 2, "W": 1, "gold": 1, "twins": 1}
    assert ended.better is not None
    assert "mean IoU" in (ended.verdict or "")
    with database().read() as session:
        made = session.query(Model.kind).filter(Model.round_id == ended.id).all()
    assert sorted(kind for (kind,) in made) == ["annnet", "segnet"]

    with database().write() as session:  # two epochs beat nobody: put it in force by hand
        session.add(Promotion(project_id=place.project_id, round_id=ended.id))
    (drawn, *_) = place.picture(6)
    assert complete_job(ask(drawn)).result == {"recorded": ["annnet"]}
    mask = place.mask(drawn)
    assert mask is not None
    assert (mask.origin, mask.model_id is not None) == (Origin.ANNNET, True)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_worker_that_ends_gives_its_round_back_and_a_cancelled_one_ends_its_trainer(
    place: Place, running_broker: Broker, processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BOXWRIGHT_TRAINER_NICE")
    place.picture(1, ImageState.ACCEPTED)
    started = start_round(place)
    assert started.job_id is not None
    worker = processes.worker(Queue.TRAINING)
    wait_for("training", lambda: trainers(worker.pid))
    (trainer,) = trainers(worker.pid)
    # A click goes first, although nobody asked the worker to be nice.
    wait_for("its niceness", lambda: trainer.nice() == 19 and session_niceness(trainer.pid) in (19, None))
    worker.terminate()
    worker.wait(PATIENCE)
    assert (place.state(started.job_id), place.job(started.job_id).lost) == (JobState.QUEUED, 0)
    assert seen(started.id).state is RoundState.QUEUED
    worker = processes.worker(Queue.TRAINING)
    wait_for("training again", lambda: trainers(worker.pid))
    training = trainers(worker.pid)
    with database().write() as session:
        rounds.cancel(session, place.project_id, started.number, None)
    wait_for("the end", lambda: place.state(started.job_id or 0) is JobState.CANCELLED)
    assert seen(started.id).state is RoundState.CANCELLED
    wait_for("the trainer's end", lambda: not any(lives(one) for one in training), 10)
