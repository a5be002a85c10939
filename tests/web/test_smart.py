"""The model in the loop at hand: boxes by extreme points, masks guided by pins, candidates side by side."""

from typing import Literal

from playwright.sync_api import Page, expect

from tests.web.conftest import Work, objects, point, saved


def click(page: Page, x: float, y: float, button: Literal["left", "right"] = "left") -> None:
    page.mouse.move(*point(page, x, y))
    page.mouse.down(button=button)
    page.mouse.up(button=button)


def test_points_pins_and_candidates(page: Page, work: Work) -> None:
    image = work.add_image("disc")
    work.open(page, image)
    page.keyboard.press("q")
    for x, y in ((0.35, 0.21), (0.14, 0.5), (0.35, 0.79), (0.56, 0.5)):  # top, left, bottom and right end of the disc
        click(page, x, y)
    expect(objects(page, "suggested")).to_have_count(1)
    drawn = work.becomes(image, lambda one: one["mask"] and one["mask"]["origin"] == "fused")
    columns, rows = zip(*drawn["points"], strict=True)
    assert len(columns) == 4
    assert drawn["box"] == [min(columns), min(rows), max(columns) + 1, max(rows) + 1]

    page.keyboard.press("s")
    page.keyboard.press("Shift+Y")
    switch = page.get_by_role("button", name="Points say what is not the object's")
    expect(switch).to_have_attribute("aria-pressed", "true")
    click(page, 0.17, 0.25)  # the dark corner is not the object's
    expect(page.locator("[data-guided]")).to_have_count(1)
    expect(objects(page).first).to_contain_text("Candidate: points")
    page.get_by_role("group", name="What points say").get_by_role("button", name="Object").click()
    click(page, 0.35, 0.5)
    assert work.one(image)["version"] == drawn["version"]  # nothing is decided yet
    page.keyboard.press("Space")  # waits for the mask that the last pin guides
    accepted = work.becomes(image, lambda one: one["state"] == "accepted")
    assert accepted["mask"]["origin"] == "guided"
    expect(objects(page).first).to_contain_text("points")
    page.keyboard.press("Control+z")
    back = work.becomes(image, lambda one: one["state"] == "suggested")
    assert back["mask"] == drawn["mask"]

    page.keyboard.press("Alt+c")
    chosen = page.locator(".candidate")
    expect(chosen).to_have_count(3)
    expect(page.get_by_label("Sure above")).to_be_disabled()
    expect(page.locator(".tau")).to_contain_text("Needs a model")
    page.keyboard.press("c")
    expect(page.locator('.candidate[aria-pressed="true"]')).to_have_count(1)
    expect(objects(page).first).to_contain_text("Candidate: ")
    page.keyboard.press("Escape")
    expect(page.locator('.candidate[aria-pressed="true"]')).to_have_count(0)
    expect(objects(page).first).not_to_contain_text("Candidate: ")
    page.get_by_role("button", name="Show the mask by MCG").click()
    page.keyboard.press("Space")
    assert work.becomes(image, lambda one: one["state"] == "accepted")["mask"]["origin"] == "mcg"
    expect(saved(page)).to_have_attribute("data-status", "saved")

    page.keyboard.press("Alt+c")
    expect(chosen).to_have_count(0)
    page.context.set_offline(True)
    page.keyboard.press("s")
    click(page, 0.35, 0.4)
    expect(page.get_by_text("Smart edit and candidates need it")).to_be_visible()
    page.keyboard.press("Escape")
    page.context.set_offline(False)
