"""Single commands at their door: what they print, and that a mistake is one plain line that changes nothing."""

import io
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from server.api.app import app
from server.domain.errors import NotSignedIn
from server.flows import accounts
from server.settings import settings
from server.store.database import database
from server.store.tables import Image, Project, User
from tests.conftest import picture_bytes
from tests.inout.voc_data import make_voc
from worker.cli import main

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass(frozen=True)
class Said:
    """How a command ended."""

    code: int
    out: str
    err: str


Cli = Callable[..., Said]


@pytest.fixture
def cli(install: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run a command in this process; `stdin` is what is piped into it."""
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: object, stdin: str = "") -> Said:
        monkeypatch.setattr(sys, "argv", ["boxwright", *map(str, words)])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        try:
            main()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return run


def count(table: type[Project] | type[Image] | type[User]) -> int:
    with database().read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


# --- import ---------------------------------------------------------------------------------------------------------


def test_folder_of_pictures_with_a_broken_one(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    (folder / "more").mkdir(parents=True)
    (folder / "a.png").write_bytes(picture_bytes())
    (folder / "b.jpg").write_bytes(b"no picture")
    (folder / "more/a.png").write_bytes(picture_bytes())
    (folder / "notes.txt").write_text("not a picture")
    said = cli("import", "birds", folder)
    assert said.code == 0
    assert "1 images imported (1 open)" in said.out
    assert "b.jpg: This is not a picture" in said.err
    assert "more/a.png: It has the same name as a.png" in said.err


def test_zip_of_pictures_with_a_list(cli: Cli, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as archive:
        for name in ("a.png", "b.png"):
            archive.writestr(name, picture_bytes())
    (tmp_path / "list.txt").write_bytes(b"\xef\xbb\xbfb.PNG\r\n\r\n  b\r\nmissing\r\n")
    said = cli("import", "birds", tmp_path / "p.zip", "--list", tmp_path / "list.txt", "--gold")
    assert said.code == 0
    assert "missing: The list names it" in said.err
    with database().read() as session:
        rows = session.scalars(select(Image)).all()
    assert [(row.name, row.gold) for row in rows] == [("b", True)]


def test_zip_that_is_a_voc_data_set_is_seen_as_one(cli: Cli, tmp_path: Path) -> None:
    make_voc(tmp_path / "voc", 1)
    with zipfile.ZipFile(tmp_path / "v.zip", "w") as archive:
        for path in (tmp_path / "voc").rglob("*.*"):
            archive.write(path, Path("VOCdevkit/VOC2012") / path.relative_to(tmp_path / "voc"))
    assert "1 images imported (1 accepted)" in cli("import", "pets", tmp_path / "v.zip").out


def test_data_set_whose_every_picture_is_bad(cli: Cli, tmp_path: Path) -> None:
    make_voc(tmp_path / "voc", 1)
    (tmp_path / "voc/Annotations/2007_000001.xml").write_text(
        "<!DOCTYPE a [<!ENTITY b 'c'>]><annotation>&b;</annotation>"
    )
    said = cli("import", "pets", tmp_path / "voc")
    assert said.code == 1
    assert "2007_000001.jpg: Annotations/2007_000001.xml: holds a document type" in said.err
    assert "Nothing was imported" in said.err


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["import", "new", "{tmp}/nowhere"], "There is no"),
        (["import", "new", "{tmp}/bad.zip"], "not a whole zip"),
        (["import", "new", "{tmp}/empty", "--format", "voc"], "no VOC data set"),
        (["import", "new", "{tmp}/pictures", "--boxes-only"], "--boxes-only is for VOC"),
        (["import", "new", "{tmp}/pictures", "--list", "{tmp}/nowhere.txt"], "No such file"),
        (["import", "new", "{tmp}/pictures", "--list", "{tmp}/empty.txt"], "names nothing"),
        (["import", "new", "{tmp}/pictures", "--format", "zip"], "is no zip"),
        (["import", "new", "{tmp}/bad.zip", "--format", "folder"], "is no folder"),
        (["import", "", "{tmp}/pictures"], "has no name"),
        (["import", "a\nb", "{tmp}/pictures"], "cannot be seen"),
        (["import", "x" * 121, "{tmp}/pictures"], "121 characters"),
        (["suggest", "nobody"], "no project named nobody"),
        (["export", "nobody", "{tmp}/out"], "no project named nobody"),
        (["round", "nobody", "--profile", "huge"], "no profile 'huge'"),
        (["round", "nobody", "--set", "epoch=3"], "no setting 'epoch'"),
        (["round", "nobody"], "no project named nobody"),
        (["promote", "nobody", "1"], "no project named nobody"),
        (["evaluate", "nobody", "{tmp}/pictures"], "no project named nobody"),
        (["users", "disable", "nobody"], "no user named nobody"),
    ],
)
def test_mistakes_are_told_in_a_line_and_change_nothing(
    cli: Cli, tmp_path: Path, words: list[str], complaint: str
) -> None:
    for folder in ("empty", "pictures"):
        (tmp_path / folder).mkdir()
    (tmp_path / "pictures/a.png").write_bytes(picture_bytes())
    (tmp_path / "bad.zip").write_bytes(b"PK\x03\x04 and no more")
    (tmp_path / "empty.txt").write_text("\n")
    said = cli(*(word.format(tmp=tmp_path) for word in words))
    assert said.code == 1
    assert said.err.startswith("error: ")
    assert complaint in said.err
    assert said.out == ""
    assert count(Project) == 0


@pytest.mark.parametrize(
    ("variable", "value", "complaint"),
    [
        ("BOXWRIGHT_PORT", "eight", "BOXWRIGHT_PORT is 'eight'"),
        ("BOXWRIGHT_PORT", "99999", "less than or equal to 65535"),
        ("BOXWRIGHT_LEASE_SECONDS", "nan", "BOXWRIGHT_LEASE_SECONDS"),
        ("BOXWRIGHT_IMPORT_FOLDERS", "/pictures", "are JSON lists"),
    ],
)
def test_a_wrong_setting_is_named(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, complaint: str
) -> None:
    monkeypatch.setenv(variable, value)
    settings.cache_clear()
    said = cli("up")
    assert (said.code, said.out) == (1, "")
    assert complaint in said.err


def test_wrong_words_get_help_and_code_two(cli: Cli) -> None:
    assert cli("import", "a", "b", "--format", "coco").code == 2
    assert cli("promote", "a", 10**20).code == 2
    assert "whole loop" in cli("--help").out


# --- export, rounds -------------------------------------------------------------------------------------------------


def test_export_refuses_an_existing_folder_and_an_empty_project(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures/a.png").write_bytes(picture_bytes())
    cli("import", "birds", tmp_path / "pictures")
    assert "nothing to export yet" in cli("export", "birds", tmp_path / "out").err
    assert not (tmp_path / "out").exists()
    said = cli("export", "birds", tmp_path / "pictures", "--with-suggestions")
    assert "is there already" in said.err
    assert [path.name for path in (tmp_path / "pictures").iterdir()] == ["a.png"]


def test_round_needs_something_to_train_on(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures/a.png").write_bytes(picture_bytes())
    cli("import", "birds", tmp_path / "pictures")
    said = cli("round", "birds", "--set", "epochs=1", "--wait")
    assert said.code == 1
    assert said.err.startswith("error: ")
    assert "no round 7" in cli("promote", "birds", 7).err


def test_round_is_queued_for_a_running_server(cli: Cli, tmp_path: Path) -> None:
    make_voc(tmp_path / "voc", 3)
    cli("import", "pets", tmp_path / "voc")
    said = cli("round", "pets", "--profile", "tiny", "--set", "rounds=1")
    assert said.code == 0
    assert "Round 1 queued" in said.out
    assert "Round 1 is queued already" in cli("round", "pets").err


def test_frozen_classes_refuse_new_ones(cli: Cli, tmp_path: Path) -> None:
    make_voc(tmp_path / "voc", 2)
    cli("import", "pets", tmp_path / "voc", "--limit", 1)
    with database().write() as session:
        session.scalars(select(Project)).one().classes_frozen = True
    path = tmp_path / "voc/Annotations/2007_000002.xml"
    path.write_text(path.read_text().replace("<name>", "<name>new "))
    said = cli("import", "pets", tmp_path / "voc", "--boxes-only")
    assert said.code == 1
    assert "has classes that the project has not: new " in said.err
    assert count(Image) == 1


# --- users, doctor --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["", " ", "a\nb", "x" * 81])
def test_a_user_needs_a_name_that_can_be_read(cli: Cli, name: str) -> None:
    assert cli("users", "add", name, stdin="long enough\n").code == 1
    assert count(User) == 0


def test_users_are_added_changed_and_locked_out(cli: Cli) -> None:
    assert cli("users", "add", "ann", "--admin", stdin="correct horse\n").code == 0
    assert cli("users", "add", "bob", stdin="battery staple\n").code == 0
    assert "already" in cli("users", "add", "bob", stdin="battery staple\n").err
    assert "at least 8" in cli("users", "set-password", "bob", stdin="short\n").err
    assert cli("users", "set-password", "bob", stdin="another staple\n").code == 0
    with database().read() as session:
        assert accounts.check_password(session, "bob", "another staple").name == "bob"
    assert cli("users", "disable", "bob").code == 0
    with database().read() as session, pytest.raises(NotSignedIn):
        accounts.check_password(session, "bob", "another staple")
    assert "remain admin" in cli("users", "disable", "ann").err
    lines = cli("users", "list").out.splitlines()
    assert [line.split() for line in lines[1:]] == [["ann", "yes"], ["bob", "yes"]]


def test_a_name_is_the_same_however_its_accents_are_written(cli: Cli, tmp_path: Path) -> None:
    composed, parts = "Zo\u00eb", "Zoe\u0308"
    assert cli("users", "add", parts, "--admin", stdin="correct horse\n").code == 0
    assert "already" in cli("users", "add", composed, stdin="correct horse\n").err
    client = TestClient(app)
    credentials = {"name": parts, "password": "correct horse"}
    assert client.post("/api/session", json=credentials).json()["name"] == composed
    assert cli("users", "set-password", parts, stdin="battery staple\n").code == 0
    credentials["password"] = "battery staple"
    assert client.post("/api/session", json=credentials).status_code == 200
    assert cli("users", "add", "bob", "--admin", stdin="correct horse\n").code == 0
    assert cli("users", "disable", parts).code == 0
    assert client.post("/api/session", json=credentials).status_code == 401
    make_voc(tmp_path / "voc", 1)
    assert cli("import", parts, tmp_path / "voc").code == 0
    assert "1 there already" in cli("import", parts, tmp_path / "voc").out
    assert count(Project) == 1


def test_doctor_looks_at_everything(cli: Cli) -> None:
    said = cli("doctor")
    assert said.code == 0
    verdicts = {line.split()[1]: line.split()[0] for line in said.out.splitlines()}
    for part in ("python", "sqlite", "database", "broker", "torch"):
        assert verdicts[part] == "ok"


def test_tables_of_a_newer_version_are_left_alone(cli: Cli) -> None:
    with database().write() as session:
        current = session.connection().exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = 'newer'")
    try:
        said = cli("up")
        assert said.code == 1
        assert "does not know" in said.err
    finally:
        with database().write() as session:
            session.connection().exec_driver_sql(f"UPDATE alembic_version SET version_num = '{current}'")


def test_doctor_fails_when_the_database_is_of_another_version(cli: Cli) -> None:
    with database().write() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = 'other'")
    said = cli("doctor")
    assert said.code == 1
    assert "fail  database" in said.out
