"""The migrations make exactly the tables of the code, on both databases, and go back to nothing."""

from pathlib import Path

from sqlalchemy import inspect, text

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


def test_names_of_older_installs_are_found_whatever_their_case(database_url: str, tmp_path: Path) -> None:
    if database_url.startswith("sqlite"):
        database_url = f"sqlite:///{tmp_path / 'own.db'}"
    else:
        migrate.downgrade(database_url)
    migrate.upgrade(database_url, "0005")
    engine = Database(database_url).engine
    project = "INSERT INTO projects (id, name, created_at, classes_frozen, schedule_profile) "
    image = "INSERT INTO images (project_id, name, blob, media_type, width, height, state, gold, version, created_at) "
    with engine.begin() as connection:
        connection.execute(text(project + "VALUES (1, 'Old', CURRENT_TIMESTAMP, false, 'small')"))
        connection.execute(text(image + "VALUES (1, 'ÄRA', '', '', 1, 1, 'open', false, 1, CURRENT_TIMESTAMP)"))
    engine.dispose()
    migrate.upgrade(database_url)
    engine = Database(database_url).engine
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT folded FROM images")) == "ära"
    engine.dispose()
