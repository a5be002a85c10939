"""The built page is served at /, and any path of the app leads to it."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from server.api import page
from server.api.app import create_app
from tests.conftest import ON_SQLITE, ORIGIN

pytestmark = ON_SQLITE


@pytest.fixture
def visitor(install: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """A visitor on an install whose page was built: an index and one asset."""
    built = tmp_path / "dist"
    (built / "assets").mkdir(parents=True)
    (built / "index.html").write_text("<title>Boxwright</title>")
    (built / "assets" / "main-1a2b.js").write_text("1")
    (tmp_path / "secret").write_text("secret")
    monkeypatch.setattr(page, "WEB", built)
    return TestClient(create_app(), base_url=ORIGIN)


def test_the_apps_own_paths_lead_to_the_page(visitor: TestClient) -> None:
    for path in ("/", "/projects/1/images/7", "/apidocs", "/settings?tab=tokens"):
        response = visitor.get(path)
        assert (response.status_code, response.text) == (200, "<title>Boxwright</title>"), path
        assert response.headers["cache-control"] == "no-cache"
        assert "default-src 'self'" in response.headers["content-security-policy"]


def test_assets_are_kept_forever_and_missing_ones_missing(visitor: TestClient) -> None:
    response = visitor.get("/assets/main-1a2b.js")
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    gone = visitor.get("/assets/main-old.js")
    assert (gone.status_code, gone.json()["error"]["hint"]) == (404, "")


def test_the_api_never_answers_with_the_page(visitor: TestClient) -> None:
    for path in ("/api", "/api/", "/api/nowhere"):
        response = visitor.get(path)
        assert response.status_code == 404
        error = response.json()["error"]
        assert (error["code"], error["hint"]) == ("not_found", "/api/openapi.json lists all that there are.")


def test_nothing_outside_the_page_is_served(visitor: TestClient) -> None:
    for path in ("/../secret", "/%2e%2e/secret", "/assets/../../secret", "/assets/%2e%2e/%2e%2e/secret"):
        assert "secret" not in visitor.get(path).text
