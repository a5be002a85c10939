"""Set-up, signing in, users and passwords over HTTP."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from server.api.access import COOKIE
from server.api.sign_in_limit import SignInLimit
from server.domain.errors import TooMany
from server.store.database import database
from server.store.tables import User
from tests.conftest import ON_SQLITE, ORIGIN, People, Person, checked

FIRST = {"name": "ada", "password": "long enough"}


def visitor(app: object, address: str = "127.0.0.1", base_url: str = ORIGIN) -> Person:
    return Person(TestClient(app, base_url=base_url, client=(address, 50_000)))  # pyright: ignore[reportArgumentType]


def test_the_first_visitor_becomes_admin(app: object) -> None:
    person = visitor(app)
    assert checked(person.get("/setup")) == {"needed": True, "token_required": False}
    me = checked(person.post("/setup", FIRST), 201)
    assert me == checked(person.get("/me")) == {"id": me["id"], "name": "ada", "is_admin": True}
    assert checked(person.get("/setup")) == {"needed": False, "token_required": False}
    assert visitor(app).post("/setup", FIRST).status_code == 409
    cookie = next(one for one in person.client.cookies.jar if one.name == COOKIE)
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite") == "lax"
    assert not cookie.secure


def test_the_cookie_is_secure_over_https(app: object) -> None:
    person = visitor(app, base_url="https://127.0.0.1")
    response = person.post("/setup", FIRST, headers={"Origin": "https://127.0.0.1"})
    assert "; Secure" in response.headers["set-cookie"]


@pytest.mark.parametrize(
    ("address", "base_url"),
    [("192.168.1.7", "http://label.example"), ("127.0.0.1", "http://label.example"), ("192.168.1.7", ORIGIN)],
)
def test_from_elsewhere_the_set_up_token_is_needed(app: object, install: Path, address: str, base_url: str) -> None:
    person = visitor(app, address, base_url)
    origin = {"Origin": base_url}
    assert checked(person.get("/setup")) == {"needed": True, "token_required": True}
    assert person.post("/setup", FIRST, headers=origin).status_code == 403  # no token was ever made: no way in
    (install / "run").mkdir(parents=True)
    (install / "run" / "setup-token").write_text("secret-token\n")
    for token in (None, "", "wrong"):
        assert person.post("/setup", {**FIRST, "token": token}, headers=origin).status_code == 403
    checked(person.post("/setup", {**FIRST, "token": "secret-token"}, headers=origin), 201)


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Via"])
def test_nobody_is_near_through_a_proxy(app: object, header: str) -> None:
    """A proxy on this machine speaks from loopback for anybody, and passes on what they claim."""
    person = visitor(app)
    forwarded = {header: "127.0.0.1", "Origin": ORIGIN}
    assert checked(person.get("/setup", headers=forwarded))["token_required"]
    refused = person.post("/setup", FIRST, headers=forwarded)
    assert refused.status_code == 403
    assert "run/setup-token" in refused.json()["error"]["hint"]
    checked(person.post("/setup", FIRST), 201)


def test_another_site_cannot_set_up_or_sign_in_for_its_visitor(app: object) -> None:
    person = visitor(app)
    evil = {"Origin": "http://evil.example"}
    assert person.post("/setup", FIRST, headers=evil).status_code == 403
    checked(person.post("/setup", FIRST), 201)
    assert person.post("/session", FIRST, headers=evil).status_code == 403


def test_signing_in(app: object) -> None:
    checked(visitor(app).post("/setup", FIRST), 201)
    person = visitor(app)
    assert person.get("/me").status_code == 401
    unknown = person.post("/session", {**FIRST, "name": "bob"})
    wrong = person.post("/session", {**FIRST, "password": "wrong"})
    assert (unknown.status_code, wrong.status_code) == (401, 401)
    assert unknown.json() == wrong.json()  # nobody learns who has an account
    for odd in ("a\0da", "\u202e", "é" * 200):
        assert person.post("/session", {**FIRST, "name": odd}).status_code in (401, 422), ascii(odd)
    assert checked(person.post("/session", FIRST))["name"] == "ada"
    assert checked(person.get("/me"))["is_admin"]


def test_passwords_are_argon2id(app: object) -> None:
    checked(visitor(app).post("/setup", FIRST), 201)
    with database().read() as session:
        assert session.query(User).one().password_hash.startswith("$argon2id$")


def test_changing_ones_password_signs_other_browsers_out(app: object) -> None:
    here, there = visitor(app), visitor(app)
    checked(here.post("/setup", FIRST), 201)
    checked(there.post("/session", FIRST))
    assert here.put("/me/password", {"old": "wrong", "new": "another one"}).status_code == 403
    checked(here.put("/me/password", {"old": FIRST["password"], "new": "another one"}), 204)
    checked(here.get("/me"))
    assert there.get("/me").status_code == 401
    checked(there.post("/session", {"name": "ada", "password": "another one"}))


@ON_SQLITE
def test_guessing_is_slowed_down_at_the_door(app: object, monkeypatch: pytest.MonkeyPatch) -> None:
    checked(visitor(app).post("/setup", FIRST), 201)
    monkeypatch.setattr("server.flows.accounts._verify", lambda _, password: password == FIRST["password"])
    person = visitor(app)
    statuses = [person.post("/session", {**FIRST, "password": "guess"}).status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]
    slowed = person.post("/session", FIRST)  # even the right one has to wait
    assert slowed.status_code == 429
    assert "Wait" in slowed.json()["error"]["hint"]
    checked(visitor(app, "192.168.1.9").post("/session", FIRST))  # nobody is locked out by somebody else's guessing


def test_waits_double_and_end() -> None:
    limit = SignInLimit()
    for second in range(5):
        limit.require("ada", "1.2.3.4", second)
        limit.failed("ada", "1.2.3.4", second)
    with pytest.raises(TooMany):
        limit.require("ada", "1.2.3.4", 5.9)
    limit.require("ada", "1.2.3.4", 6.1)
    limit.failed("ada", "1.2.3.4", 6.1)
    with pytest.raises(TooMany):
        limit.require("ada", "1.2.3.4", 10.0)
    limit.require("ada", "1.2.3.4", 10.2)
    limit.succeeded("ada", "1.2.3.4")
    limit.require("ada", "1.2.3.4", 10.3)


def test_one_address_cannot_try_many_names() -> None:
    limit = SignInLimit()
    for number in range(20):
        limit.failed(f"name {number}", "1.2.3.4", 0)
    with pytest.raises(TooMany):
        limit.require("somebody else", "1.2.3.4", 1)
    limit.require("somebody else", "1.2.3.5", 1)


def test_users_are_managed_by_admins_of_the_install(people: People) -> None:
    wanted = {"name": "grace", "password": "long enough"}
    made = checked(people.owner.post("/users", wanted), 201)
    assert people.owner.post("/users", wanted).status_code == 409
    assert "grace" in [one["name"] for one in checked(people.admin.get("/users"))]  # to add her to the project
    assert people.annotator.get("/users").status_code == 403
    grace = people.visitor()
    checked(grace.post("/session", wanted))
    checked(people.owner.patch(f"/users/{made['id']}", {"password": "a new password"}))
    assert grace.get("/me").status_code == 401
    assert people.owner.patch("/users/999", {"is_admin": True}).status_code == 404


def test_the_last_admin_stays(people: People) -> None:
    for change in ({"is_admin": False}, {"disabled": True}):
        refused = people.owner.patch(f"/users/{people.owner.id}", change)
        assert refused.status_code == 409
    assert checked(people.owner.get("/me"))["is_admin"]
