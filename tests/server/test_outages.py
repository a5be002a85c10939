"""A full or unwritable disk and a database that is away: said in words with 503, nothing changes, later it goes on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, create_engine, event, text, update
from sqlalchemy.exc import OperationalError

from server.store.database import database
from server.store.tables import SignIn, now
from tests.conftest import ON_POSTGRES, ON_SQLITE, People, Workplace, checked, picture_bytes


def drawing(workplace: Workplace) -> dict[str, Any]:
    about = {"id": str(uuid4()), "object_id": str(uuid4()), "kind": "draw"}
    return about | {"class_id": workplace.class_ids[0], "box": [1, 2, 11, 12]}


@ON_SQLITE
def test_changes_wait_for_room_on_the_disk(workplace: Workplace) -> None:
    engine = database().engine
    with engine.raw_connection() as connection:
        connection.execute("VACUUM")  # pages that earlier tests have freed would be room
        (pages,) = connection.execute("PRAGMA page_count").fetchone()

    def fill(connection: Any, *_: Any) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    engine.dispose()  # the limit is a connection's own
    event.listen(engine, "connect", fill)
    changes = [drawing(workplace) for _ in range(100)]
    send = {"changes": changes}
    try:
        refused = [workplace.person.post(f"{workplace.path}/changes", send) for _ in range(2)]
    finally:
        event.remove(engine, "connect", fill)
        engine.dispose()
    for answer in refused:
        assert answer.status_code == 503, answer.text
        error = answer.json()["error"]
        assert (error["code"], error["message"]) == ("unavailable", "The server's disk is full.")
        assert "Nothing was changed" in error["hint"]
    assert checked(workplace.person.get(workplace.path))["objects"] == []
    applied = checked(workplace.person.post(f"{workplace.path}/changes", send))
    assert {one["result"] for one in applied["outcomes"]} == {"stored"}


@ON_SQLITE
def test_a_database_that_is_locked_is_an_outage(workplace: Workplace) -> None:
    engine = database().engine

    def hurry(connection: Any, *_: Any) -> None:
        connection.execute("PRAGMA busy_timeout = 50")

    engine.dispose()
    event.listen(engine, "connect", hurry)
    try:
        with engine.connect() as other, other.begin():
            answer = workplace.person.post(f"{workplace.path}/changes", {"changes": [drawing(workplace)]})
    finally:
        event.remove(engine, "connect", hurry)
        engine.dispose()
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "unavailable")
    assert "database" in answer.json()["error"]["message"]


@ON_SQLITE
def test_pictures_and_zips_that_cannot_be_kept_change_nothing(people: People, install: Path) -> None:
    from tests.inout.test_archives import zip_of

    blobs = install / "blobs"
    blobs.parent.mkdir(parents=True, exist_ok=True)
    blobs.symlink_to("/sys")  # where not even root may make a file
    images = f"/projects/{people.project['id']}/images"
    imports = f"/projects/{people.project['id']}/imports"
    one = {"file": ("one.png", picture_bytes(), "image/png")}
    zipped = {"file": ("a.zip", zip_of({"a.png": picture_bytes()}), "application/zip")}
    for answer in (people.admin.post(images, files=one), people.admin.post(imports, files=zipped)):
        assert answer.status_code == 503, answer.text
        assert "cannot use a file of its own" in answer.json()["error"]["message"]
        assert "/sys" not in answer.text
    assert checked(people.admin.get(images))["items"] == []
    assert checked(people.admin.get(f"/projects/{people.project['id']}/jobs")) == []
    blobs.unlink()
    checked(people.admin.post(images, files=one), 201)


@ON_SQLITE
@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"[" * 100_000, "nested too deeply"),
        (b'{"name": "\xff\xfe"}', "not UTF-8"),
        (b'{"name": ' + b"9" * 5_000 + b"}", "number that is far too long"),
    ],
)
def test_a_body_that_cannot_be_read_is_told_why(people: People, body: bytes, why: str) -> None:
    answer = people.owner.request("POST", "/projects", content=body, headers={"Content-Type": "application/json"})
    error = answer.json()["error"]
    assert answer.status_code == 400
    assert why in error["message"]
    assert error["hint"]


# --- PostgreSQL -----------------------------------------------------------------------------------------------------


@contextmanager
def other_side(url: str) -> Iterator[Engine]:
    """A connection of whoever looks after the database."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    yield engine
    engine.dispose()


def cut_line(other: Engine, backend: int) -> None:
    """End a connection as a restart of the server does; returns when it is gone."""
    with other.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": backend})


def require_unavailable(answer: Any, words: str) -> None:
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (503, "unavailable"), answer.text
    assert words in error["message"]
    assert "Nothing was changed" in error["hint"]


@ON_POSTGRES
def test_a_database_that_may_only_be_read_can_still_be_read(workplace: Workplace, database_url: str) -> None:
    """A standby, or a server that protects its last free pages."""
    with database().write() as session:
        session.execute(update(SignIn).values(expires_at=now().replace(year=now().year + 1)))
    engine, send = database().engine, {"changes": [drawing(workplace)]}

    def forbid(connection: Any, *_: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET default_transaction_read_only = on")
        connection.commit()

    engine.dispose()
    event.listen(engine, "connect", forbid)
    try:
        opened = checked(workplace.person.get(workplace.path))
        require_unavailable(workplace.person.post(f"{workplace.path}/changes", send), "only read its database")
        require_unavailable(workplace.person.post(f"/projects/{workplace.project_id}/images/take", {}), "only read")
    finally:
        event.remove(engine, "connect", forbid)
        engine.dispose()
    assert checked(workplace.person.get(workplace.path)) == opened
    assert checked(workplace.person.post(f"{workplace.path}/changes", send))["outcomes"][0]["result"] == "stored"


@ON_POSTGRES
def test_a_line_cut_at_any_statement_of_a_change_leaves_nothing_of_it(workplace: Workplace, database_url: str) -> None:
    engine, send = database().engine, {"changes": [drawing(workplace), drawing(workplace)]}
    path = f"{workplace.path}/changes"

    def cutting(at: int, other: Engine) -> Callable[..., None]:
        def cut(connection: Any, *_: Any) -> None:
            nonlocal at
            at -= 1
            if at == 0:
                cut_line(other, connection.connection.driver_connection.info.backend_pid)

        return cut

    with other_side(database_url) as other:
        for statement in range(1, 100):
            cut = cutting(statement, other)
            event.listen(engine, "before_cursor_execute", cut)
            try:
                answer = workplace.person.post(path, send)
            finally:
                event.remove(engine, "before_cursor_execute", cut)
            if answer.status_code == 200:  # it had fewer statements
                break
            require_unavailable(answer, "cannot work with its database")
            assert checked(workplace.person.get(workplace.path))["objects"] == []
        assert statement > 10
    assert len(checked(workplace.person.get(workplace.path))["objects"]) == 2


@ON_POSTGRES
def test_no_connection_left_is_an_outage(workplace: Workplace, database_url: str) -> None:
    database().engine.dispose()
    others: list[Any] = []
    engine = create_engine(database_url, pool_size=0, max_overflow=-1)
    try:
        with suppress(OperationalError):
            while len(others) < 1_000:
                others.append(engine.connect())
        require_unavailable(workplace.person.get(workplace.path), "cannot work with its database")
    finally:
        for one in others:
            one.close()
        engine.dispose()
    checked(workplace.person.get(workplace.path))
