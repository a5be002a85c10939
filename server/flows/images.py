"""Images: adding and finding them, and their life from open over boxed to accepted."""

import re
import uuid
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import delete as delete_rows
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.domain import image_state
from server.domain.errors import BadInput, NotFound, Refused, Stale, few
from server.domain.image_state import ImageAction, ImageState
from server.domain.name import is_unseen, quoted
from server.domain.object_state import DECIDED
from server.flows import comments, events, leases, rounds, views
from server.flows.comments import CommentWanted
from server.flows.pictures import Picture
from server.store.tables import Comment, Image, Object

MAX_NAME = 200  # bytes of UTF-8; file systems take 255, and exports add suffixes


def image_name(filename: str) -> str:
    """The image's name from a file's: without folder and extension. Raises BadInput for one no data set could hold."""
    last = PurePosixPath(filename.replace("\\", "/")).name
    name = (last.rpartition(".")[0] or last).strip()
    if (
        not name
        or len(name.encode(errors="replace")) > MAX_NAME
        or name.startswith(".")
        or re.search(r'[<>:"|?*]', name)
        or is_unseen(name)
    ):
        raise BadInput(
            f"The file name {quoted(last[:80])} cannot name an image.", "Rename it: letters, digits, - and _."
        )
    return name


def add_image(session: Session, project_id: int, name: str, picture: Picture, user_id: int | None) -> Image:
    """Add a kept picture to the project as an open image; raises Refused when the name is taken."""
    if session.scalar(select(Image.id).where(Image.project_id == project_id, Image.name == name)):
        raise Refused(f"There is an image named {name} already.", "Rename the file, or delete the other image first.")
    image = Image(
        project_id=project_id,
        name=name,
        blob=picture.blob,
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
    )
    session.add(image)
    session.flush()
    events.record(session, project_id, "image.added", user_id=user_id, image=image)
    return image


def get_image(session: Session, project_id: int, image_id: int, *, lock: bool = False) -> Image:
    """The project's image; `lock` makes other writers of it and its objects wait. Raises NotFound."""
    image = session.get(Image, image_id, with_for_update=lock)
    if image is None or image.project_id != project_id:
        raise NotFound("There is no such image in this project.")
    return image


def get_picture(session: Session, project_id: int, image_id: int, blob: str | None) -> Image:
    """The project's image, if `blob` is its picture's or None. Raises NotFound."""
    image = get_image(session, project_id, image_id)
    if blob not in (None, image.blob):
        raise NotFound("The image does not have this picture.", "Fetch the image again.")
    return image


def next_image(
    session: Session, project_id: int, *, after: int | None = None, before: int | None = None, todo: bool = False
) -> views.ImageListed | None:
    """The first image after `after`, or the last before `before`; `todo`: only among those that are not accepted."""
    query = select(Image).where(Image.project_id == project_id).limit(1)
    query = query.where(Image.state.in_((ImageState.OPEN, ImageState.BOXED))) if todo else query
    if before is not None:
        query = query.where(Image.id < before).order_by(Image.id.desc())
    else:
        query = query.where(Image.id > (after or 0)).order_by(Image.id)
    row = session.scalar(query)
    return views.list_images(session, [row])[0] if row else None


def mark_boxed(session: Session, image: Image, version: int, user_id: int) -> None:
    """Say that every object of the image has a box: it may train as W. No objects is fine: pure background."""
    if _is_replay(image, version, ImageState.BOXED):
        return
    _require_version(session, image, version)
    _move(session, image, ImageAction.MARK_BOXED, user_id)


def accept_image(session: Session, image: Image, version: int, user_id: int) -> None:
    """Say that every mask of the image is right: it may train as F. An open image is marked boxed first.

    Raises Refused while an object is neither accepted nor fixed, or has a comment that nobody has answered. What is
    said of the image as a whole is answered with it, see comments.settle_image.
    """
    if _is_replay(image, version, ImageState.ACCEPTED):
        return
    _require_version(session, image, version)
    waiting = [row for row in views.live_objects(session, image.id) if row.state not in DECIDED]
    if waiting:
        numbers = few([row.number for row in waiting])
        raise Refused(f"Without an accepted mask: object {numbers}.", "Accept, fix or delete each.")
    comments.require_settled(session, image)
    if image.state == ImageState.OPEN:
        _move(session, image, ImageAction.MARK_BOXED, user_id)
    _move(session, image, ImageAction.ACCEPT, user_id)
    comments.settle_image(session, image, user_id)
    leases.end(session, image.id)


def reopen(session: Session, image: Image, version: int, user_id: int) -> None:
    """Open a boxed or accepted image again, so that its objects may change."""
    if _is_replay(image, version, ImageState.OPEN):
        return
    _require_version(session, image, version)
    _move(session, image, ImageAction.REOPEN, user_id)


def send_back(session: Session, image: Image, version: int, comment: str, user_id: int) -> None:
    """Open the image again with a reviewer's comment on it as a whole."""
    _require_version(session, image, version)
    said = CommentWanted(str(uuid.uuid4()), comment)
    _move(session, image, ImageAction.SEND_BACK, user_id, {"comment": comment})
    comments.add(session, image, said, user_id, sent_back=True)


def send_back_with(session: Session, image: Image, said: CommentWanted, user_id: int) -> Comment:
    """Open the image again, unless it is, with a comment that may be pinned to an object. Repeating it is harmless."""
    if session.get(Comment, said.id) is None and image.state != ImageState.OPEN:
        _move(session, image, ImageAction.SEND_BACK, user_id, {"comment": said.text})
    return comments.add(session, image, said, user_id, sent_back=True)


def set_gold(session: Session, image: Image, gold: bool, user_id: int) -> None:
    """Set the image apart for measuring, or give it back to training. Rounds already started keep what they froze."""
    if image.gold != gold:
        image.gold = gold
        image.version += 1
        events.record(session, image.project_id, "image.gold", user_id=user_id, image=image, gold=gold)


def delete(session: Session, image: Image, user_id: int) -> None:
    """Delete the image with its objects and masks."""
    events.record(session, image.project_id, "image.deleted", user_id=user_id, image=image, name=image.name)
    session.flush()
    session.execute(delete_rows(Object).where(Object.image_id == image.id))
    session.execute(delete_rows(Image).where(Image.id == image.id))


def require_changeable(image: Image) -> None:
    """Raise Refused when the image is accepted: what was accepted does not change under anybody's feet."""
    if image.state == ImageState.ACCEPTED:
        raise Refused("This image is accepted: its objects cannot change.", "Reopen the image first.")


def _is_replay(image: Image, version: int, state: ImageState) -> bool:
    """Whether this was done already: by a first click, a request whose answer was lost, or somebody else just now."""
    steps = 2 if state == ImageState.ACCEPTED else 1  # an open image is marked boxed first
    return image.state == state and version < image.version <= version + steps


def _require_version(session: Session, image: Image, version: int) -> None:
    if image.version != version:
        raise Stale(
            f"Somebody changed this image first (version {image.version}, not {version}).",
            views.open_image(session, image),
        )


def _move(
    session: Session, image: Image, action: ImageAction, user_id: int, data: dict[str, Any] | None = None
) -> None:
    image.state = image_state.after(image.state, action)
    image.version += 1
    accepted = image.state == ImageState.ACCEPTED
    image.accepted_at = rounds.after_last_start(session, image.project_id) if accepted else None
    if image.state == ImageState.OPEN:  # from now on a person decides which object the pixels belong to
        image.unresolved = None
    events.record(session, image.project_id, f"image.{action.value}", user_id=user_id, image=image, **(data or {}))
