"""Comments: what reviewers and annotators say about images and objects, each open until it is resolved.

Whose a comment is to settle: its author's, and the project's reviewers' and admins'. They resolve it and open it again.
Everybody else says that it is done, or that it is not after all; done, it stands in nobody's way, but stays open until
one of those has looked. Anybody may reply to it: that makes it a thread, which is done, resolved and opened as a whole.
A reply to a resolved thread opens it again, lest nobody sees the words.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from server.domain.errors import BadInput, Forbidden, NotFound, Refused, few
from server.domain.image_state import ImageState
from server.domain.role import Role
from server.flows import events
from server.store.tables import Comment, Event, Image, Member, Object, User, now

PAGE = 200
OPEN = (Comment.reply_to.is_(None), Comment.resolved_at.is_(None))
"""Threads, by their first comments, that nobody has resolved."""
WAITING = (*OPEN, Comment.done_at.is_(None))
"""Neither resolved nor said to be done."""


@dataclass(frozen=True)
class CommentWanted:
    """A comment as its writer sends it; `id` is a UUID made by the page, so that sending it twice is harmless.

    `reply_to`: the comment that a thread begins with; the reply is about what that one is about.
    """

    id: str
    text: str
    object_id: str | None = None
    reply_to: str | None = None


@dataclass(frozen=True)
class CommentView:
    """A comment with where it is pinned and the names of people; `object_number` None: about the whole image."""

    id: str
    image_id: int
    image_name: str
    object_id: str | None
    object_number: int | None
    reply_to: str | None
    author_id: int | None
    author: str | None
    text: str
    sent_back: bool
    at: datetime
    done_at: datetime | None
    done_by: str | None
    resolved_at: datetime | None
    resolved_by: str | None


def add(session: Session, image: Image, wanted: CommentWanted, user_id: int, *, sent_back: bool = False) -> Comment:
    """Write a comment; repeating it changes nothing. Raises NotFound for an object or thread of another image, Refused
    for an id in use or a resolved thread of an accepted image, BadInput for a reply to a reply.
    """
    head = _head_of(session, image, wanted, sent_back)
    object_id = head.object_id if head else wanted.object_id
    known = session.get(Comment, wanted.id)
    if known is not None:
        same = (image.id, object_id, wanted.reply_to, wanted.text)
        if (known.image_id, known.object_id, known.reply_to, known.text) != same:
            raise Refused("This comment id is in use already.", "Make a new UUID.")
        return known
    thing = _object_of(session, image, object_id)
    if thing is not None and sent_back:
        thing.reviewed_by = None  # what is sent back is not good as it is
    if head is not None and head.resolved_at is not None:
        _open_again(session, image, head, user_id)
    row = Comment(id=wanted.id, project_id=image.project_id, image_id=image.id, object_id=object_id)
    row.reply_to, row.user_id, row.text, row.sent_back = wanted.reply_to, user_id, wanted.text, sent_back
    session.add(row)
    _changed(session, image, row, user_id, "image.comment_replied" if head else "image.commented")
    return row


def say_done(session: Session, project_id: int, comment_id: str, user_id: int) -> Comment:
    """Say that what the comment asks for is done; repeating it is harmless. Raises NotFound."""
    row, image = _find(session, project_id, comment_id)
    if row.done_at is None and row.resolved_at is None:
        row.done_at, row.done_by = now(), user_id
        _changed(session, image, row, user_id, "image.comment_done")
    return row


def resolve(session: Session, project_id: int, comment_id: str, user_id: int) -> Comment:
    """Settle the comment; repeating it is harmless. Raises NotFound, Forbidden for who may not settle it."""
    row, image = _find(session, project_id, comment_id)
    if not _settles(session, row, user_id):
        raise Forbidden("Only who wrote this comment and reviewers resolve it.", "Say that it is done.")
    if row.resolved_at is None:
        row.resolved_at, row.resolved_by = now(), user_id
        _changed(session, image, row, user_id, "image.comment_resolved")
    return row


def reopen(session: Session, project_id: int, comment_id: str, user_id: int) -> Comment:
    """Say that it is not done after all; who may not settle it may only take a "done" back.

    Raises NotFound, Forbidden, and Refused on an accepted image.
    """
    row, image = _find(session, project_id, comment_id)
    if row.resolved_at is not None and not _settles(session, row, user_id):
        raise Forbidden("Only who wrote this comment and reviewers open it again.", "Write a comment of your own.")
    _open_again(session, image, row, user_id)
    return row


def _open_again(session: Session, image: Image, row: Comment, user_id: int) -> None:
    if image.state is ImageState.ACCEPTED:
        raise Refused("This image is accepted: its comments are settled.", "Reopen the image first.")
    if row.resolved_at is not None or row.done_at is not None:
        row.resolved_at = row.resolved_by = row.done_at = row.done_by = None
        _changed(session, image, row, user_id, "image.comment_reopened")


def _settles(session: Session, row: Comment, user_id: int) -> bool:
    """Whether the comment is this person's to settle."""
    return row.user_id == user_id or _reviews(session, row.project_id, user_id)


def _reviews(session: Session, project_id: int, user_id: int) -> bool:
    member, user = session.get(Member, (project_id, user_id)), session.get_one(User, user_id)
    return user.is_admin or (member is not None and member.role.includes(Role.REVIEWER))


def require_settled(session: Session, image: Image) -> None:
    """Raise Refused while a comment on one of the image's live objects is open and not done."""
    pinned = select(Object.number).join(Comment, Comment.object_id == Object.id).where(Comment.image_id == image.id)
    waiting = pinned.where(*WAITING, Object.deleted_at.is_(None)).distinct()
    numbers = list(session.scalars(waiting.order_by(Object.number)))
    if numbers:
        raise Refused(f"There are open comments on object {few(numbers)}.", "Answer each first.")


def settle_image(session: Session, image: Image, user_id: int) -> None:
    """Somebody accepts the image: a reviewer resolves by that what is still open; others say that it is done."""
    reviews = _reviews(session, image.project_id, user_id)
    still = select(Comment).where(Comment.image_id == image.id, *OPEN)
    for row in session.scalars(still):
        if reviews or row.user_id == user_id:
            row.resolved_at, row.resolved_by = now(), user_id
        elif row.done_at is None:
            row.done_at, row.done_by = now(), user_id
    session.flush()
    show_on_image(session, image)


def show_on_image(session: Session, image: Image) -> None:
    """Keep `image.comment` the newest comment that the image was sent back with and that nobody says is done."""
    sent = select(Comment.text).where(Comment.image_id == image.id, Comment.sent_back, *WAITING)
    image.comment = session.scalar(sent.order_by(Comment.at.desc(), Comment.id).limit(1))


def of_image(session: Session, image: Image) -> list[CommentView]:
    """All comments of the image, oldest first."""
    return _view(session, _listed().where(Comment.image_id == image.id).order_by(Comment.at, Comment.id))


def of_project(session: Session, project_id: int, *, still_open: bool, limit: int = PAGE) -> list[CommentView]:
    """The project's newest comments, newest first; `still_open`: only those of threads that nobody has resolved."""
    query = _listed().where(Comment.project_id == project_id)
    if still_open:
        query = query.outerjoin(HEAD, HEAD.id == Comment.reply_to)
        query = query.where(Comment.resolved_at.is_(None), HEAD.resolved_at.is_(None))
    return _view(session, query.order_by(Comment.at.desc(), Comment.id).limit(limit))


def view(session: Session, row: Comment) -> CommentView:
    """One comment."""
    session.flush()
    return _view(session, _shown().where(Comment.id == row.id))[0]


def count_open(session: Session, object_ids: Collection[str]) -> dict[str, int]:
    """How many open threads are pinned to each of the objects; those with none are left out."""
    query = select(Comment.object_id, func.count()).where(*OPEN)
    rows = session.execute(query.where(Comment.object_id.in_(object_ids)).group_by(Comment.object_id))
    return {object_id: number for object_id, number in rows if object_id is not None}


def changed_since(session: Session, object_ids: Collection[str], image_ids: Collection[int]) -> set[str]:
    """Those of the objects (of these images) that a person changed since they or their image were sent back.

    What they were sent back with must still be open.
    """
    about = or_(Comment.object_id.is_(None), Comment.object_id == Event.object_id)
    since = (Comment.image_id == Event.image_id) & about & (Event.at > Comment.at)
    query = select(Event.object_id).join(Comment, since).where(Event.image_id.in_(image_ids))
    query = query.where(Comment.sent_back, Comment.resolved_at.is_(None), Event.object_id.in_(object_ids))
    done = session.scalars(query.where(Event.kind.startswith("object."), Event.user_id.is_not(None)).distinct())
    return {object_id for object_id in done if object_id}


def _changed(session: Session, image: Image, row: Comment, user_id: int, kind: str) -> None:
    session.flush()
    show_on_image(session, image)
    thing = session.get(Object, row.object_id) if row.object_id else None
    events.record(session, image.project_id, kind, user_id=user_id, image=image, row=thing, comment=row.id)


def _find(session: Session, project_id: int, comment_id: str) -> tuple[Comment, Image]:
    row = session.get(Comment, comment_id)
    if row is None or row.project_id != project_id:
        raise NotFound("There is no such comment in this project.")
    if row.reply_to is not None:
        raise Refused("This is a reply: done and resolved is its thread.", f"Ask for comment {row.reply_to}.")
    return row, session.get_one(Image, row.image_id, with_for_update=True)


def _head_of(session: Session, image: Image, wanted: CommentWanted, sent_back: bool) -> Comment | None:
    """The comment that a reply's thread begins with."""
    if wanted.reply_to is None:
        return None
    head = session.get(Comment, wanted.reply_to)
    if head is None or head.image_id != image.id:
        raise NotFound("The comment to reply to is not on this image.")
    if head.reply_to is not None:
        raise BadInput("The comment to reply to is a reply itself.", f"Reply to comment {head.reply_to}.")
    if sent_back or wanted.object_id not in (None, head.object_id):
        raise BadInput("A reply pins nothing and sends nothing back.", "Leave object_id and send_back out.")
    return head


def _object_of(session: Session, image: Image, object_id: str | None) -> Object | None:
    if object_id is None:
        return None
    thing = session.get(Object, object_id)
    if thing is None or thing.image_id != image.id or thing.deleted_at is not None:
        raise NotFound("There is no such object in this image; it may have been deleted.")
    return thing


RESOLVER, DOER, HEAD = aliased(User), aliased(User), aliased(Comment)

Shown = Select[Comment, str, int, str, str, str]


def _shown() -> Shown:
    """Comments with names, also those pinned to deleted objects."""
    query = select(Comment, Image.name, Object.number, User.name, RESOLVER.name, DOER.name)
    query = query.join(Image, Image.id == Comment.image_id).outerjoin(DOER, DOER.id == Comment.done_by)
    query = query.outerjoin(Object, Object.id == Comment.object_id).outerjoin(User, User.id == Comment.user_id)
    return query.outerjoin(RESOLVER, RESOLVER.id == Comment.resolved_by)


def _listed() -> Shown:
    """Comments for lists: those pinned to deleted objects stay away with them."""
    return _shown().where(Object.deleted_at.is_(None))


def _view(session: Session, query: Shown) -> list[CommentView]:
    return [
        CommentView(
            id=row.id,
            image_id=row.image_id,
            image_name=image,
            object_id=row.object_id,
            object_number=number,
            reply_to=row.reply_to,
            author_id=row.user_id,
            author=author,
            text=row.text,
            sent_back=row.sent_back,
            at=row.at,
            done_at=row.done_at,
            done_by=doer,
            resolved_at=row.resolved_at,
            resolved_by=resolver,
        )
        for row, image, number, author, resolver, doer in session.execute(query)
    ]
