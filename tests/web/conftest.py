"""The ground the browser stories stand on: the whole product, started once by `boxwright up`, and a real Chromium."""

import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from copy import copy
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import numpy as np
import pytest
from PIL import Image as Pillow
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.conftest import rle

PASSWORD = "correct horse battery"
WAIT = 120.0  # seconds; a limit, never a pause

expect.set_options(timeout=WAIT * 1000)


# --- the product ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the product answers, on an empty data folder."""
    data = tmp_path_factory.mktemp("product")
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("BOXWRIGHT_")}
    environment |= {"BOXWRIGHT_DATA": str(data), "OMP_NUM_THREADS": "1", "BOXWRIGHT_TRAINER_NICE": "0"}
    command = [sys.executable, "-c", "from worker.cli import main; main()", "up", "--port", str(port)]
    with (data / "up.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: process.poll() is not None or answers(url), "the product answers")
        assert process.poll() is None, (data / "up.log").read_text()
        yield url
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(WAIT)


def answers(url: str) -> bool:
    """Whether the server is up."""
    try:
        return httpx.get(f"{url}/api/health").status_code == 200
    except httpx.TransportError:
        return False


def wait_until(met: Callable[[], Any], what: str) -> Any:
    """The first truthy answer of `met`; fails after WAIT seconds."""
    deadline = time.monotonic() + WAIT
    while time.monotonic() < deadline:
        if found := met():
            return found
        time.sleep(0.05)
    pytest.fail(f"It never came true that {what}.")


# --- browsers and people --------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The system's Chromium; nothing is downloaded."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    return {"executable_path": program, "args": ["--no-sandbox"]}


@pytest.fixture(scope="session")
def admin_state(address: str, browser: Browser) -> Any:
    """The first visitor creates the admin account on the page; the browser state of that visitor."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/")
    expect(page.get_by_role("heading", name="Create the admin account")).to_be_visible()
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="No projects yet")).to_be_visible()
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def context(browser: Browser, address: str, admin_state: Any) -> Iterator[BrowserContext]:
    """A browser in which ada, the admin, is signed in."""
    context = browser.new_context(base_url=address, storage_state=admin_state, viewport={"width": 1280, "height": 800})
    context.set_default_timeout(WAIT * 1000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab of ada's browser; an error in the page's code fails the story."""
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert errors == []


class Api:
    """The REST API as another program uses it, signed in as somebody."""

    def __init__(self, address: str, name: str) -> None:
        self.address = address
        self.http = httpx.Client(base_url=f"{address}/api", headers={"Origin": address}, timeout=WAIT)
        self.call("POST", "/session", json={"name": name, "password": PASSWORD})

    def call(self, method: str, path: str, **options: Any) -> Any:
        """The JSON of the answer; fails on an error."""
        answer = self.http.request(method, path, **options)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text[:300]}"
        return answer.json() if answer.content else None


@pytest.fixture(scope="session")
def api(address: str, admin_state: Any) -> Api:
    """Ada, by another program."""
    return Api(address, "ada")


# --- things to work on ----------------------------------------------------------------------------------------------


class Work:
    """A small project of its own for one story, made over the API."""

    def __init__(self, api: Api, name: str) -> None:
        self.api = api
        classes = [{"name": "disc", "key": "1"}, {"name": "bar", "key": "2"}]
        self.project = api.call("POST", "/projects", json={"name": f"{name} {uuid4().hex[:6]}", "classes": classes})
        self.path = f"/projects/{self.project['id']}"

    def by_annotator(self, name: str) -> "Work":
        """The same project in the hands of a new annotator."""
        self.api.call("POST", f"{self.path}/members", json={"name": name, "role": "annotator", "password": PASSWORD})
        theirs = copy(self)
        theirs.api = Api(self.api.address, name)
        return theirs

    @property
    def classes(self) -> list[int]:
        """Ids of disc and bar."""
        return [one["id"] for one in self.project["classes"]]

    def add_image(self, name: str, seed: int = 1, **size: int) -> int:
        """Add a picture with a disc; return the image's id. Of one seed and size they are the same, byte for byte."""
        files = {"file": (f"{name}.png", picture(seed=seed, **size), "image/png")}
        return self.api.call("POST", f"{self.path}/images", files=files)["id"]

    def image(self, image: int) -> dict[str, Any]:
        """The image with its objects, as the server has it."""
        return self.api.call("GET", f"{self.path}/images/{image}")

    def draw(self, image: int, box: list[int], index: int = 0) -> dict[str, Any]:
        """Draw an object."""
        wanted = {"class_id": self.classes[index], "box": box}
        path = f"{self.path}/images/{image}/objects/{uuid4()}"
        return self.api.call("PUT", path, json=wanted, headers={"If-None-Match": "*"})

    def change(self, image: int, thing: dict[str, Any], method: str, door: str, body: Any) -> dict[str, Any]:
        """Change the object from the version given, as somebody else would."""
        path = f"{self.path}/images/{image}/objects/{thing['id']}{door}"
        return self.api.call(method, path, json=body, headers={"If-Match": f'"{thing["version"]}"'})

    def fix(self, image: int, thing: dict[str, Any]) -> dict[str, Any]:
        """Paint the object's whole box, on top of whatever suggestion comes meanwhile."""
        x0, y0, x1, y1 = thing["box"]
        mask = {"rect": thing["box"], "foreground": rle(np.ones((y1 - y0, x1 - x0)))}
        path = f"{self.path}/images/{image}/objects/{thing['id']}/mask"
        answer = self.api.http.put(path, json=mask, headers={"If-Match": f'"{thing["version"]}"'})
        if answer.status_code == 412:
            return self.fix(image, answer.json()["error"]["current"])
        assert answer.is_success, answer.text
        return answer.json()

    def change_often(self, image: int, thing: dict[str, Any]) -> None:
        """Set and take off a flag of the object 100 times, in one request."""
        about = {"kind": "edit", "object_id": thing["id"], "version": thing["version"]}
        changes = [{**about, "id": str(uuid4()), "truncated": number % 2 == 0} for number in range(100)]
        user = self.api.call("GET", "/me")["id"]
        body = {"user_id": user, "changes": changes}
        answer = self.api.call("POST", f"{self.path}/images/{image}/changes", json=body)
        assert {one["result"] for one in answer["outcomes"]} == {"stored"}

    def accept(self, image: int) -> None:
        """Accept the image."""
        version = self.image(image)["version"]
        self.api.call("POST", f"{self.path}/images/{image}/accept", headers={"If-Match": f'"{version}"'})

    def one(self, image: int) -> dict[str, Any]:
        """The image's only object."""
        [thing] = self.image(image)["objects"]
        return thing

    def becomes(self, image: int, met: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
        """The image's only object, once it is as wanted."""
        return wait_until(lambda: [one for one in self.image(image)["objects"] if met(one)], "the object is as wanted")[
            0
        ]

    def open(self, page: Page, image: int) -> None:
        """Open the image for labelling and wait until it is there."""
        page.goto(f"{self.path}/images/{image}")
        expect(saved(page)).to_have_attribute("data-status", "saved")


@pytest.fixture
def work(api: Api, request: pytest.FixtureRequest) -> Work:
    """A project with the classes disc and bar."""
    return Work(api, request.node.name[:60])


def picture(width: int = 160, height: int = 120, seed: int = 1) -> bytes:
    """A bright disc with its centre at 0.35, 0.5 of a dark, noisy picture, 0.22 of its width across; PNG."""
    y, x = np.mgrid[:height, :width]
    disc = (x - 0.35 * width) ** 2 + (y - 0.5 * height) ** 2 < (0.22 * width) ** 2
    noise = np.random.default_rng(seed).integers(0, 25, (height, width, 3))
    pixels = np.where(disc[..., None], (215, 180, 40), (25, 45, 90)) + noise
    target = io.BytesIO()
    Pillow.fromarray(pixels.astype(np.uint8)).save(target, "PNG")
    return target.getvalue()


DISC = (0.10, 0.18, 0.60, 0.82)
"""A box around the picture's disc, as shares of the picture."""


# --- what people do and see -----------------------------------------------------------------------------------------


def saved(page: Page) -> Any:
    """The indicator that says saved, saving or offline."""
    return page.locator("[data-status]")


def objects(page: Page, state: str = "") -> Any:
    """The lines of the object list, all or those in a state."""
    return page.locator(f'.object-list [role=option][data-state="{state}"]' if state else ".object-list [role=option]")


def point(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where a share of the (fitted, 4:3) picture is on the screen."""
    area = page.locator(".stage canvas").bounding_box()
    assert area is not None
    scale = min((area["width"] - 32) / 4, (area["height"] - 32) / 3)
    left = area["x"] + (area["width"] - 4 * scale) / 2
    top = area["y"] + (area["height"] - 3 * scale) / 2
    return left + x * 4 * scale, top + y * 3 * scale


def drag(page: Page, x0: float, y0: float, x1: float, y1: float) -> None:
    """Drag with the left button between two points of the picture (shares)."""
    page.mouse.move(*point(page, x0, y0))
    page.mouse.down()
    page.mouse.move(*point(page, (x0 + x1) / 2, (y0 + y1) / 2), steps=4)
    page.mouse.move(*point(page, x1, y1), steps=4)
    page.mouse.up()


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    """Where downloads go."""
    return tmp_path
