"""What reviewers found good as it is: a word about an object that changes nothing.

It is the word of who said it first, theirs to take back, and ends when the object changes or is sent back.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.domain.object_state import DECIDED
from server.flows import events, views
from server.store.tables import Image, Object

MOST = 1000  # objects in one request


@dataclass(frozen=True)
class Seen:
    """An object as the reviewer saw it, and the seconds of work that took."""

    object_id: str
    version: int
    active_seconds: float | None = None


@dataclass(frozen=True)
class Reviewed:
    """Ids of the objects it was done for; the others that are there, as they are now: changed, or settled by nobody."""

    done: list[str]
    others: list[views.ObjectView]


def mark_reviewed(session: Session, project_id: int, seen: Sequence[Seen], user_id: int, *, good: bool) -> Reviewed:
    """Write down that the reviewer found these objects good as they saw them, or take that back; harmless to repeat.

    What somebody else found good stays their word: it is done already, and nothing of this reviewer's to take back.
    """
    wanted = {one.object_id: one for one in seen}
    before, after = (None, user_id) if good else (user_id, None)
    query = select(Object).where(Object.id.in_(wanted), Object.project_id == project_id, Object.deleted_at.is_(None))
    free = query.order_by(Object.id).with_for_update(skip_locked=True)  # what changes right now is not as it was seen
    as_seen = [row for row in session.scalars(free) if _is_as_seen(row, wanted[row.id])]
    for row in as_seen:
        if row.reviewed_by == before:
            row.reviewed_by = after
            _record(session, row, user_id, wanted[row.id].active_seconds)
    done = {row.id for row in as_seen}
    others = [row for row in session.scalars(query) if row.id not in done]
    return Reviewed(sorted(done), views.view_objects(session, project_id, others))


def _is_as_seen(row: Object, seen: Seen) -> bool:
    return row.state in DECIDED and row.version == seen.version


def _record(session: Session, row: Object, user_id: int, seconds: float | None) -> None:
    image = session.get_one(Image, row.image_id)
    kind = "image.unreviewed" if row.reviewed_by is None else "image.reviewed"  # nothing happened to the object
    events.record(session, row.project_id, kind, user_id=user_id, image=image, row=row, active_seconds=seconds)
