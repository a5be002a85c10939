"""Projects, their classes, and who has which role in them."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.domain.role import Role
from server.store.tables.base import Table, Word, now


class Project(Table):
    """One labelling project. What suggests in it is its newest Promotion."""

    __tablename__ = "projects"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    classes_frozen: Mapped[bool] = mapped_column(default=False)
    schedule_images: Mapped[int | None]  # start a round after so many newly accepted images
    schedule_hours: Mapped[float | None]  # and/or after so many hours
    schedule_profile: Mapped[str] = mapped_column(String(40), default="cpu")


class Member(Table):
    """A user's role in a project."""

    __tablename__ = "members"
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True)
    role: Mapped[Role] = mapped_column(Word(Role))


class ObjectClass(Table):
    """A class of a project: index 1..N (0 is background), a colour `#rrggbb` and a key to press."""

    __tablename__ = "classes"
    __table_args__ = (UniqueConstraint("project_id", "index"), UniqueConstraint("project_id", "name"))
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    index: Mapped[int]
    name: Mapped[str] = mapped_column(String(80))
    color: Mapped[str] = mapped_column(String(7))
    key: Mapped[str | None] = mapped_column(String(1))
