"""Who may ask for what: every route has its `require`, roles and other people's projects, cookies, tokens, origins."""

import re
from datetime import timedelta

import pytest
from fastapi.routing import iter_route_contexts
from sqlalchemy import update

from server.api.access import COOKIE
from server.api.app import app
from server.settings import settings
from server.store.database import database
from server.store.tables import SignIn, Table, now
from tests.conftest import People, Person, Workplace, checked

PUBLIC = {("GET", "/api/health"), ("GET", "/api/setup"), ("POST", "/api/setup"), ("POST", "/api/session")}
RANKS = ("annotator", "reviewer", "admin")


def guarded_routes() -> list[tuple[str, str, list[str]]]:
    """(method, path, access levels) of every route of the app but the page and the schema itself."""
    found: list[tuple[str, str, list[str]]] = []
    for route in iter_route_contexts(app.routes):
        dependant = getattr(route, "dependant", None)
        if dependant is not None:
            levels = [one.call.level for one in dependant.dependencies if hasattr(one.call, "level")]
            found += [(method, str(route.path), levels) for method in route.methods or ()]
    return found


ROUTES = guarded_routes()


def requests_of(path: str, project_id: int) -> str:
    """The path with ids in it: the project's, and for anything else one that does not exist."""
    filled = path.removeprefix("/api").replace("{project_id}", str(project_id))
    for name, value in (("{object_id}", "2f8c1d9e-6b1f-4f0e-9a3c-0d2b7a1c5e77"), ("{kind}", "annnet")):
        filled = filled.replace(name, value)
    return re.sub(r"{\w+}", "999", filled)


def test_every_route_says_who_may_use_it() -> None:
    assert len(ROUTES) > 45
    assert [route for route in ROUTES if len(route[2]) != 1] == []
    assert {(method, path) for method, path, levels in ROUTES if levels == ["public"]} == PUBLIC
    unguarded = [path for _, path, levels in ROUTES if "{project_id}" in path and levels[0] not in RANKS]
    assert unguarded == []


def test_nobody_gets_anywhere_without_signing_in(people: People) -> None:
    visitor = people.visitor()
    for method, path, levels in ROUTES:
        if levels != ["public"]:
            response = visitor.request(method, requests_of(path, people.project["id"]), json={})
            assert response.status_code == 401, (method, path)


def test_a_project_of_others_is_not_there_for_anybody_else(people: People) -> None:
    """The same answer as for a project that does not exist, whatever the route."""
    for method, path, _ in ROUTES:
        if "{project_id}" in path:
            theirs = people.outsider.request(method, requests_of(path, people.project["id"]), json={})
            nobodys = people.outsider.request(method, requests_of(path, 999), json={})
            assert (theirs.status_code, theirs.text) == (404, nobodys.text), (method, path)


def test_each_role_may_do_what_the_route_says_and_no_less(people: People) -> None:
    for method, path, levels in ROUTES:
        if levels[0] not in RANKS or path.endswith("/live"):
            continue
        for role in RANKS:
            response = people.persons[role].request(method, requests_of(path, people.project["id"]), json={})
            allowed = RANKS.index(role) >= RANKS.index(levels[0])
            assert (response.status_code != 403) == allowed, (method, path, role, response.text)
        if method == "DELETE" and path == "/api/projects/{project_id}":
            people.project = people.new_project("Pets")  # the admin's request was the real thing
            for role in RANKS:
                person = people.persons[role]
                checked(people.owner.put(f"/projects/{people.project['id']}/members/{person.id}", {"role": role}))


def test_only_admins_of_the_install_make_projects_and_users(people: People) -> None:
    for method, path, levels in ROUTES:
        if levels == ["install_admin"]:
            assert people.admin.request(method, requests_of(path, 0), json={}).status_code == 403, (method, path)


def test_an_admin_of_the_install_is_admin_of_every_project(people: People) -> None:
    people.join("second", is_admin=True)
    opened = checked(people.second.get(f"/projects/{people.project['id']}"))
    assert opened["role"] == "admin"
    assert [one["role"] for one in checked(people.second.get("/projects"))] == ["admin"]


# --- cookies --------------------------------------------------------------------------------------------------------


def test_changes_must_come_from_our_own_pages(people: People) -> None:
    path = f"/projects/{people.project['id']}"
    for origin in (
        "http://evil.example",
        "null",
        "",
        "http://127.0.0.1.evil.example",
        "http://127.0.0.1:81",
        "http://[",
        "//",
    ):
        refused = people.admin.patch(path, {"name": "Taken"}, headers={"Origin": origin})
        assert refused.status_code == 403, origin
        assert "BOXWRIGHT_TRUSTED_ORIGINS" in refused.json()["error"]["hint"]
    without = people.admin.client.patch(f"/api{path}", json={"name": "Taken"})
    assert without.status_code == 403
    assert checked(people.admin.get(path, headers={"Origin": "http://evil.example"}))["name"] == "Pets"
    checked(people.admin.patch(path, {"name": "Animals"}))


def test_a_trusted_origin_is_ours(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOXWRIGHT_TRUSTED_ORIGINS", '["https://label.example"]')
    settings.cache_clear()
    path = f"/projects/{people.project['id']}"
    checked(people.admin.patch(path, {"name": "Animals"}, headers={"Origin": "https://label.example"}))


def test_a_session_ends_when_it_is_not_used(people: People) -> None:
    checked(people.annotator.get("/me"))
    with database().write() as session:
        session.execute(update(SignIn).values(expires_at=now() - timedelta(seconds=1)))
    assert people.annotator.get("/me").status_code == 401


def test_a_session_in_use_lasts(people: People) -> None:
    soon = now() + timedelta(days=1)
    with database().write() as session:
        session.execute(update(SignIn).values(expires_at=soon))
    checked(people.annotator.get("/me"))
    with database().read() as session:
        expiries = [one.expires_at for one in session.query(SignIn).filter_by(user_id=people.annotator.id)]
    assert [expiry > soon + timedelta(days=20) for expiry in expiries] == [True]


def test_signing_out_ends_the_session_on_the_server(people: People) -> None:
    cookie = people.annotator.client.cookies[COOKIE]
    response = people.annotator.delete("/session")
    assert response.status_code == 204
    people.annotator.client.cookies.set(COOKIE, cookie)
    assert people.annotator.get("/me").status_code == 401


def test_only_hashes_of_secrets_are_stored(people: People) -> None:
    cookie = people.annotator.client.cookies[COOKIE]
    secret = checked(people.annotator.post("/tokens", {"name": "script", "scope": "read"}), 201)["secret"]
    with database().read() as session:
        stored = [str(session.connection().execute(table.select()).all()) for table in Table.metadata.tables.values()]
    assert not any(cookie in text or secret in text for text in stored)


# --- tokens ---------------------------------------------------------------------------------------------------------


def with_token(people: People, scope: str) -> tuple[Person, int]:
    """A script of the annotator's: no cookie, no Origin."""
    made = checked(people.annotator.post("/tokens", {"name": "script", "scope": scope}), 201)
    script = people.visitor()
    script.client.headers["Authorization"] = f"Bearer {made['secret']}"
    return script, made["id"]


def test_a_read_token_only_reads(people: People) -> None:
    script, _ = with_token(people, "read")
    assert script.client.get("/api/me").json()["name"] == "annotator"
    refused = script.client.post("/api/tokens", json={"name": "more", "scope": "write"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "forbidden")


def test_a_write_token_does_what_its_user_may(people: People) -> None:
    script, token_id = with_token(people, "write")
    project = people.project["id"]
    assert script.client.patch(f"/api/projects/{project}", json={"name": "X"}).status_code == 403
    assert script.client.get(f"/api/projects/{project}").status_code == 200
    listed = checked(people.annotator.get("/tokens"))
    assert listed[0]["used_at"] is not None
    assert "secret" not in listed[0]
    assert people.outsider.delete(f"/tokens/{token_id}").status_code == 404
    checked(people.annotator.delete(f"/tokens/{token_id}"), 204)
    assert script.client.get("/api/me").status_code == 401


def test_a_wrong_token_does_not_fall_back_to_the_cookie(people: People) -> None:
    wrong = people.annotator.get("/me", headers={"Authorization": "Bearer bw_wrong"})
    assert wrong.status_code == 401


def test_a_disabled_user_is_out_at_once(people: People) -> None:
    script, _ = with_token(people, "write")
    checked(people.owner.patch(f"/users/{people.annotator.id}", {"disabled": True}))
    assert people.annotator.get("/me").status_code == 401
    assert script.client.get("/api/me").status_code == 401
    checked(people.owner.patch(f"/users/{people.annotator.id}", {"disabled": False}))
    assert people.annotator.get("/me").status_code == 401  # enabling again does not bring old sessions back


# --- answers --------------------------------------------------------------------------------------------------------


def test_every_answer_has_safe_headers(people: People) -> None:
    for response in (people.visitor().get("/health"), people.visitor().get("/nowhere"), people.visitor().get("/me")):
        assert response.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
        assert "script-src" not in response.headers["content-security-policy"]  # so default-src 'self' holds
        assert response.headers["cache-control"] == "no-store"


def test_errors_have_one_shape(people: People) -> None:
    admin = people.admin
    for response, status, code in (
        (admin.get("/nowhere"), 404, "not_found"),
        (admin.put("/me"), 404, "not_found"),
        (admin.post("/tokens", {"name": "x", "scope": "all"}), 422, "bad_input"),
        (admin.post("/tokens", {"name": "x", "scope": "read", "admin": True}), 422, "bad_input"),
        (admin.post("/tokens", content=b"{", headers={"Content-Type": "application/json"}), 422, "bad_input"),
    ):
        assert response.status_code == status
        error = response.json()["error"]
        assert error["code"] == code
        assert error["message"]


def test_a_long_body_is_not_read(people: People, workplace: Workplace) -> None:
    """Announced or not; and nobody who is not signed in gets more than a little read."""
    long = b" " * ((32 << 20) + 1)
    json_type = {"Content-Type": "application/json"}
    for content in (long, iter([long[: 16 << 20]] * 3)):
        refused = people.admin.post("/tokens", content=content, headers=json_type)
        assert (refused.status_code, refused.json()["error"]["code"]) == (413, "too_large")
    anonymous = people.visitor().post(f"{workplace.path}/boxed", content=b" " * (2 << 20), headers=json_type)
    assert anonymous.status_code == 401
