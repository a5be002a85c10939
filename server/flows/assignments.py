"""Assignments: which images are whose to label."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from server.domain.errors import BadInput, NotFound
from server.flows import events, image_list
from server.flows.image_list import ImageFilter
from server.store.tables import Image, Lease, Member, User


@dataclass(frozen=True)
class Which:
    """Which of the listed images: all, only some, or all but some; of those at most the first `limit`."""

    only: Collection[int] | None = None
    but: Collection[int] = ()
    limit: int | None = None


def assign(
    session: Session, project_id: int, wanted: ImageFilter, which: Which, assignee_id: int | None, by: int
) -> int:
    """Give listed images to a member, or with None to nobody; return how many.

    Raises BadInput for somebody who cannot see the project and too many named one by one, and NotFound for one of
    `only` that is not listed.
    """
    image_list.require_few(which.but)
    image_list.require_few(which.only or ())
    if assignee_id is not None:
        _require_member(session, project_id, assignee_id)
    ids = image_list.matching(select(Image.id), project_id, wanted).where(Image.id.not_in(which.but))
    if which.only is not None:
        image_list.require_listed(session, project_id, wanted, which.only)
        ids = ids.where(Image.id.in_(which.only))
    # Listed ids stay in the database: a statement takes 65,535 parameters.
    chosen = ids.order_by(Image.id).limit(which.limit)
    give = update(Image).where(Image.id.in_(chosen)).values(assignee_id=assignee_id)
    done = session.execute(give.returning(Image.id)).all()
    if which.only is not None and which.limit is None and len(done) < len({*which.only} - {*which.but}):
        raise NotFound("Some of these images were deleted just now.", "Nothing was changed: choose again.")
    if done:
        events.record(session, project_id, "project.assigned", user_id=by, assignee=assignee_id, images=len(done))
    return len(done)


def give_back(session: Session, project_id: int, user_id: int) -> None:
    """Images of somebody who leaves the project are nobody's again, and the one they worked on is free."""
    mine = (Image.project_id == project_id) & (Image.assignee_id == user_id)
    session.execute(update(Image).where(mine).values(assignee_id=None))
    here = select(Image.id).where(Image.project_id == project_id)
    session.execute(delete(Lease).where(Lease.user_id == user_id, Lease.image_id.in_(here)))


def _require_member(session: Session, project_id: int, user_id: int) -> None:
    user = session.get(User, user_id)
    if user is None or not (user.is_admin or session.get(Member, (project_id, user_id))):
        raise BadInput("This person is no member of the project.", "Add them on the settings page first.")
