"""The migrations make exactly the tables of the code, on both databases, and go back to nothing."""

from sqlalchemy import create_engine, inspect

from server.store import migrate


def tables(url: str) -> set[str]:
    engine = create_engine(url)
    found = set(inspect(engine).get_table_names())
    engine.dispose()
    return found


def test_up_and_down_and_up_again(database_url: str) -> None:
    migrate.check(database_url)
    assert migrate.is_current(database_url)
    full = tables(database_url)
    migrate.downgrade(database_url)
    assert tables(database_url) == {"alembic_version"}
    assert not migrate.is_current(database_url)
    migrate.upgrade(database_url)
    migrate.upgrade(database_url)
    assert tables(database_url) == full
