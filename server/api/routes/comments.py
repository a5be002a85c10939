"""Comments on images and objects."""

from uuid import UUID

from fastapi import APIRouter

from server.api.access import Annotator
from server.api.schemas.comments import Comment, CommentWanted
from server.api.types import ImageId
from server.domain.errors import Forbidden
from server.domain.role import Role
from server.flows import comments, images
from server.store.database import database

router = APIRouter(prefix="/projects/{project_id}", tags=["comments"])


@router.get("/comments")
def list_comments(member: Annotator, open: bool = True) -> list[Comment]:
    """The project's newest comments, at most 200, newest first; `open`: only those of threads nobody has resolved."""
    with database().read() as session:
        return [Comment.of(one) for one in comments.of_project(session, member.project_id, still_open=open)]


@router.get("/images/{image_id}/comments")
def list_comments_of_image(image_id: ImageId, member: Annotator) -> list[Comment]:
    """All comments of an image, oldest first."""
    with database().read() as session:
        image = images.get_image(session, member.project_id, image_id)
        return [Comment.of(one) for one in comments.of_image(session, image)]


@router.put("/images/{image_id}/comments/{comment_id}")
def put_comment(image_id: ImageId, comment_id: UUID, wanted: CommentWanted, member: Annotator) -> Comment:
    """Write a comment or a reply; sending the same again is harmless. Reviewers may send the image back with it."""
    if wanted.send_back and not member.role.includes(Role.REVIEWER):
        raise Forbidden(f"Sending back needs the role {Role.REVIEWER.value}; you are {member.role.value}.")
    pinned, reply_to = (str(one) if one else None for one in (wanted.object_id, wanted.reply_to))
    with database().write() as session:
        image = images.get_image(session, member.project_id, image_id, lock=True)
        said = comments.CommentWanted(str(comment_id), wanted.text, pinned, reply_to)
        write = images.send_back_with if wanted.send_back else comments.add
        return Comment.of(comments.view(session, write(session, image, said, member.asker.id)))


@router.post("/comments/{comment_id}/done")
def say_done(comment_id: UUID, member: Annotator) -> Comment:
    """Say that what the comment asks for is done; its author and reviewers see that, and resolve it."""
    with database().write() as session:
        row = comments.say_done(session, member.project_id, str(comment_id), member.asker.id)
        return Comment.of(comments.view(session, row))


@router.post("/comments/{comment_id}/resolve")
def resolve_comment(comment_id: UUID, member: Annotator) -> Comment:
    """Settle a comment of one's own or, as a reviewer, anybody's."""
    with database().write() as session:
        row = comments.resolve(session, member.project_id, str(comment_id), member.asker.id)
        return Comment.of(comments.view(session, row))


@router.post("/comments/{comment_id}/reopen")
def reopen_comment(comment_id: UUID, member: Annotator) -> Comment:
    """Say that it is not done after all."""
    with database().write() as session:
        row = comments.reopen(session, member.project_id, str(comment_id), member.asker.id)
        return Comment.of(comments.view(session, row))
