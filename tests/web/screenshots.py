"""Takes docs/screenshots from the sample project: `python -m tests.web.screenshots [--profile NAME]`."""

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from bench.page import chromium, product

OUT = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
HOUR = 3_600_000  # ms
STONE, RING, OTHER_STONE = (0.10, 0.49, 0.28, 0.77), (0.73, 0.28, 1.0, 0.67), (0.735, 0.01, 0.965, 0.27)
"""Boxes of things on sample_007, as shares of the picture."""


def main() -> None:
    """Start the product on an empty folder, walk through it, take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", default="tiny")
    parser.add_argument("--epochs", default="")
    parser.add_argument("--no-round", action="store_true", help="leave the admin page's pictures as they are")
    options = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    with sample_project(1280, 800) as page:
        take(page, "images")
        assign(page)
        walk(page)
        if not options.no_round:
            train(page, options.profile, options.epochs)


@contextmanager
def sample_project(width: int, height: int) -> Iterator[Page]:
    """The page of a product with the sample project, from the first visit on; hints are done."""
    expect.set_options(timeout=HOUR)
    with (
        tempfile.TemporaryDirectory(prefix="boxwright-screenshots-") as data,
        product(Path(data)) as url,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page(base_url=url, viewport={"width": width, "height": height})
        page.add_init_script("""localStorage.setItem('hints.1', '{"done": 3}')""")
        page.goto("/")
        page.get_by_label("Name").fill("ada")
        page.get_by_label("Password").fill("correct horse battery")
        page.get_by_role("button", name="Create account").click()
        page.get_by_role("button", name="Load the sample project").click()
        page.get_by_text("All 64").wait_for(timeout=HOUR)
        expect(page.locator(".job")).to_have_count(0)
        yield page
        browser.close()


def assign(page: Page) -> None:
    """Four images chosen in the list, about to be given to somebody; light, then dark."""
    ben = {"name": "ben", "password": "correct horse battery", "role": "annotator"}
    origin = page.url.split("/projects")[0]
    assert page.request.post("/api/projects/1/members", data=ben, headers={"Origin": origin}).ok
    page.goto("/projects/1/images")
    for name, key in (("sample_001", "ControlOrMeta"), ("sample_003", "Shift"), ("sample_008", "ControlOrMeta")):
        page.get_by_role("link", name=f"Label {name}").click(modifiers=[key])  # pyright: ignore[reportArgumentType]
    expect(page.get_by_role("status")).to_have_text("4 chosen")
    for theme in ("", "-dark"):
        take(page, f"images-chosen{theme}")
        page.get_by_role("button", name="Assign them").click()
        page.get_by_label("To", exact=True).select_option("ben")
        take(page, f"assign{theme}")
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Switch to").click()
    page.get_by_role("button", name="Clear").click()


def walk(page: Page) -> None:
    """From the projects to labelled objects."""
    page.goto("/")
    page.locator(".project").wait_for()
    take(page, "projects")
    label(page)


def label(page: Page) -> None:
    """Draw boxes on a picture, accept one mask; light, then dark."""
    open_picture(page)
    for number, (key, box) in enumerate([("2", STONE), ("3", RING), ("2", OTHER_STONE)]):
        page.keyboard.press(key)
        drag(page, box)
        expect(page.locator('[data-origin="fused"]')).to_have_count(number + 1)
    page.get_by_role("option", name="1 stone").click()
    page.keyboard.press("Space")
    page.keyboard.press("m")
    page.mouse.move(600, 500)
    expect(page.locator("[data-status]")).to_have_attribute("data-status", "saved")
    take(page, "annotate")
    page.get_by_role("button", name="Switch to dark").click()
    take(page, "annotate-dark")
    views(page)
    page.get_by_role("button", name="Switch to light").click()
    views(page)


def open_picture(page: Page) -> None:
    """Open the picture that the boxes above are of."""
    page.goto("/projects/1/images")
    page.get_by_label("Search by name").fill("sample_007")
    page.get_by_role("link", name="Label sample_007").click()
    expect(page.locator("[data-status]")).to_have_attribute("data-status", "saved")


def views(page: Page) -> None:
    """The picture zoomed in with outlines and the view settings open, the keys, the palette; in the theme as it is."""
    theme = "" if page.evaluate("document.documentElement.dataset.theme") == "light" else "-dark"
    canvas = page.locator(".stage canvas")
    canvas.focus()
    for key in ("w", "+", "+", "Tab", "Shift+V"):  # Tab brings the next object into sight
        page.keyboard.press(key)
    take(page, f"annotate-view{theme}")
    page.keyboard.press("Escape")
    canvas.focus()
    for key in ("w", "0", "?"):
        page.keyboard.press(key)
    take(page, f"annotate-keys{theme}")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.type("mask")
    take(page, f"annotate-palette{theme}")
    page.keyboard.press("Escape")


def drag(page: Page, box: tuple[float, float, float, float]) -> None:
    """Draw a box given in shares of the fitted 4:3 picture."""
    area = page.locator(".stage canvas").bounding_box()
    assert area is not None
    scale = min((area["width"] - 32) / 4, (area["height"] - 32) / 3)
    left, top = area["x"] + (area["width"] - 4 * scale) / 2, area["y"] + (area["height"] - 3 * scale) / 2
    page.mouse.move(left + box[0] * 4 * scale, top + box[1] * 3 * scale)
    page.mouse.down()
    page.mouse.move(left + box[2] * 4 * scale, top + box[3] * 3 * scale, steps=4)
    page.mouse.up()


def train(page: Page, profile: str, epochs: str) -> None:
    """Start a round; take it while SegNet learns and when it is done."""
    page.goto(f"/projects/1/admin?profile={profile}")
    page.get_by_label("Epochs").fill(epochs)
    page.get_by_role("button", name="Start", exact=True).click()
    section = page.get_by_role("region", name="Round 1")
    expect(section.locator(".curve")).to_have_count(2)
    take(page, "admin-running")
    expect(section).to_have_attribute("data-state", "done")
    take(page, "admin-done", full_page=True)


def take(page: Page, name: str, full_page: bool = False) -> None:
    """Save a screenshot as a small PNG: 256 colours, chosen so that rare ones keep their hue."""
    page.mouse.move(640, 5)
    page.wait_for_load_state("load")
    path = OUT / f"{name}.png"
    page.screenshot(path=path, full_page=full_page, animations="disabled")
    picture = Image.open(path).convert("RGB")
    palette = picture.quantize(256, method=Image.Quantize.MAXCOVERAGE, kmeans=5)
    picture.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG).save(path, optimize=True)


if __name__ == "__main__":
    main()
