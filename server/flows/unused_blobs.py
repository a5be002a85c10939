"""Blobs that nothing refers to any more: what deleted images and projects, replaced candidates and old uploads left."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from server.domain import round_state
from server.domain.job_state import FINISHED, JobKind
from server.store.blobs import blobs
from server.store.database import database
from server.store.tables import Candidate, Image, Job, Levels, Model, Round, now

AGE = timedelta(days=1)
"""What was put later than so long ago stays: whoever put it may still be about to write down what refers to it."""
COLUMNS = Image.blob, Levels.thumbnail, Levels.tiles, Candidate.probabilities, Round.manifest, Model.blob
DIGITS = "0123456789abcdef"
BATCH = 500  # rows of one transaction


def remove_unused() -> int:
    """Remove the blobs older than AGE that nothing refers to; return how many. Any number may do so at once."""
    when = now() - AGE
    with database().read() as session:
        at_work = {*_of_jobs(session), *_of_rounds(session)}
    removed = 0
    for digit in DIGITS:  # a part at a time, so that memory never holds all names of an install
        _forget_levels(digit)
        with database().read() as session:
            used = at_work.union(*(_of_column(session, column, digit) for column in COLUMNS))
        old = (blob for second in DIGITS for blob in blobs().put_before(when, digit + second))
        removed += sum(blobs().remove(blob, when) for blob in old if blob not in used)
    return removed


def _of_column(session: Session, column: InstrumentedAttribute[Any], digit: str) -> set[str]:
    return set(session.scalars(select(column).where(column.startswith(digit))))


def _of_jobs(session: Session) -> Iterator[str]:
    """Uploads that are still to be imported, and exports that may be fetched."""
    uploads = select(Job.payload["blob"].as_string()).where(Job.kind == JobKind.IMPORT, Job.state.not_in(FINISHED))
    exports = select(Job.result["blob"].as_string()).where(Job.kind == JobKind.EXPORT)
    return (blob for query in (uploads, exports) for blob in session.scalars(query) if blob)


def _of_rounds(session: Session) -> Iterator[str]:
    """Pictures that rounds under way froze: they train on them also when an image is deleted meanwhile."""
    frozen = select(Round.manifest).where(Round.state.in_(round_state.RUNNING), Round.manifest.is_not(None))
    for manifest in session.scalars(frozen):
        with blobs().open(str(manifest)) as source:
            yield from (image["sha256"] for image in json.loads(source.read())["images"])


def _forget_levels(digit: str) -> None:
    """Forget the thumbnails and tiles of pictures that no image has any more."""
    with database().read() as session:
        gone = list(_of_column(session, Levels.blob, digit) - _of_column(session, Image.blob, digit))
    for start in range(0, len(gone), BATCH):
        with database().write() as session:
            session.execute(delete(Levels).where(Levels.blob.in_(gone[start : start + BATCH])))
