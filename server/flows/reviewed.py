"""What reviewers found good as it is: a word about an object that changes nothing, and ends with its next change."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.domain.object_state import DECIDED
from server.flows import events
from server.store.tables import Image, Object

MOST = 1000  # objects in one request


@dataclass(frozen=True)
class Seen:
    """An object as the reviewer saw it, and the seconds of work that took."""

    object_id: str
    version: int
    active_seconds: float | None = None


def mark_reviewed(session: Session, project_id: int, seen: Sequence[Seen], user_id: int) -> list[str]:
    """Write down that the reviewer found these objects good; the ids of those that still are as they were seen.

    The others changed meanwhile or change right now, are gone, or nobody has settled them yet. Repeating is harmless.
    """
    versions = {one.object_id: one for one in seen}
    query = select(Object).where(Object.id.in_(versions), Object.project_id == project_id, Object.deleted_at.is_(None))
    rows = session.scalars(query.order_by(Object.id).with_for_update(skip_locked=True)).all()
    good = [row for row in rows if row.state in DECIDED and row.version == versions[row.id].version]
    for row in good:
        if row.reviewed_by != user_id:
            row.reviewed_by = user_id
            _record(session, row, user_id, versions[row.id].active_seconds)
    return [row.id for row in good]


def _record(session: Session, row: Object, user_id: int, seconds: float | None) -> None:
    image = session.get_one(Image, row.image_id)
    kind = "image.reviewed"  # as with comments: nothing happened to the object
    events.record(session, row.project_id, kind, user_id=user_id, image=image, row=row, active_seconds=seconds)
