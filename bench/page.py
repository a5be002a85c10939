"""The whole product in a real Chromium, warm, on small and on large pictures: from mouse-up to a mask on the screen,
beside GrabCut alone in-process; from a key to the next picture.
"""

import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import cv2
import httpx
import numpy as np
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from ml.proposals.grabcut import grabcut

PICTURES = 6
LARGE, LARGE_PICTURES = (5472, 4104), 4  # 22 megapixels, 4:3
TURNS = 12
AHEAD_MS = 1500  # until the neighbours are there
BOXES = 5  # per picture
WARM_UP = 3
START_S = 60.0
Row = dict[str, str | int]

# Remembers when the mouse was let go, and when the frame after the list showed a new mask was handed to the screen.
WATCH = """() => {
  window.times = [];
  let released = 0;
  addEventListener("pointerup", () => { released = performance.now(); }, true);
  const suggested = () => document.querySelectorAll('.object-list [role=option]:not([data-origin=""])').length;
  let seen = suggested();
  new MutationObserver(() => {
    const now = suggested();
    if (now > seen && released) {
      const from = released;
      released = 0;
      requestAnimationFrame(() => setTimeout(() => window.times.push(performance.now() - from)));
    }
    seen = now;
  }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-origin"] });
}"""


# Presses a key on the canvas and waits for the frame after the line above shows another picture's name.
TURN = """(key) => {
  window.turned = null;
  const from = performance.now();
  const bar = document.querySelector(".annotate-bar");
  const shown = () => bar.querySelector(".annotate-name").textContent;
  const name = shown();
  const watch = new MutationObserver(() => {
    if (shown() === name) return;
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(() => { window.turned = performance.now() - from; }));
  });
  watch.observe(bar, { subtree: true, childList: true, characterData: true });
  const press = new KeyboardEvent("keydown", { key, code: "Key" + key.toUpperCase(), bubbles: true });
  document.querySelector(".stage canvas").dispatchEvent(press);
}"""


def rows(data: Path | None = None) -> Iterator[Row]:
    """Milliseconds on generated pictures or the first of a VOC folder, and on those enlarged to 22 megapixels."""
    small = voc_pictures(data) if data else [generated(seed) for seed in range(PICTURES)]
    reference = [alone(picture, box) for picture in small for box in boxes(picture)]
    large = [cv2.resize(picture, LARGE, interpolation=cv2.INTER_CUBIC) for picture in small[:LARGE_PICTURES]]
    for name, pictures in (("500x375", small), (f"{LARGE[0]}x{LARGE[1]}", large)):
        with tempfile.TemporaryDirectory(prefix="boxwright-bench-") as folder, product(Path(folder)) as url:
            state, images, path = fill(url, pictures)
            paths = [f"{path}/images/{image}" for image in images]
            wait_for_tiles(url, state, paths)
            times, turns = in_browser(url, state, paths)
        yield row(
            f"mouse-up to mask painted, {name}, in Chromium", times, "GrabCut alone in-process, 500x375", reference
        )
        yield row(f"key to the next picture painted, {name}, fetched ahead", turns)
    with tempfile.TemporaryDirectory(prefix="boxwright-bench-") as folder, product(Path(folder)) as url:
        state, images, path = fill(url, small)
        with training_round(url, state):
            times, turns = in_browser(url, state, [f"{path}/images/{image}" for image in images])
        yield row("mouse-up to mask painted, 500x375, AnnNet of a round training meanwhile", times)
        yield row("key to the next picture painted, 500x375, the same", turns)


def row(name: str, times: list[float], reference: str = "", others: list[float] | None = None) -> Row:
    """Median and 95th percentile in milliseconds, beside a reference if there is one."""
    found: Row = {"name": name, "median": f"{median(times):.0f} ms", "p95": f"{quantiles(times, n=20)[18]:.0f} ms"}
    if others:
        found |= {
            "reference": f"{reference}, {median(others):.0f} ms",
            "ratio": f"{median(times) / median(others):.1f}",
        }
    return found | {"n": len(times)}


@contextmanager
def product(data: Path) -> Iterator[str]:
    """The whole product on an empty data folder; where it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from worker.cli import main; main()", "up", "--port", str(port)]
    running = subprocess.Popen(command, env=os.environ | {"BOXWRIGHT_DATA": str(data)}, stdout=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until(lambda: answers(url), f"The product does not answer at {url}.")
        yield url
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait()


def chromium() -> str | None:
    """The system's Chromium."""
    return shutil.which("chromium") or shutil.which("google-chrome")


def answers(url: str) -> bool:
    """Whether the server is up."""
    try:
        httpx.get(f"{url}/api/health").raise_for_status()
    except httpx.TransportError:
        return False
    return True


def signed_in(url: str, cookies: list[dict[str, str]]) -> httpx.Client:
    """The API with the session that these cookies hold."""
    jar = {one["name"]: one["value"] for one in cookies}
    return httpx.Client(base_url=f"{url}/api", headers={"Origin": url}, cookies=jar, timeout=60)


def fill(url: str, pictures: list[np.ndarray]) -> tuple[list[dict[str, str]], list[int], str]:
    """Create the admin and a project with the pictures; the session's cookies, image ids and the project's path."""
    with httpx.Client(base_url=f"{url}/api", headers={"Origin": url}, timeout=60) as admin:
        admin.post("/setup", json={"name": "bench", "password": "long enough"}).raise_for_status()
        project = admin.post("/projects", json={"name": "bench", "classes": [{"name": "thing", "key": "1"}]}).json()
        path = f"/projects/{project['id']}"
        files = ({"file": (f"{number}.png", png(picture))} for number, picture in enumerate(pictures))
        images = [admin.post(f"{path}/images", files=file).json()["id"] for file in files]
        cookies = [{"name": one.name, "value": one.value or "", "url": url} for one in admin.cookies.jar]
    return cookies, images, path


@contextmanager
def training_round(url: str, cookies: list[dict[str, str]]) -> Iterator[None]:
    """A round of the sample project whose AnnNet trains while this lasts; RuntimeError if it ended before."""
    with signed_in(url, cookies) as admin:
        sample = admin.post("/projects/sample", json={}).raise_for_status().json()
        path = f"/projects/{sample['id']}"
        job = f"{path}/jobs/{sample['import_job_id']}"
        wait_until(lambda: admin.get(job).json()["state"] == "succeeded", "The sample is not drawn.")
        # so long that it still trains when the last mask is there
        wanted = {"profile": "cpu", "settings": {"epochs": 1000}}
        number = admin.post(f"{path}/rounds", json=wanted).raise_for_status().json()["number"]
        wait_until(lambda: trains(admin, f"{path}/rounds/{number}"), "The round does not train.", 5 * START_S)
        yield
        if not trains(admin, f"{path}/rounds/{number}"):
            raise RuntimeError("The round ended before the last mask was there.")


def trains(client: httpx.Client, path: str) -> bool:
    """Whether the round's AnnNet is trained now."""
    stages = client.get(path).raise_for_status().json()["stages"]
    return bool(stages) and stages[-1]["stage"] == "annnet"


def wait_until(holds: Callable[[], bool], complaint: str, seconds: float = START_S) -> None:
    """Return when it holds; TimeoutError with the complaint when it does not in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(complaint)
        time.sleep(0.2)


def wait_for_tiles(url: str, cookies: list[dict[str, str]], paths: list[str]) -> None:
    """Return when the large pictures have their tiles; raises TimeoutError when they do not in time."""
    with signed_in(url, cookies) as client:
        wait_until(lambda: all(is_ready(client.get(path).json()) for path in paths), "The tiles are not made.")


def is_ready(image: dict[str, Any]) -> bool:
    """Whether the picture can be shown: a large one needs its tiles."""
    return image["tiled"] or not image["large"]


def in_browser(url: str, cookies: list[dict[str, str]], paths: list[str]) -> tuple[list[float], list[float]]:
    """Draw boxes by mouse on each image and wait for each mask, then turn the pages; milliseconds, warm."""
    times: list[float] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.context.add_cookies(cookies)  # pyright: ignore[reportArgumentType]
        for path in paths:
            page.goto(f"{url}{path}")
            page.locator("[data-status=saved]").wait_for()
            page.evaluate(WATCH)
            for number in range(BOXES):
                draw(page, number)
                page.wait_for_function("count => window.times.length === count", arg=number + 1)
            times += page.evaluate("window.times")
        turns = [turn(page, key) for key in ("a", "d") * TURNS]
        browser.close()
    return times[WARM_UP:], turns[WARM_UP:]


def turn(page: Page, key: str, ahead_ms: float = AHEAD_MS) -> float:
    """Go to a neighbour, fetched ahead if that takes no longer; milliseconds from key to its frame on the screen."""
    page.wait_for_timeout(ahead_ms)
    page.evaluate(TURN, key)
    page.wait_for_function("() => window.turned !== null")
    return float(page.evaluate("window.turned"))


def shares(number: int) -> tuple[float, float, float, float]:
    """The number-th box, as shares of the picture."""
    return (0.06 + 0.1 * number, 0.1 + 0.05 * number, 0.36 + 0.11 * number, 0.5 + 0.09 * number)


def draw(page: Page, number: int) -> None:
    """Drag the number-th box over the fitted 4:3 picture."""
    area = page.locator(".stage canvas").bounding_box()
    assert area is not None
    scale = min((area["width"] - 32) / 4, (area["height"] - 32) / 3)
    left, top = area["x"] + (area["width"] - 4 * scale) / 2, area["y"] + (area["height"] - 3 * scale) / 2
    x0, y0, x1, y1 = shares(number)
    page.mouse.move(left + x0 * 4 * scale, top + y0 * 3 * scale)
    page.mouse.down()
    page.mouse.move(left + x1 * 4 * scale, top + y1 * 3 * scale, steps=3)
    page.mouse.up()


def alone(picture: np.ndarray, box: tuple[int, int, int, int]) -> float:
    """Milliseconds of GrabCut on the same box."""
    began = time.perf_counter()
    grabcut(picture, box)
    return (time.perf_counter() - began) * 1000


def boxes(picture: np.ndarray) -> list[tuple[int, int, int, int]]:
    """The boxes drawn on the picture, in pixels."""
    height, width = picture.shape[:2]
    found = [shares(number) for number in range(BOXES)]
    return [(int(x0 * width), int(y0 * height), int(x1 * width), int(y1 * height)) for x0, y0, x1, y1 in found]


def generated(seed: int) -> np.ndarray:
    """A 500 x 375 picture of textured discs."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[:375, :500]
    picture = np.stack([90 + 40 * np.sin(x / 23 + seed), 110 + 30 * np.cos(y / 17), 100 + 0 * x], axis=-1)
    for _ in range(5):
        cx, cy, radius = random.integers(60, 440), random.integers(60, 320), random.integers(30, 80)
        picture[(x - cx) ** 2 + (y - cy) ** 2 < radius**2] = random.integers(0, 256, 3)
    return np.clip(picture + random.normal(0, 9, picture.shape), 0, 255).astype(np.uint8)


def voc_pictures(folder: Path) -> list[np.ndarray]:
    """The first landscape pictures of 500 x 375 of a VOC folder."""
    pictures: list[np.ndarray] = []
    for path in sorted((folder / "JPEGImages").glob("*.jpg")):
        picture = np.asarray(Image.open(path).convert("RGB"))
        if picture.shape == (375, 500, 3) and len(pictures) < PICTURES:
            pictures.append(picture)
    return pictures


def png(picture: np.ndarray) -> bytes:
    """The picture as PNG."""
    target = io.BytesIO()
    Image.fromarray(picture).save(target, "PNG")
    return target.getvalue()
