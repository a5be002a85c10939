"""Every table of the product. Times are UTC; client-made objects carry UUIDs, everything else integers."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, validates

from server.domain.image_state import ImageState
from server.domain.job_state import JobKind, JobState, Queue
from server.domain.mask import Origin
from server.domain.object_state import ObjectState
from server.domain.role import Role
from server.domain.round_state import RoundState


class UtcDateTime(TypeDecorator[datetime]):
    """A timestamp that is UTC and aware on both databases (SQLite keeps none of it)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware time to UTC."""
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """UTC from what the driver gives."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Word(TypeDecorator[Any]):
    """A StrEnum kept as its plain word, so that adding one needs no migration."""

    impl = String(20)
    cache_ok = True

    def __init__(self, words: type[Any]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Word to text."""
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Text to word."""
        return None if value is None else self.words(value)


def now() -> datetime:
    """The current time, aware, in UTC."""
    return datetime.now(UTC)


class Table(DeclarativeBase):
    """Base of all tables; constraint names are fixed so that migrations can name them on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON, list[Any]: JSON}

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        # Pages may hold the id of a deleted row: SQLite, too, shall give none twice
        cls.metadata.tables[cls.__tablename__].dialect_kwargs["sqlite_autoincrement"] = True


BigId = BigInteger().with_variant(Integer, "sqlite")


class User(Table):
    """A person who may sign in. `is_admin` is the install's admin; roles in projects are in Member."""

    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    is_admin: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    disabled_at: Mapped[datetime | None]


class SignIn(Table):
    """A signed-in browser; only the hash of the cookie's token is kept."""

    __tablename__ = "sign_ins"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]


class ApiToken(Table):
    """A token for scripts. `scope` is `read` or `write`; only the hash is kept."""

    __tablename__ = "api_tokens"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scope: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(default=now)
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


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


class Image(Table):
    """A picture of a project, upright, 8-bit, kept as a blob. `version` grows with every change of its state."""

    __tablename__ = "images"
    __table_args__ = (
        UniqueConstraint("project_id", "name"),
        Index("ix_images_project_id_state_id", "project_id", "state", "id"),
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


LOTS = 2**31
"""Lots are 0 .. LOTS - 1, all equally likely."""


def draw_lot(context: Any) -> int:
    """The lot of a new object, from the end of its UUID: those below a share of LOTS are a random sample for good."""
    return int(context.get_current_parameters()["id"][-8:], 16) >> 1


class Lease(Table):
    """Who works on an image now; over when `until` is past."""

    __tablename__ = "leases"
    image_id: Mapped[int] = mapped_column(BigId, ForeignKey("images.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    until: Mapped[datetime]


FILTERED = (
    "class_id",
    "model_id",
    "mask_by",
    "created_by",
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
    # What progress is summed up from; set where a person changed an object. Each outcome is +1, 0, or -1: taken back.
    day: Mapped[date | None]
    class_id: Mapped[int | None]
    origin: Mapped[Origin | None] = mapped_column(Word(Origin))  # of the last suggestion the object had
    model_id: Mapped[int | None]
    accepted: Mapped[int] = mapped_column(SmallInteger, default=0)
    fixed: Mapped[int] = mapped_column(SmallInteger, default=0)
    rejected: Mapped[int] = mapped_column(SmallInteger, default=0)


class Job(Table):
    """Work for a worker. The row is the truth; Celery carries only its id. `attempt` fences every write of a worker."""

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_state_lease_until", "state", "lease_until"),
        Index("ix_jobs_project_id_id", "project_id", "id"),
        Index("ix_jobs_project_id_kind_state", "project_id", "kind", "state"),
    )
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    kind: Mapped[JobKind] = mapped_column(Word(JobKind))
    queue: Mapped[Queue] = mapped_column(Word(Queue))
    state: Mapped[JobState] = mapped_column(Word(JobState), default=JobState.QUEUED)
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    attempt: Mapped[int] = mapped_column(default=0)
    lost: Mapped[int] = mapped_column(default=0)  # how often its worker vanished; too often and it fails
    lease_until: Mapped[datetime | None]
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    progress: Mapped[dict[str, Any]] = mapped_column(default=dict)  # stage, done, total, unit, eta_s
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    error: Mapped[str | None] = mapped_column(Text)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    rung_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class JobProblem(Table):
    """What a job left out or could not make, and why: a file, or an image of the project."""

    __tablename__ = "job_problems"
    __table_args__ = (
        Index("ix_job_problems_job_id_id", "job_id", "id"),
        Index("ix_job_problems_job_id_image_id", "job_id", "image_id"),
    )
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    job_id: Mapped[int] = mapped_column(BigId, ForeignKey("jobs.id", ondelete="CASCADE"))
    image_id: Mapped[int | None] = mapped_column(BigId)  # which may be deleted by now
    file: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)


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
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)  # {"F": n, "W": n, "gold": n}
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
