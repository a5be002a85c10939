"""A long day in the page: memory of the browser after hundreds of pictures, and frames of a review of 1,000 objects."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import numpy as np
import psutil
from playwright.sync_api import Page, sync_playwright

from bench.page import Row, chromium, fill, generated, product, row, signed_in, turn
from ml.masks import encode_rle

PICTURES = 40
FIRST, ALL = 100, 500  # pictures looked at when memory is read
OBJECTS, BATCH = 1000, 50
FRAMES = 240
MIB = 1 << 20

# Scrolls the grid a bit in every frame; the milliseconds each frame took.
SCROLL = """(frames) => new Promise((resolve) => {
  const grid = [...document.querySelectorAll(".review *")].find((one) => one.scrollHeight > one.clientHeight + 1000);
  const times = [];
  let before = 0;
  const step = (now) => {
    if (before) times.push(now - before);
    before = now;
    grid.scrollTop += 40;
    if (times.length < frames) requestAnimationFrame(step);
    else resolve(times);
  };
  requestAnimationFrame(step);
})"""


def rows(data: Path | None = None) -> Iterator[Row]:
    """On generated pictures, so `data` changes nothing."""
    pictures = [generated(seed) for seed in range(PICTURES)]
    with TemporaryDirectory(prefix="boxwright-bench-") as folder, product(Path(folder)) as url:
        cookies, images, path = fill(url, pictures)
        draw_objects(url, cookies, path, images)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.context.add_cookies(cookies)  # pyright: ignore[reportArgumentType]
            page.goto(f"{url}{path}/review?state=fixed")
            page.locator(".cell").first.wait_for()
            yield row(f"frame of scrolling {OBJECTS} objects in the review", page.evaluate(SCROLL, FRAMES))
            page.goto(f"{url}{path}/images/{images[0]}")
            page.locator("[data-status=saved]").wait_for()
            yield from memory(page)
            browser.close()


def draw_objects(url: str, cookies: list[dict[str, str]], path: str, images: list[int]) -> None:
    """Painted discs, equally many on each image."""
    disc = np.hypot(*np.mgrid[-20:20, -20:20]) < 19
    with signed_in(url, cookies) as http:
        class_id = http.get(path).json()["classes"][0]["id"]
        for image in images:
            changes: list[dict[str, Any]] = []
            for number in range(OBJECTS // len(images)):
                x, y = 10 + 90 * (number % 5), 10 + 60 * (number // 5)
                about = {"object_id": str(uuid4())}
                box = [x, y, x + 40, y + 40]
                changes += [
                    {"id": str(uuid4()), "kind": "draw", "class_id": class_id, "box": box, **about},
                    {"id": str(uuid4()), "kind": "fix", "rect": box, "foreground": encode_rle(disc), **about},
                ]
            for start in range(0, len(changes), 2 * BATCH):
                answer = http.post(
                    f"{path}/images/{image}/changes", json={"changes": changes[start : start + 2 * BATCH]}
                )
                answer.raise_for_status()


def memory(page: Page) -> Iterator[Row]:
    """JavaScript's heap and the whole browser after many pictures, beside what they were after fewer."""
    session = page.context.new_cdp_session(page)
    found: dict[int, tuple[float, float]] = {}
    for number in range(1, ALL + 1):
        back = (number - 1) // (PICTURES - 1) % 2  # to the last picture and back again
        turn(page, "a" if back else "d", 20)
        if number in (FIRST, ALL):
            session.send("HeapProfiler.collectGarbage")
            usage = session.send("Runtime.getHeapUsage")
            heap = (usage["usedSize"] + usage["backingStorageSize"]) / MIB  # objects, and the bytes of their arrays
            family = psutil.Process().children(recursive=True)
            found[number] = heap, sum(one.memory_info().rss for one in family if "chrom" in one.name()) / MIB
    for place, name in enumerate(("JavaScript heap", "memory of the whole browser")):
        first, last = found[FIRST][place], found[ALL][place]
        yield {
            "name": f"{name} after {ALL} pictures",
            "median": f"{last:.0f} MiB",
            "reference": f"after {FIRST}, {first:.0f} MiB",
            "ratio": f"{last / first:.2f}",
            "n": 1,
        }
