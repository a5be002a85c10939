"""What is wrong with this machine rather than with a request: a full or unwritable disk, a database that is away."""

import errno

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from server.domain.errors import DiskFull, Unavailable

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
OURS = FULL | {errno.EACCES, errno.EPERM, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE}
"""What the operating system says when this machine is at fault, not the bytes that came."""
SQLITE_FULL = "database or disk is full"
POSTGRES_FULL = "53100"
POSTGRES_READ_ONLY = "25006"
"""A standby that was asked to write, or a server that keeps everybody from writing while its disk fills up."""
SQLITE_LOST = "no such savepoint"
"""After some errors, a full disk among them, SQLite has rolled the whole transaction back by itself."""
SQLITE_AWAY = ("database is locked", "disk I/O error", "attempt to write a readonly", "unable to open", SQLITE_LOST)
LATER = "Nothing was changed: try again; if it stays so, tell who runs the server."


def is_ours(problem: BaseException | None) -> bool:
    """Whether a file could not be read or written because of this machine."""
    return isinstance(problem, OSError) and problem.errno in OURS


def outage_of(problem: BaseException | None) -> Unavailable | None:
    """The same in words without any path of this machine; None for what is no outage."""
    if isinstance(problem, OSError) and is_ours(problem):
        return _full() if problem.errno in FULL else _away(f"cannot use a file of its own ({problem.strerror})")
    if isinstance(problem, NoConnection):
        return _away("has no connection to its database left")
    return _of_database(problem) if isinstance(problem, DBAPIError) else None


def passes(problem: BaseException | None) -> bool:
    """Whether the same work may well succeed in a while: the database is away. A full disk stays full."""
    away = outage_of(problem) if isinstance(problem, DBAPIError | NoConnection) else None
    return away is not None and not isinstance(away, DiskFull)


def _of_database(problem: DBAPIError) -> Unavailable | None:
    said, code = str(problem.orig), getattr(problem.orig, "sqlstate", None)
    if SQLITE_FULL in said or code == POSTGRES_FULL:
        return _full()
    if code == POSTGRES_READ_ONLY:
        return _away("may only read its database now")
    if not isinstance(problem, OperationalError | InterfaceError):
        return None
    if SQLITE_LOST in said and (first := _before(problem)):
        return outage_of(first)
    if "sqlite" in type(problem.orig).__module__ and not said.startswith(SQLITE_AWAY):
        return None  # SQLite counts a mistyped statement among these, too
    return _away("cannot work with its database now")


def _before(problem: BaseException) -> OperationalError | None:
    """The database's error while which this one came."""
    earlier = problem.__context__
    while earlier is not None and not isinstance(earlier, OperationalError):
        earlier = earlier.__context__
    return earlier


def _full() -> Unavailable:
    return DiskFull("The server's disk is full.", f"Make room where its data lie. {LATER}")


def _away(what: str) -> Unavailable:
    return Unavailable(f"The server {what}.", LATER)
