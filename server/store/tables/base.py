"""What all tables stand on: times in UTC, words as text, keys that are never given twice."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Integer, MetaData, String, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase


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


CLOCKS_APART = timedelta(minutes=10)
"""So far the clocks of our machines may be apart. What lies further ahead was written before a clock was set back."""


def now() -> datetime:
    """The current time, aware, in UTC."""
    return datetime.now(UTC)


def is_over(until: Any, lasts: timedelta) -> Any:
    """Whether what lasts so long is past its end, or would end later than what begins now. Of a moment or a column."""
    return (until < now()) | (until > now() + lasts + CLOCKS_APART)


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
