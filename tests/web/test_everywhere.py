"""Every page in wide, narrow and low windows, light and dark: nothing sticks out, all of it can be read and hit."""

import re
from itertools import product
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import Work, objects
from tests.web.measures import CONTRASTS, CONTROLS, STICKS_OUT

HIGH, LOW, NARROW = (1280, 800), (640, 400), (480, 800)  # the low one is what 200 % zoom leaves of the high one
FRAMES = 60


@pytest.fixture
def pages(work: Work) -> dict[str, str]:
    """The address of every page, and what is seen once it is there."""
    image = work.add_image("disc")
    work.fix(image, work.draw(image, [20, 20, 90, 100]))
    inside = {"images": ".tile-link", f"images/{image}": "[data-status]", "images/999999": ".empty"}
    inside |= {"review?state=fixed": ".cell", "review?state=drawn": ".empty", "progress": ".tallies"}
    inside |= {"admin": ".empty", "settings": ".member-add"}
    outside = {"/": ".project", "/new-project": "form", "/account": "form", "/users": "tbody tr", "/nowhere": ".empty"}
    return outside | {f"{work.path}/{page}": seen for page, seen in inside.items()}


def test_every_page_can_be_read_and_hit(page: Page, pages: dict[str, str]) -> None:
    faults = {}
    themes: list[Literal["light", "dark"]] = ["light", "dark"]
    for address, seen in pages.items():
        page.goto(address)
        expect(page.locator(seen).first).to_be_visible()
        for theme, (width, height) in product(themes, (HIGH, LOW, NARROW)):
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            page.set_viewport_size({"width": width, "height": height})
            expect(page.locator("html")).to_have_attribute("data-theme", theme)
            found = faults_of(page)
            faults |= {(theme, width, address): found} if found else {}
    assert faults == {}


def faults_of(page: Page) -> list[Any]:
    """What is wrong once charts, which follow the window some frames later, have come to rest."""
    found: list[Any] = []
    for _ in range(FRAMES):
        found = [*page.evaluate(CONTRASTS), *page.evaluate(CONTROLS), *page.evaluate(STICKS_OUT)]
        if not found:
            break
        page.evaluate("() => new Promise((resolve) => requestAnimationFrame(resolve))")
    return found


def test_what_is_done_most_stays_in_sight(page: Page, work: Work) -> None:
    classes = [{"id": one["id"], "name": one["name"], "color": one["color"]} for one in work.project["classes"]]
    more = [{"name": f"class {number}", "color": "#888888"} for number in range(18)]
    work.api.call("PUT", f"{work.path}/classes", json=classes + more)
    image = work.add_image("disc")
    work.fix(image, work.draw(image, [20, 20, 90, 100]))
    work.open(page, image)
    objects(page).first.click()
    for width, height in (HIGH, LOW, NARROW):
        page.set_viewport_size({"width": width, "height": height})
        for tool in ("v", "m"):
            page.keyboard.press(tool)
            for name in ("Reject the mask", "Accept image", "Next picture"):
                expect(page.get_by_role("button", name=name, exact=True)).to_be_in_viewport(ratio=1)
        expect(page.get_by_role("button", name="Switch to")).to_be_in_viewport(ratio=1)
    page.get_by_role("link", name="Back to the images").focus()  # no room for the project's name, but for its tip
    expect(page.get_by_role("tooltip")).to_contain_text(work.project["name"])
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{work.path}/review?state=fixed")
    expect(page.locator(".cell")).to_have_count(1)
    tops = page.locator(".filter select").evaluate_all("all => all.map((one) => one.getBoundingClientRect().top)")
    assert len(set(tops)) == 1  # the filters share one line


def test_a_page_whose_file_is_gone_says_so_and_comes_after_a_reload(page: Page, work: Work) -> None:
    page.goto(f"{work.path}/images")
    files = re.compile(r"/assets/progress-")
    page.route(files, lambda route: route.fulfill(status=404))  # as in a tab from before an update
    page.get_by_role("link", name="Progress").click()
    expect(page.get_by_role("alert")).to_contain_text("may have been updated")
    page.go_back()
    expect(page.get_by_role("heading", name="Images", exact=True)).to_be_visible()
    page.go_forward()
    page.unroute(files)
    page.get_by_role("alert").get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="Progress")).to_be_visible()
