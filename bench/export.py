"""How many pictures per second a VOC export writes, against zipfile writing the same bytes."""

import os
import resource
import tempfile
import time
import zipfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from server import settings as settings_module
from server.flows import imports, projects, samples
from server.flows.exports import ExportOptions
from server.flows.imports import ImportFormat, ImportOptions
from server.store import blobs as blobs_module
from server.store import database as database_module
from server.store import migrate
from worker.handlers.export_voc import write_voc
from worker.runner import complete_job

PICTURES = 200
REPEATS = 5
Row = dict[str, str | int]


def rows(data: Path | None = None) -> list[Row]:
    """Export the sample project, or the first pictures of the VOC folder `data` with their masks, to a zip."""
    with tempfile.TemporaryDirectory(prefix="boxwright-bench-") as name, _install(Path(name, "data")):
        project_id = _fill(data)
        made, copied = Path(name, "made.zip"), Path(name, "copied.zip")
        ours = [_seconds(lambda: _export(project_id, made)) for _ in range(REPEATS)]
        theirs = [_seconds(lambda: _copy(made, copied)) for _ in range(REPEATS)]
        with zipfile.ZipFile(made) as archive:
            pictures = sum(entry.startswith("JPEGImages/") for entry in archive.namelist())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        {
            "name": f"VOC export to a zip, pictures per second (peak memory {memory:.0f} MiB)",
            "median": f"{pictures / median(ours):.0f} /s",
            "p95": f"{pictures / max(ours):.0f} /s",
            "reference": "zipfile, the same bytes",
            "ratio": f"{median(ours) / median(theirs):.1f}",
            "n": pictures,
        }
    ]


def _fill(data: Path | None) -> int:
    """Make a project with pictures; its id."""
    with database_module.database().write() as session:
        if data is None:
            project, job = samples.create_sample(session, None)
        else:
            project = projects.create_project(session, "bench", [], None)
            options = ImportOptions(ImportFormat.VOC, limit=PICTURES)
            job = imports.start_import(session, project.id, options, path=data)
    complete_job(job.id)
    return project.id


def _export(project_id: int, target: Path) -> None:
    target.unlink(missing_ok=True)
    write_voc(project_id, ExportOptions(), target, lambda done, total: None)


def _copy(source: Path, target: Path) -> None:
    """The same entries with the same compression, by zipfile alone."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            new.writestr(entry, old.read(entry))


def _seconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


@contextmanager
def _install(folder: Path) -> Generator[None]:
    """An empty install in `folder` for this process, which forgets it afterwards."""
    before = {key: os.environ.pop(key) for key in list(os.environ) if key.startswith("BOXWRIGHT_")}
    os.environ["BOXWRIGHT_DATA"] = str(folder)
    _forget()
    try:
        migrate.upgrade()
        yield
    finally:
        database_module.database().engine.dispose()
        del os.environ["BOXWRIGHT_DATA"]
        os.environ.update(before)
        _forget()


def _forget() -> None:
    for cached in (settings_module.settings, database_module.database, blobs_module.blobs):
        cached.cache_clear()
