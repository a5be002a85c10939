"""Rounds of training, the models they made, and which of them suggested when."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.domain.round_state import RoundState
from server.store.tables.base import BigId, Table, Word, now


class Round(Table):
    """One training round: its settings, frozen manifest, stage, scores and verdict."""

    __tablename__ = "rounds"
    __table_args__ = (UniqueConstraint("project_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    number: Mapped[int]
    state: Mapped[RoundState] = mapped_column(Word(RoundState), default=RoundState.QUEUED)
    profile: Mapped[str] = mapped_column(String(40))
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)  # overrides of the profile: {"rounds": 2}
    scheduled: Mapped[bool] = mapped_column(default=False)
    manifest: Mapped[str | None] = mapped_column(String(64))  # blob
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)  # {"F": n, "W": n, "gold": n, "twins": n}
    champion_round_id: Mapped[int | None]  # what it must beat: what suggested when it was frozen; null: the proposals
    job_id: Mapped[int | None] = mapped_column(ForeignKey("jobs.id", ondelete="SET NULL"))
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what `python -m ml round` measured
    better: Mapped[bool | None]  # beat what annotators get today, on gold; null: not measurable
    verdict: Mapped[str | None] = mapped_column(Text)  # the same in words, and what would help
    error: Mapped[str | None] = mapped_column(Text)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class RoundEvent(Table):
    """What a running round said: stages, epochs (loss curves), log lines. A replayed `sequence` changes nothing."""

    __tablename__ = "round_events"
    __table_args__ = (UniqueConstraint("round_id", "sequence"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"))
    sequence: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))  # stage | epoch | log
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[datetime] = mapped_column(default=now)


class Model(Table):
    """Weights + config + classes of one network, made by a round. `kind` is `annnet` or `segnet`."""

    __tablename__ = "models"
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    blob: Mapped[str] = mapped_column(String(64))
    card: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Promotion(Table):
    """The history of what suggested: the newest row is in force; `round_id` null means the proposals."""

    __tablename__ = "promotions"
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)
