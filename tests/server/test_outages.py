"""A full or unwritable disk and a database that is away: said in words with 503, nothing changes, later it goes on."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event

from server.store.database import database
from tests.conftest import ON_SQLITE, People, Workplace, checked, picture_bytes


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
