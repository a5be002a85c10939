"""Room for a job's large files: unpacked uploads, zips in the making. Beside the blobs, so that links cost nothing."""

import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from server.settings import settings


@contextmanager
def scratch_folder(job_id: int) -> Generator[Path]:
    """An empty folder for an attempt at the job, removed at its end; what a killed attempt left goes first."""
    folder = settings().data.resolve() / "scratch" / f"job-{job_id}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
