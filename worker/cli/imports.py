"""`boxwright import`: look at what is there before anything is created, then run the import job and tell its result."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.markup import escape

from ml.voc import SeveralDataSets, VocError, VocFolder
from server.domain.errors import BadInput, NotFound
from server.flows import archives, imports, projects
from server.flows.imports import ImportFormat, ImportOptions
from server.store.database import database
from worker.cli.console import JobFailed, err, finish_job, open_data, out
from worker.handlers.import_sources import SUFFIXES

MOST_SHOWN = 20


@dataclass(frozen=True)
class Choice:
    """Which of the images, and what of them."""

    list_file: Path | None
    boxes_only: bool
    limit: int | None
    gold: bool


def run(project: str, path: Path, voc: bool | None, choice: Choice) -> None:
    """Import `path` into the project, which is created when it does not exist. `voc` None: look what it is."""
    is_voc = _look(path, voc)
    if choice.boxes_only and not is_voc:
        raise BadInput("--boxes-only is for VOC data sets, plain pictures have no masks.", "Leave it out.")
    names = _read_list(choice.list_file, columns=is_voc) if choice.list_file else None
    options = ImportOptions(
        ImportFormat.VOC if is_voc else ImportFormat.PICTURES, choice.boxes_only, choice.gold, names, choice.limit
    )
    open_data()
    project_id = _find_or_create(project)
    with database().write() as session:
        job_id = imports.start_import(session, project_id, options, path=path.resolve()).id
    _tell(finish_job(job_id).result)


def find_project(name: str) -> int:
    """The id of the project of that name; raises NotFound."""
    with database().read() as session:
        return projects.project_named(session, name).id


def print_problems(problems: list[dict[str, str]], count: int) -> None:
    """What was left out and why, the first of them."""
    if count:
        err.print(f"[yellow]{count} left out:[/]")
    for problem in problems[:MOST_SHOWN]:
        err.print(f"  {escape(problem['file'])}: {escape(problem['why'])}")
    if count > MOST_SHOWN:
        err.print(f"  and {count - MOST_SHOWN} more")


def _look(path: Path, voc: bool | None) -> bool:
    """Whether `path` is a VOC data set; raises BadInput when it is not what was said, or nothing to import."""
    if path.is_dir():
        try:
            VocFolder(path)
        except SeveralDataSets as problem:  # as pictures its label pictures would come in, too
            if voc is not False:
                raise BadInput(f"{problem}.", "Give the folder of one of them.") from None
            return False
        except VocError as problem:
            if voc:
                raise BadInput(f"{problem}.", "Give the folder that holds JPEGImages and Annotations.") from None
            return False
        return voc is not False
    if not path.is_file():
        raise BadInput(f"There is no {path}.", "Check the path.")
    folders = {part for name in archives.check_archive(path) for part in name.split("/")[:-1]}
    is_voc = {"JPEGImages", "Annotations"} <= folders
    if voc and not is_voc:
        raise BadInput(f"{path} holds no VOC data set: no folders JPEGImages and Annotations.", "Try --format zip.")
    return is_voc if voc is None else voc


def _read_list(path: Path, *, columns: bool) -> list[str]:
    """The names in a list file, without repeats and suffixes (.jpg); with `columns` also without VOC's -1, 0 or 1."""
    try:
        lines = [line.strip() for line in path.read_text("utf-8-sig").splitlines() if line.strip()]
    except UnicodeDecodeError:
        raise BadInput(f"{path} is no text file of names.", "Write one name a line, in UTF-8.") from None
    if not lines:
        raise BadInput(f"{path} names nothing.", "Write one name a line.")
    names = [re.sub(r"\s+(-1|0|1)$", "", line) if columns else line for line in lines]
    return list(dict.fromkeys(Path(name).stem if Path(name).suffix.lower() in SUFFIXES else name for name in names))


def _find_or_create(name: str) -> int:
    with database().write() as session:
        try:
            return projects.project_named(session, name).id
        except NotFound:
            project = projects.create_project(session, name, [], None)
    err.print(f"Created the project {escape(name)}.")
    return project.id


def _tell(result: dict[str, Any]) -> None:
    added = result["added"]
    kinds = ", ".join(f"{count} {state}" for state, count in added.items() if count) or "none"
    out.print(f"{sum(added.values())} images imported ({kinds}), {result['skipped']} there already")
    if result["classes"]:
        out.print(f"classes created: {escape(', '.join(result['classes']))}")
    for note in result["notes"][:MOST_SHOWN]:
        err.print(f"  {escape(note['file'])}: {escape(note['what'])}")
    print_problems(result["problems"], result["problem_count"])
    if result["problem_count"] and not sum(added.values()) and not result["skipped"]:
        raise JobFailed("Nothing was imported.", "See above why.")
