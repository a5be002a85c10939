"""Pictures: the image of a project, what is kept for looking at it, and who works on it now."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, validates

from server.domain.image_state import ImageState
from server.store.tables.base import BigId, Table, Word, now


class Image(Table):
    """A picture of a project, upright, 8-bit, kept as a blob. `version` grows with every change of its state."""

    __tablename__ = "images"
    __table_args__ = (
        UniqueConstraint("project_id", "name"),
        Index("ix_images_project_id_state_id", "project_id", "state", "id"),
        # A jump to a position counts through an index: the narrower, the fewer pages of it are read
        Index("ix_images_project_id_id", "project_id", "id"),
        # What lists are narrowed by rides along, so that a search by name reads no more than this index
        Index("ix_images_project_id_id_folded", "project_id", "id", "folded", "state", "gold"),
        Index("ix_images_project_id_accepted_at", "project_id", "accepted_at"),
        Index("ix_images_project_id_gold_id", "project_id", "gold", "id"),
        Index("ix_images_project_id_state_assignee_id_id", "project_id", "state", "assignee_id", "id"),
    )
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))  # without folder or extension: 2007_000032
    folded: Mapped[str] = mapped_column(String(200), server_default="")  # the name in lower case
    blob: Mapped[str] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(20))
    width: Mapped[int]
    height: Mapped[int]
    state: Mapped[ImageState] = mapped_column(Word(ImageState), default=ImageState.OPEN)
    gold: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    comment: Mapped[str | None] = mapped_column(Text)  # the newest open comment it was sent back with
    # Imported pixels of known class but unknown object ({rect, foreground}): 255 in SegmentationObject until reopened
    unresolved: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    accepted_at: Mapped[datetime | None]
    assignee_id: Mapped[int | None]  # whose it is to label; null: anybody's

    @validates("name")
    def _fold(self, _: str, name: str) -> str:
        self.folded = name.lower()
        return name


class Levels(Table):
    """What is kept of a picture for looking at it, by the picture's blob: a thumbnail, and a large one's tiles."""

    __tablename__ = "levels"
    blob: Mapped[str] = mapped_column(String(64), primary_key=True)
    thumbnail: Mapped[str] = mapped_column(String(64))  # blob
    width: Mapped[int]
    height: Mapped[int]
    # Blob with all tiles one behind the other (see domain/pyramid.py); null: the picture is small, used whole
    tiles: Mapped[str | None] = mapped_column(String(64))
    offsets: Mapped[list[Any]] = mapped_column(default=list)  # where each tile begins, and where the last one ends
    created_at: Mapped[datetime] = mapped_column(default=now)


class Lease(Table):
    """Who works on an image now; over when `until` is past."""

    __tablename__ = "leases"
    image_id: Mapped[int] = mapped_column(BigId, ForeignKey("images.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    until: Mapped[datetime]
