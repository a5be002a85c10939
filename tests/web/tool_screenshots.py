"""Takes docs/screenshots/tools: each tool at work and each state of an object, light and dark:
`python -m tests.web.tool_screenshots`.
"""

import io

import httpx
import numpy as np
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.conftest import rle
from tests.web.conftest import point
from tests.web.screenshots import OTHER_STONE, OUT, RING, STONE, drag, open_picture, sample_project

BEN = {"name": "ben", "password": "correct horse battery"}


def main() -> None:
    """Work on one picture of the sample project with every tool, once in each theme."""
    with sample_project(1100, 700) as page:
        open_picture(page)
        origin = page.url.split("/projects")[0]
        added = page.request.post(
            "/api/projects/1/members", data=BEN | {"role": "annotator"}, headers={"Origin": origin}
        )
        assert added.ok, added.text()
        for theme in ("light", "dark"):
            if page.evaluate("document.documentElement.dataset.theme") != theme:
                page.get_by_role("button", name=f"Switch to {theme}").click()
            Studio(page, theme).show_all()


class Studio:
    """The annotate page with an empty picture; shares of the picture tell where things are."""

    def __init__(self, page: Page, theme: str) -> None:
        self.page, self.suffix = page, "" if theme == "light" else "-dark"

    def show_all(self) -> None:
        """One screenshot after the other; at the end the picture is empty again."""
        self.boxes()
        self.masks()
        self.smart_edit()
        self.states()
        self.past()
        self.clash()
        self.offline()
        self.press("Escape", "v", "Control+a", "Delete")
        expect(self.rows()).to_have_count(0)

    def boxes(self) -> None:
        """A box half drawn, extreme points, a selected box with its handles, several selected."""
        self.press("b", "2")
        self.reach(*STONE[:2])
        self.page.mouse.down()
        self.reach(*STONE[2:])
        self.shot("box")
        self.page.mouse.up()
        self.suggested(1)
        self.press("q", "3")
        x0, y0, x1, y1 = RING
        for x, y in (((x0 + x1) / 2, y0), (x0, (y0 + y1) / 2), ((x0 + x1) / 2, y1)):
            self.click(x, y)
        self.reach(x1 - 0.005, (y0 + y1) / 2)
        self.shot("extreme-points")
        self.click(x1 - 0.005, (y0 + y1) / 2)
        self.suggested(2)
        self.press("b", "2")
        drag(self.page, OTHER_STONE)
        self.suggested(3)
        self.press("v")
        self.shot("select")
        self.press("Control+a")
        self.shot("several")

    def masks(self) -> None:
        """Brush, eraser, ignored pixels, polygon and knife, each in the middle of its work."""
        self.choose(1)
        x0, y0, x1, y1 = STONE
        middle = (y0 + y1) / 2
        for key, name in (("m", "brush"), ("e", "eraser")):
            self.press(key)
            self.reach(x0 + 0.02, middle)
            self.page.mouse.down()
            self.reach(x1 + 0.03 if key == "m" else x1 - 0.02, middle)
            self.shot(name)
            self.page.mouse.up()
        self.press("m", "i")
        self.reach(x0 + 0.05, y0 + 0.05)
        self.page.mouse.down()
        self.reach(x1 - 0.05, y0 + 0.07)
        self.page.mouse.up()
        self.shot("ignored")
        self.press("i", "p")
        for x, y in ((x0, y0), (x1, y0 + 0.03), (x1 - 0.03, y1), (x0 + 0.03, y1 - 0.02)):
            self.click(x, y)
        self.reach(x0 + 0.01, middle)
        self.shot("polygon")
        self.press("Escape", "k")
        self.reach((x0 + x1) / 2, y0 - 0.02)
        self.page.mouse.down()
        self.reach((x0 + x1) / 2 + 0.02, y1 + 0.02)
        self.shot("knife")
        self.press("Escape")
        self.page.mouse.up()

    def smart_edit(self) -> None:
        """Two pins, then the candidates side by side."""
        self.choose(2)
        x0, y0, x1, y1 = RING
        self.press("s")
        self.click(x0 + 0.03, (y0 + y1) / 2)
        self.page.mouse.click(*self.at((x0 + x1) / 2, (y0 + y1) / 2), button="right")
        expect(self.page.locator("[data-guided]")).to_have_count(1)
        self.shot("smart-edit")
        self.press("Escape", "Alt+c")
        expect(self.page.locator(".candidate")).to_have_count(3)
        self.page.get_by_role("button", name="Show the mask by MCG").click()
        self.shot("candidates")
        self.press("Escape", "Alt+c")

    def states(self) -> None:
        """Fixed, suggested, accepted and drawn, side by side."""
        self.choose(3)
        self.press("Space")
        expect(self.rows("accepted")).to_have_count(1)
        self.press("b", "1")
        drag(self.page, (0.32, 0.60, 0.48, 0.85))
        self.suggested(4)
        self.press("x")
        expect(self.rows("drawn")).to_have_count(1)
        self.press("Escape")
        self.page.mouse.move(640, 5)
        self.shot("states")

    def past(self) -> None:
        """An earlier state, ready to be restored."""
        self.press("Alt+h")
        panel = self.page.get_by_role("region", name="History")
        panel.get_by_role("button", name="painted stone #1").last.click()
        expect(panel.get_by_role("status")).to_have_count(1)
        self.shot("history")
        self.press("Escape", "Escape")
        expect(panel).to_have_count(0)

    def clash(self) -> None:
        """A stroke made without a line, on a mask that somebody else painted meanwhile."""
        self.page.context.set_offline(True)
        self.choose(1)
        self.press("m")
        self.reach(STONE[0] + 0.05, STONE[1] + 0.1)
        self.page.mouse.down()
        self.reach(STONE[2] - 0.04, STONE[1] + 0.1)
        self.page.mouse.up()
        expect(self.page.locator("[data-status]")).to_have_attribute("data-status", "offline")
        self.other_paints()
        self.page.context.set_offline(False)
        expect(self.page.locator(".clash .object-picture-mask[src]")).to_have_count(2)
        expect(self.page.locator(".clash")).to_contain_text("ben")
        self.shot("clash")
        self.press("Alt+1")
        expect(self.page.locator("[data-status]")).to_have_attribute("data-status", "saved")

    def other_paints(self) -> None:
        """Somebody else fills the first object's box."""
        url = self.page.url.split("/projects")[0]
        with httpx.Client(base_url=f"{url}/api", headers={"Origin": url}) as ben:
            ben.post("/session", json=BEN).raise_for_status()
            image = self.page.url.split("/projects")[1]
            first = ben.get(f"/projects{image}").json()["objects"][0]
            x0, y0, x1, y1 = first["box"]
            mask = {"rect": first["box"], "foreground": rle(np.ones((y1 - y0, x1 - x0)))}
            path = f"/projects{image}/objects/{first['id']}/mask"
            ben.put(path, json=mask, headers={"If-Match": f'"{first["version"]}"'}).raise_for_status()

    def offline(self) -> None:
        """A change that waits for the line."""
        self.page.context.set_offline(True)
        self.press("b", "4")
        drag(self.page, (0.5, 0.1, 0.62, 0.3))
        expect(self.page.locator("[data-status]")).to_have_attribute("data-status", "offline")
        self.page.mouse.move(640, 5)
        self.shot("offline")
        self.page.context.set_offline(False)
        expect(self.page.locator("[data-status]")).to_have_attribute("data-status", "saved")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def choose(self, number: int) -> None:
        """Select an object by its number."""
        self.press("Escape", "v")
        self.rows().nth(number - 1).click()

    def rows(self, state: str = "") -> Locator:
        """The lines of the object list, all or those in a state."""
        return self.page.locator(f".object-list [role=option]{f'[data-state={state}]' if state else ''}")

    def suggested(self, count: int) -> None:
        """Wait until so many objects have the whole suggestion, or a mask by a person."""
        expect(
            self.page.locator(".object-list [role=option]:is([data-origin=fused], [data-origin=human])")
        ).to_have_count(count)

    def reach(self, x: float, y: float) -> None:
        self.page.mouse.move(*self.at(x, y), steps=6)

    def click(self, x: float, y: float) -> None:
        self.page.mouse.click(*self.at(x, y))

    def shot(self, name: str) -> None:
        """Save a screenshot with the pointer where it is."""
        (OUT / "tools").mkdir(exist_ok=True)
        picture = Image.open(io.BytesIO(self.page.screenshot(animations="disabled")))
        picture.save(OUT / "tools" / f"{name}{self.suffix}.webp", quality=80, method=6)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a share of the picture is on the screen."""
        return point(self.page, x, y)


if __name__ == "__main__":
    main()
