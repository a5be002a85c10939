"""What the in and out tests share: jobs that run in this process, as the CLI runs them."""

from pathlib import Path
from typing import Any

import pytest

from server.domain.job_state import JobState
from server.flows import imports, projects
from server.flows.exports import ExportOptions
from server.flows.imports import ImportOptions
from server.store.database import database
from worker.handlers.export_voc import write_voc
from worker.runner import complete_job

ACCEPTED_ONLY = ExportOptions()


def run(job_id: int) -> dict[str, Any]:
    """Run the job here; its result."""
    job = complete_job(job_id)
    assert job.state == JobState.SUCCEEDED, job.error
    return job.result


def export_folder(desk: "Desk", target: Path, options: ExportOptions = ACCEPTED_ONLY) -> Path:
    """Export the project to `target`, as the CLI does; returns it."""
    write_voc(desk.project_id, options, target, lambda done, total: None)
    return target


class Desk:
    """A project on an empty install, with imports that run here."""

    def __init__(self, name: str = "Pets") -> None:
        with database().write() as session:
            self.project_id = projects.create_project(session, name, [], None).id

    def start(self, path: Path, **options: Any) -> int:
        """Enqueue an import; the job's id."""
        with database().write() as session:
            return imports.start_import(session, self.project_id, ImportOptions(**options), path=path).id

    def take_in(self, path: Path, **options: Any) -> dict[str, Any]:
        """Import and return the job's result."""
        return run(self.start(path, **options))


@pytest.fixture
def desk(install: Path) -> Desk:
    """An empty project."""
    return Desk()
