"""Transactions on SQLite or PostgreSQL, and what is to happen once they are committed."""

import sys
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, nullcontext
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session

from server.settings import settings

AFTER_COMMIT = "after_commit"
CONNECT_SECONDS = 10
"""How long PostgreSQL may take to answer a new connection, unless the URL says connect_timeout."""


class Database:
    """One database. `write()` and `read()` give a session that is one transaction.

    SQLite runs in WAL mode with `synchronous=FULL`; writers take `BEGIN IMMEDIATE` and, in a process, one lock, so that
    nobody waits in a busy loop and no transaction has to be repeated because it began to write halfway.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self._writer = threading.Lock()
        self.engine = _sqlite_engine(url) if self.is_sqlite else _postgres_engine(url)

    @contextmanager
    def write(self) -> Generator[Session]:
        """One writing transaction: commits at the end, rolls back on an exception, then runs the after-commit calls."""
        turn = self._writer if self.is_sqlite else nullcontext()
        with turn, Session(self.engine, expire_on_commit=False) as session:
            yield session
            session.commit()
        for call in session.info.pop(AFTER_COMMIT, {}):
            call()

    @contextmanager
    def read(self) -> Generator[Session]:
        """One reading transaction: a consistent view, rolled back at the end."""
        with Session(self.engine.execution_options(boxwright_reads=True)) as session:
            yield session


def after_commit(session: Session, call: Callable[[], None]) -> None:
    """Run `call` once the session's transaction is committed (never when it is rolled back); equal calls run once."""
    session.info.setdefault(AFTER_COMMIT, {}).setdefault(call)


@contextmanager
def savepoint(session: Session) -> Generator[None]:
    """A part of a transaction that an exception takes back alone, with the after-commit calls it asked for."""
    calls: dict[Callable[[], None], None] = session.info.setdefault(AFTER_COMMIT, {})
    before = len(calls)
    try:
        with session.begin_nested():
            yield
    except BaseException:
        for call in list(calls)[before:]:
            del calls[call]
        raise


def _postgres_engine(url: str) -> Engine:
    """Connections are looked at before they are used, and a server that does not answer holds nobody up for long."""
    asked = {} if "connect_timeout" in make_url(url).query else {"connect_timeout": CONNECT_SECONDS}
    return create_engine(url, pool_size=20, pool_pre_ping=True, connect_args=asked)


def _sqlite_engine(url: str) -> Engine:
    """An engine on the SQLite that `pysqlite3` bundles: before 3.51.3 a WAL reset can corrupt the database."""
    if path := make_url(url).database:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, module=sqlite_module(), connect_args={"timeout": 30, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _: object) -> None:  # pyright: ignore[reportUnusedFunction]
        connection.isolation_level = None  # SQLAlchemy's BEGIN below is the only one
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:  # pyright: ignore[reportUnusedFunction]
        reads = connection.get_execution_options().get("boxwright_reads")
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine


def sqlite_module() -> Any:
    """The DB-API module: `pysqlite3` where it has wheels, the standard library's elsewhere."""
    if sys.platform in ("linux", "darwin"):
        from pysqlite3 import dbapi2  # pyright: ignore[reportMissingTypeStubs]
    else:
        from sqlite3 import dbapi2
    return dbapi2


@cache
def database() -> Database:
    """The database of this process."""
    return Database(settings().database())
