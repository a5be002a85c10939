"""What people say about images and objects."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.store.tables.base import BigId, Table, now


class Comment(Table):
    """What somebody said about an image or, with `object_id`, about an object of it; open until resolved.

    With `reply_to` it is said in the thread which that comment begins, and about what that one is about; done and
    resolved is the thread, by its beginning alone.
    """

    __tablename__ = "comments"
    __table_args__ = (Index("ix_comments_project_id_resolved_at_at", "project_id", "resolved_at", "at"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)  # UUID made by the client
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    image_id: Mapped[int] = mapped_column(BigId, ForeignKey("images.id", ondelete="CASCADE"), index=True)
    object_id: Mapped[str | None] = mapped_column(ForeignKey("objects.id", ondelete="CASCADE"), index=True)
    reply_to: Mapped[str | None] = mapped_column(ForeignKey("comments.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    text: Mapped[str] = mapped_column(Text)
    sent_back: Mapped[bool] = mapped_column(default=False)  # the image went back to its annotator with it
    at: Mapped[datetime] = mapped_column(default=now)
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None]  # a user
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
