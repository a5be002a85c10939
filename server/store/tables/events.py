"""What happened: the history, and what progress is summed up from."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from server.domain.mask import Origin
from server.store.tables.base import BigId, Table, Word, now


class Event(Table):
    """Who changed what when, and how many seconds of active work it took; `change_id` is what the page called it."""

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_project_id_id", "project_id", "id"),
        Index("ix_events_image_id_id", "image_id", "id"),
        Index("ix_events_object_id_id", "object_id", "id"),
        Index("ix_events_change_id", "change_id", unique=True),
    )
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    image_id: Mapped[int | None] = mapped_column(BigId)
    object_id: Mapped[str | None] = mapped_column(String(36))
    user_id: Mapped[int | None]
    change_id: Mapped[str | None] = mapped_column(String(36))
    kind: Mapped[str] = mapped_column(String(40))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    active_seconds: Mapped[float | None]
    waiting_seconds: Mapped[float | None]  # spent before a box whose suggestion was still to come
    at: Mapped[datetime] = mapped_column(default=now)
    # What progress is summed up from; set where a person changed an object. Each outcome is 1 while it
    # stands, see flows/events.py.
    day: Mapped[date | None]
    class_id: Mapped[int | None]
    sampled: Mapped[bool] = mapped_column(default=False)  # whether the object is in the random sample
    origin: Mapped[Origin | None] = mapped_column(Word(Origin))  # of the last suggestion the object had unasked
    model_id: Mapped[int | None]
    accepted: Mapped[int] = mapped_column(SmallInteger, default=0)  # as it was suggested
    helped: Mapped[int] = mapped_column(SmallInteger, default=0)  # accepted, after a person chose or guided the mask
    fixed: Mapped[int] = mapped_column(SmallInteger, default=0)
    rejected: Mapped[int] = mapped_column(SmallInteger, default=0)
