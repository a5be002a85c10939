"""Imports pictures, VOC data sets and the sample: in small batches, so that one bad picture does not sink the rest."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from server.domain.errors import BadInput, BoxwrightError
from server.domain.image_state import ImageState
from server.domain.name import spelt_out
from server.flows import archives, imports, levels, problems, suggestions
from server.flows.imports import ImportedImage, ImportFormat, ImportOptions
from server.flows.jobs import Claim
from server.flows.problems import Problem
from server.store.blobs import blobs
from server.store.database import database
from worker.attempt import Attempt
from worker.handlers.import_sources import Candidate, open_source
from worker.scratch import scratch_folder

BATCH = 16
"""Images in one transaction."""
MOST_PROBLEMS = 500
"""Problems told in the result; all are counted, and kept one by one (flows.problems)."""


@dataclass
class Outcome:
    """What became of the candidates so far."""

    added: dict[str, int] = field(default_factory=lambda: {state.value: 0 for state in ImageState})
    earlier: dict[str, ImageState] = field(default_factory=dict[str, ImageState])
    """Images that an attempt of this job before recorded"""
    skipped: int = 0
    problem_count: int = 0
    problems: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    met: list[Problem] = field(default_factory=list[Problem])
    """Those that are not kept yet"""
    notes: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    """What became of pictures that could not be kept as they were: the first of them"""

    def skip(self, name: str) -> None:
        """Count an image that is in the project: this job added it before its worker vanished, or somebody else did."""
        if name in self.earlier:
            self.added[self.earlier[name].value] += 1
        else:
            self.skipped += 1

    def complain(self, file: str, why: str) -> None:
        """Note a file that was left out."""
        self.problem_count += 1
        problem = Problem(spelt_out(file), spelt_out(why))
        self.met.append(problem)
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append({"file": problem.file, "why": problem.why})

    def note(self, file: str, what: str | None) -> None:
        """Note what became of a picture that came in otherwise than it was."""
        if what and len(self.notes) < MOST_PROBLEMS:
            self.notes.append({"file": file, "what": what})


def handle(attempt: Attempt) -> dict[str, Any]:
    """Do an import job (payload: see imports.start_import).

    Result: {"added": {"open", "boxed", "accepted"}, "skipped": names the project had already, "classes": names created,
    "problem_count", "problems": [{"file", "why"}], "notes": [{"file", "what"}]}. Raises BadInput when there is nothing
    to import at all.
    """
    claim = attempt.claim
    options = ImportOptions(**claim.payload["options"])
    with database().read() as session:
        outcome = Outcome(earlier=imports.recorded_by(session, claim.project_id, claim.job_id))
    with _unpacked(claim, outcome) as folder:
        source = open_source(options, folder)
        candidates = _distinct(source.candidates, outcome)[: options.limit]
        with attempt.write() as session:
            problems.begin(session, claim.job_id)
            created = imports.require_classes(
                session, claim.project_id, source.class_names, source.numbering, claim.payload["user_id"]
            )
        for start in range(0, len(candidates), BATCH):
            _import_batch(attempt, options, candidates, start, outcome)
        attempt.report("importing", len(candidates), len(candidates), "images")
    with attempt.write() as session:
        levels.request_levels(session, claim.project_id, 1, claim.payload["user_id"])
    if options.format == ImportFormat.SAMPLE:
        with attempt.write() as session:
            suggestions.request_for_all(session, claim.project_id, claim.payload["user_id"])
    if options.names is not None:
        _complain_of_missing(options.names[: options.limit], candidates, outcome)
    with attempt.write() as session:
        _keep_problems(session, claim, outcome)
    return {
        "added": outcome.added,
        "skipped": outcome.skipped,
        "classes": created,
        "problem_count": outcome.problem_count,
        "problems": outcome.problems,
        "notes": outcome.notes,
    }


@contextmanager
def _unpacked(claim: Claim, outcome: Outcome) -> Generator[Path]:
    """The folder to import from: the path itself, or the zip unpacked for as long as the import lasts."""
    path = Path(claim.payload["path"]) if claim.payload["path"] else None
    if path is not None and path.is_dir():
        yield path
        return
    with scratch_folder(claim.job_id) as scratch:
        folder = scratch / "unpacked"
        folder.mkdir()
        if claim.payload["blob"]:
            path = scratch / "upload.zip"
            blobs().copy_to(claim.payload["blob"], path)
        if path is not None:
            _unpack(path, folder, outcome)
        yield folder


def _unpack(path: Path, folder: Path, outcome: Outcome) -> None:
    if not path.is_file():
        raise BadInput(f"There is no {path} any more.", "Start the import again.")
    for file, why in archives.unpack(path, folder).items():
        outcome.complain(file, why)


def _distinct(candidates: list[Candidate], outcome: Outcome) -> list[Candidate]:
    """The candidates without those whose name an earlier one has."""
    first: dict[str, Candidate] = {}
    for candidate in candidates:
        if first.setdefault(candidate.name, candidate) is not candidate:
            outcome.complain(candidate.file, f"It has the same name as {first[candidate.name].file}.")
    return list(first.values())


def _import_batch(
    attempt: Attempt, options: ImportOptions, candidates: list[Candidate], start: int, outcome: Outcome
) -> None:
    """Open the pictures of one batch, then record them in one transaction."""
    claim = attempt.claim
    batch = candidates[start : start + BATCH]
    with database().read() as session:
        taken = imports.taken_names(session, claim.project_id, [candidate.name for candidate in batch])
    opened: list[tuple[Candidate, ImportedImage]] = []
    for number, candidate in enumerate(batch):
        attempt.report("importing", start + number, len(candidates), "images")
        if candidate.name in taken:
            outcome.skip(candidate.name)
            continue
        try:
            opened.append((candidate, candidate.open()))
        except BoxwrightError as problem:
            outcome.complain(candidate.file, str(problem))
    with attempt.write() as session:
        for candidate, image in opened:
            try:
                state = imports.record_imported(
                    session,
                    claim.project_id,
                    image,
                    gold=options.gold or candidate.gold,
                    job_id=claim.job_id,
                    user_id=claim.payload["user_id"],
                )
                outcome.added[state.value] += 1
                outcome.note(candidate.file, image.picture.note)
            except BoxwrightError as problem:  # found before anything of this image was written
                outcome.complain(candidate.file, str(problem))
        _keep_problems(session, claim, outcome)


def _keep_problems(session: Session, claim: Claim, outcome: Outcome) -> None:
    problems.record(session, claim.job_id, outcome.met)
    outcome.met = []


def _complain_of_missing(names: list[str], candidates: list[Candidate], outcome: Outcome) -> None:
    found = {candidate.name for candidate in candidates}
    for name in names:
        if name not in found:
            outcome.complain(name, "The list names it, but there is no such picture.")
