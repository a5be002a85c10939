"""What is in a picture: objects, the masks they have and had, and those they could have."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from server.domain.mask import Origin
from server.domain.object_state import ObjectState
from server.store.tables.base import BigId, Table, Word, now

LOTS = 2**31
"""Lots are 0 .. LOTS - 1, all equally likely."""
SAMPLE = LOTS // 10
"""Objects with a lot below are the random sample by which progress tells how good suggestions are."""


def draw_lot(context: Any) -> int:
    """The lot of a new object, from the end of its UUID: those below a share of LOTS are a random sample for good."""
    return int(context.get_current_parameters()["id"][-8:], 16) >> 1


FILTERED = (
    "class_id",
    "model_id",
    "mask_by",
    "created_by",
    "reviewed_by",
    "truncated",
    "difficult",
    "occluded",
    "certainty",
    "lot",
    "id",
)


def _review_index(key: str, tie: str) -> Index:
    columns = dict.fromkeys(("project_id", "state", "origin", key, tie, *FILTERED))
    live = text("deleted_at IS NULL")
    return Index(f"ix_objects_review_{key}", *columns, sqlite_where=live, postgresql_where=live)


class Object(Table):
    """One thing in an image: box + class + its current mask. Deleting leaves a tombstone (`deleted_at`).

    The indexes are the orders of reviewing, a stretch for each state and origin. What a review filters by stands behind
    the order, so that looking for the few objects that match reads an index and no rows.
    """

    __tablename__ = "objects"
    __table_args__ = (
        _review_index("certainty", "id"),
        _review_index("looks", "id"),
        _review_index("lot", "id"),
        _review_index("image_id", "number"),
        Index("ix_objects_class_id_deleted_at_state", "class_id", "deleted_at", "state"),
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True)  # UUID made by the client
    project_id: Mapped[int]  # the image's, which never changes: indexes cannot reach over to it
    image_id: Mapped[int] = mapped_column(ForeignKey("images.id", ondelete="CASCADE"), index=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("classes.id"))
    number: Mapped[int]  # order within the image; object n of a VOC export
    x0: Mapped[int]
    y0: Mapped[int]
    x1: Mapped[int]
    y1: Mapped[int]
    points: Mapped[list[Any] | None]  # extreme points [[x, y], ...] the box was drawn by
    state: Mapped[ObjectState] = mapped_column(Word(ObjectState), default=ObjectState.DRAWN)
    mask_id: Mapped[int | None] = mapped_column(
        ForeignKey("masks.id", ondelete="SET NULL", use_alter=True, name="fk_objects_mask_id_masks")
    )
    # Of the mask, so that reviews find it without; see flows/masks.py
    origin: Mapped[Origin | None] = mapped_column(Word(Origin))
    model_id: Mapped[int | None]
    mask_by: Mapped[int | None]  # a user
    reviewed_by: Mapped[int | None]  # the user who found it good, until it changes or is sent back
    certainty: Mapped[float] = mapped_column(default=1.0)  # the mask's; 1 where nothing is uncertain or nobody guessed
    looks: Mapped[float] = mapped_column(default=1.0)  # the same
    lot: Mapped[int] = mapped_column(default=draw_lot)
    pose: Mapped[str] = mapped_column(String(40), default="Unspecified")
    truncated: Mapped[bool] = mapped_column(default=False)
    difficult: Mapped[bool] = mapped_column(default=False)
    occluded: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    deleted_at: Mapped[datetime | None]


class ObjectMask(Table):
    """An immutable mask of an object; `object.mask_id` points at the current one, the others are history."""

    __tablename__ = "masks"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    object_id: Mapped[str] = mapped_column(ForeignKey("objects.id", ondelete="CASCADE"), index=True)
    origin: Mapped[Origin] = mapped_column(Word(Origin))
    model_id: Mapped[int | None] = mapped_column(ForeignKey("models.id", ondelete="SET NULL"))
    x0: Mapped[int]
    y0: Mapped[int]
    x1: Mapped[int]
    y1: Mapped[int]
    foreground: Mapped[str] = mapped_column(Text)
    uncertain: Mapped[str | None] = mapped_column(Text)
    ignored: Mapped[str | None] = mapped_column(Text)
    certainty: Mapped[float | None]  # see domain.mask.Impression; null for masks of people and for plain GrabCut
    looks: Mapped[float | None]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)


class Candidate(Table):
    """A mask an object could have: made when somebody asked, theirs to choose, replaced by newer ones."""

    __tablename__ = "candidates"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    object_id: Mapped[str] = mapped_column(ForeignKey("objects.id", ondelete="CASCADE"), index=True)
    basis: Mapped[str] = mapped_column(String(64))  # hash of what it was made from: box, class, points, pins, model
    origin: Mapped[Origin] = mapped_column(Word(Origin))
    model_id: Mapped[int | None] = mapped_column(ForeignKey("models.id", ondelete="CASCADE"))
    x0: Mapped[int]
    y0: Mapped[int]
    x1: Mapped[int]
    y1: Mapped[int]
    foreground: Mapped[str] = mapped_column(Text)
    uncertain: Mapped[str | None] = mapped_column(Text)
    certainty: Mapped[float | None]
    looks: Mapped[float | None]
    probabilities: Mapped[str | None] = mapped_column(String(64))  # blob: of each pixel of the box
    tau: Mapped[float | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
