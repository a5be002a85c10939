"""The tools beyond one box and one stroke, in the browser: classes by typing, several objects, shapes of masks."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.web.conftest import Work, drag, objects, point, saved, wait_until


def test_objects_are_classed_copied_cut_merged_and_locked(page: Page, work: Work) -> None:
    image = work.add_image("disc")
    work.fix(image, work.draw(image, [20, 20, 90, 100]))
    work.open(page, image)

    def stored(*, count: int) -> list[dict[str, Any]]:
        """The objects, once so many are stored and nothing is on its way."""
        expect(saved(page)).to_have_attribute("data-status", "saved")
        return wait_until(
            lambda: found if len(found := work.image(image)["objects"]) == count else None,
            f"{count} objects are stored",
        )

    def press(*keys: str) -> None:
        for key in keys:
            page.keyboard.press(key)

    # The class by typing, while a box is drawn by clicks.
    for corner in ((0.70, 0.1), (0.95, 0.4)):
        page.mouse.move(*point(page, *corner))
        if corner == (0.95, 0.4):
            press("/")
            page.get_by_role("combobox", name="Find a class").fill("ba")
            press("Enter")
        page.mouse.down()
        page.mouse.up()
    assert stored(count=2)[1]["class_id"] == work.classes[1]
    expect(objects(page, "suggested")).to_have_count(1)

    # Copied at the pointer with its mask, then cut in two, and the parts merged again.
    press("v")
    page.mouse.click(*point(page, 0.3, 0.5))
    press("Control+c")
    page.mouse.move(*point(page, 0.6, 0.55))
    press("Control+v")
    expect(objects(page, "fixed")).to_have_count(2)
    [first, _, copy] = stored(count=3)
    assert copy["state"] == "fixed"
    assert copy["mask"]["foreground"] == first["mask"]["foreground"]
    press("Delete", "k")
    page.mouse.click(*point(page, 0.3, 0.5), button="middle")
    drag(page, 0.3, 0.05, 0.3, 0.95)
    expect(objects(page, "fixed")).to_have_count(2)
    left, right = sorted(one["box"] for one in stored(count=3) if one["state"] == "fixed")
    assert (left[0], left[2], right[2]) == (20, right[0], 90)
    press("v")
    page.mouse.click(*point(page, 0.2, 0.5))
    page.keyboard.down("Shift")
    page.mouse.click(*point(page, 0.5, 0.5))
    page.keyboard.up("Shift")
    expect(page.get_by_text("2 objects selected")).to_be_visible()
    page.get_by_role("button", name="Merge the selected objects").click()
    expect(objects(page, "fixed")).to_have_count(1)
    [merged] = [one for one in stored(count=2) if one["state"] == "fixed"]
    assert (merged["box"], merged["mask"]["foreground"]) == ([20, 20, 90, 100], first["mask"]["foreground"])

    # A hole is cut by a polygon and filled again; ignored pixels are painted with the square brush.
    press("p", "Shift+p")
    for corner in ((0.3, 0.4), (0.4, 0.4), (0.4, 0.6), (0.3, 0.6)):
        page.mouse.click(*point(page, *corner))
    press("Enter")
    holed = wait_until(lambda: [one for one in stored(count=2) if one["id"] == merged["id"]], "it is there")[0]
    assert holed["mask"]["foreground"] != merged["mask"]["foreground"]
    press("Shift+f", "m", "Shift+b", "i")
    page.mouse.click(*point(page, 0.3, 0.5))
    press("i")
    painted = wait_until(
        lambda: [one for one in stored(count=2) if one["id"] == merged["id"] and one["mask"]["ignored"]], "it ignores"
    )[0]
    assert painted["mask"]["rect"] == merged["mask"]["rect"]

    # What is locked or hidden stays as it is.
    row = page.locator(".object-row:has([data-state=fixed])")
    row.hover()
    row.locator("[data-mark=locked]").click()
    press("Delete", "x")
    row.locator("[data-mark=hidden]").click()
    press("Escape", "v")
    page.mouse.click(*point(page, 0.3, 0.5))
    expect(page.locator(".object[aria-selected=true]")).to_have_count(0)
    assert [one["version"] for one in stored(count=2) if one["id"] == painted["id"]] == [painted["version"]]

    # Everything is taken back, step by step, to what was there first.
    row.locator("[data-mark=locked]").click()
    while page.get_by_role("button", name="Undo").get_attribute("aria-disabled") != "true":
        press("Control+z")
    [only] = stored(count=1)
    assert (only["id"], only["box"], only["mask"]["foreground"]) == (
        first["id"],
        first["box"],
        first["mask"]["foreground"],
    )
