"""The migrations make exactly the tables of the code, on both databases, and go back to nothing."""

from pathlib import Path

from sqlalchemy import inspect

from server.store import migrate
from server.store.database import Database


def tables(url: str) -> set[str]:
    engine = Database(url).engine  # never two SQLite libraries in one process: each undoes the other's file locks
    found = set(inspect(engine).get_table_names())
    engine.dispose()
    return found


def test_up_and_down_and_up_again(database_url: str, tmp_path: Path) -> None:
    if database_url.startswith("sqlite"):
        database_url = f"sqlite:///{tmp_path / 'own.db'}"
        migrate.upgrade(database_url)
    migrate.check(database_url)
    assert migrate.is_current(database_url)
    full = tables(database_url)
    migrate.downgrade(database_url)
    assert tables(database_url) == {"alembic_version"}
    assert not migrate.is_current(database_url)
    migrate.upgrade(database_url)
    migrate.upgrade(database_url)
    assert tables(database_url) == full
