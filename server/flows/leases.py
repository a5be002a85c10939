"""Leases: who works on an image now, so that two people who ask for work never get the same one."""

from datetime import timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from server.domain.image_state import ImageState
from server.flows import views
from server.store.tables import Image, Lease, User, is_over, now

LASTS = timedelta(minutes=5)
"""How long an image stays somebody's after they last did something; the page prolongs it well before."""

TO_DO = (ImageState.OPEN, ImageState.BOXED)

PROLONGED = timedelta(minutes=1)
"""How much of it has to be used up before it is prolonged: not every sign of life is written down."""


def take(session: Session, image_id: int, user_id: int, *, over: bool = False) -> bool:
    """Take or prolong the lease, in one compare-and-swap; False when somebody else has it, unless `over`."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    wanted = insert(Lease).values(image_id=image_id, user_id=user_id, until=now() + LASTS)
    free = None if over else is_over(Lease.until, LASTS) | (Lease.user_id == user_id)
    values = {"user_id": wanted.excluded.user_id, "until": wanted.excluded.until}
    swap = wanted.on_conflict_do_update(index_elements=[Lease.image_id], set_=values, where=free)
    return session.scalar(swap.returning(Lease.user_id)) is not None


def holder(session: Session, image_id: int) -> User | None:
    """Who has the image now."""
    query = select(User).join(Lease, Lease.user_id == User.id)
    return session.scalar(query.where(Lease.image_id == image_id, ~is_over(Lease.until, LASTS)))


def is_short(session: Session, image_id: int, user_id: int) -> bool:
    """Whether the image is this person's, but not for much longer."""
    mine = select(Lease).where(Lease.image_id == image_id, Lease.user_id == user_id)
    short = (Lease.until < now() + LASTS - PROLONGED) | is_over(Lease.until, LASTS)
    return session.scalar(mine.where(short)) is not None


def end(session: Session, image_id: int, user_id: int | None = None) -> None:
    """End the lease of the image, if it is this person's (None: whoever has it)."""
    mine = Lease.image_id == image_id
    session.execute(delete(Lease).where(mine if user_id is None else mine & (Lease.user_id == user_id)))


def take_next(
    session: Session, project_id: int, user_id: int, *, after: int | None = None, before: int | None = None
) -> views.ImageListed | None:
    """Take the next image to do after (or before) another: assigned to this person or to nobody, and free."""
    while (found := _next_free(session, project_id, user_id, after, before)) is not None:
        attempt = session.begin_nested()
        image = session.get(Image, found, with_for_update=True, populate_existing=True)
        if image is not None and _is_for(image, user_id) and take(session, found, user_id):
            attempt.commit()
            return views.list_images(session, [image])[0]
        attempt.rollback()  # somebody was faster: let go of it, for they may be waiting to look further
    return None


def _is_for(image: Image, user_id: int) -> bool:
    """Whether the image still is one to do for this person."""
    return image.state in TO_DO and image.assignee_id in (None, user_id)


def _next_free(session: Session, project_id: int, user_id: int, after: int | None, before: int | None) -> int | None:
    """The nearest of the nearest in each part of the index (state, assignee): none of them is searched through."""
    order = (Image.assignee_id.desc(), Image.id.desc()) if before is not None else (Image.assignee_id, Image.id)
    taken = exists().where(Lease.image_id == Image.id, ~is_over(Lease.until, LASTS), Lease.user_id != user_id)
    query = select(Image.id).where(Image.project_id == project_id, ~taken).order_by(*order).limit(1)
    query = query.where(Image.id < before if before is not None else Image.id > (after or 0))
    parts = [
        session.scalar(query.where(Image.state == state, assignee))
        for state in TO_DO
        for assignee in (Image.assignee_id.is_(None), Image.assignee_id == user_id)
    ]
    found = [part for part in parts if part is not None]
    return (max if before is not None else min)(found, default=None)
