"""Imports stopped in the middle: cancelled ones stay where they are, lost ones are finished by the next worker."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from server.domain.errors import NotFound
from server.domain.job_state import JobState
from server.flows import jobs, projects
from server.flows.imports import ImportFormat
from server.store.database import database
from server.store.tables import Image, Job, now
from tests.inout.conftest import Desk
from tests.inout.voc_data import make_voc
from worker import attempt, runner
from worker.attempt import Attempt
from worker.handlers import import_images
from worker.runner import complete_job


@pytest.fixture
def slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    """One image in a transaction, each one reported."""
    monkeypatch.setattr(import_images, "BATCH", 1)
    monkeypatch.setattr(attempt, "REPORT_SECONDS", 0)


def names() -> list[str]:
    with database().read() as session:
        return list(session.scalars(select(Image.name).order_by(Image.id)))


@pytest.mark.usefixtures("slowly")
def test_next_worker_finishes_what_a_lost_one_began(desk: Desk, tmp_path: Path) -> None:
    expected = make_voc(tmp_path / "voc", 5)
    job_id = desk.start(tmp_path / "voc", format=ImportFormat.VOC)
    with database().write() as session:
        claim = jobs.claim(session, job_id)
    assert claim is not None

    def vanish(progress: dict[str, Any]) -> None:
        if progress["done"] == 2:
            raise ConnectionAbortedError

    with pytest.raises(ConnectionAbortedError):
        import_images.handle(Attempt(claim, vanish))
    assert names() == expected[:2]
    with database().write() as session:
        jobs.requeue(session, claim)
    job = complete_job(job_id)
    assert names() == expected
    assert job.result["added"] == {"open": 0, "boxed": 0, "accepted": 5}
    assert job.result["skipped"] == 0


@pytest.mark.usefixtures("slowly")
def test_cancelled_import_keeps_whole_images_only(desk: Desk, tmp_path: Path) -> None:
    expected = make_voc(tmp_path / "voc", 4)
    job_id = desk.start(tmp_path / "voc", format=ImportFormat.VOC)

    def cancel(progress: dict[str, Any]) -> None:
        if progress["done"] == 2:
            with database().write() as session:
                jobs.cancel(session, session.get_one(Job, job_id))

    assert complete_job(job_id, cancel).state == JobState.CANCELLED
    assert names() == expected[:3]


@pytest.mark.parametrize("vanishes", [True, False], ids=["vanished", "gave it back"])
def test_whoever_watches_takes_over_from_a_worker(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, vanishes: bool
) -> None:
    """The command waits for a worker that has its job; when that one ends without finishing it, the command does."""
    make_voc(tmp_path / "voc", 1)
    job_id = desk.start(tmp_path / "voc", format=ImportFormat.VOC)
    with database().write() as session:
        claim = jobs.claim(session, job_id)
        if vanishes:
            session.get_one(Job, job_id).lease_until = now()
    assert claim is not None

    def give_back(seconds: float) -> None:
        if not vanishes:
            with database().write() as session:
                jobs.requeue(session, claim)

    monkeypatch.setattr(runner.time, "sleep", give_back)
    assert complete_job(job_id).state == JobState.SUCCEEDED
    assert len(names()) == 1


def test_a_job_that_goes_with_its_project_is_told(desk: Desk, tmp_path: Path) -> None:
    job_id = desk.start(tmp_path)
    with database().write() as session:
        projects.delete_project(session, desk.project_id)
    with pytest.raises(NotFound, match="its project was deleted"):
        complete_job(job_id)
