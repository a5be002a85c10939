"""The tools beyond one box and one stroke, in the browser: classes by typing, several objects, shapes of masks."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.web.conftest import Work, drag, objects, point, saved, wait_until

INSIDE = (0.3, 0.5)
"""A place on the object that each story begins with."""


class Bench:
    """A picture with one fixed object, open in the editor."""

    def __init__(self, page: Page, work: Work) -> None:
        self.page, self.work = page, work
        self.image = work.add_image("disc")
        self.first = work.fix(self.image, work.draw(self.image, [20, 20, 90, 100]))
        work.open(page, self.image)
        expect(objects(page, "fixed")).to_have_count(1)

    def stored(self, *, count: int) -> list[dict[str, Any]]:
        """The objects, once so many are stored and nothing is on its way."""
        expect(saved(self.page)).to_have_attribute("data-status", "saved")
        return wait_until(
            lambda: found if len(found := self.work.image(self.image)["objects"]) == count else None,
            f"{count} objects are stored",
        )

    def press(self, *keys: str) -> None:
        """Press keys one after another."""
        for key in keys:
            self.page.keyboard.press(key)

    def click(self, x: float, y: float, **options: Any) -> None:
        """Click at a place of the picture (shares)."""
        self.page.mouse.click(*point(self.page, x, y), **options)

    def takes_everything_back(self) -> None:
        """Step by step, what was there first comes back."""
        while self.page.get_by_role("button", name="Undo").get_attribute("aria-disabled") != "true":
            self.press("Control+z")
        [only] = self.stored(count=1)
        assert content(only) == content(self.first)


def content(thing: dict[str, Any]) -> tuple[Any, ...]:
    return thing["id"], thing["box"], thing["mask"]["foreground"], thing["mask"]["ignored"]


def test_the_class_is_typed_while_a_box_is_drawn(page: Page, work: Work) -> None:
    bench = Bench(page, work)
    bench.click(0.70, 0.1)
    page.mouse.move(*point(page, 0.95, 0.4))
    bench.press("/")
    page.get_by_role("combobox", name="Find a class").fill("ba")
    bench.press("Enter")
    bench.click(0.95, 0.4)
    assert bench.stored(count=2)[1]["class_id"] == work.classes[1]


def test_classes_change_elsewhere_and_the_drawing_goes_on(page: Page, work: Work) -> None:
    bench = Bench(page, work)
    disc, bar = work.classes
    choices = page.get_by_role("group", name="Classes").get_by_role("button")

    def put(*wanted: dict[str, Any]) -> list[int]:
        rows = work.api.call("PUT", f"{work.path}/classes", json=list(wanted))
        expect(choices).to_have_text([f"{one['name']}{one['key']}" for one in wanted])
        return [one["id"] for one in rows]

    bench.press("2")
    drag(page, 0.7, 0.1, 0.95, 0.4)
    expect(objects(page)).to_have_count(2)
    bench.press("Escape", "p")
    bench.click(0.7, 0.6)
    bench.click(0.9, 0.6)
    rod = {"id": bar, "name": "rod", "key": "2"}
    _, cat, _ = put(rod, {"name": "cat", "key": "3"}, {"id": disc, "name": "disc", "key": "1"})
    expect(page.get_by_role("option", name="2 rod")).to_be_visible()
    expect(page.get_by_role("option", name="1 disc")).to_be_visible()
    bench.click(0.8, 0.9)
    bench.press("Enter", "Escape", "b", "3")
    drag(page, 0.8, 0.45, 0.95, 0.55)
    drawn = bench.stored(count=4)
    assert [one["class_id"] for one in drawn] == [disc, bar, bar, cat]
    assert drawn[2]["box"][:3] == [112, 72, 144]  # with the corners from before
    bench.takes_everything_back()

    put(rod, {"id": disc, "name": "disc", "key": "1"})
    expect(choices.first).to_have_attribute("aria-pressed", "true")  # instead of the cat
    drag(page, 0.7, 0.1, 0.95, 0.4)
    assert [one["class_id"] for one in bench.stored(count=2)] == [disc, bar]


def test_a_copy_at_the_pointer_keeps_its_mask(page: Page, work: Work) -> None:
    bench = Bench(page, work)
    bench.press("v")
    bench.click(*INSIDE)
    bench.press("Control+c")
    page.mouse.move(*point(page, 0.6, 0.55))
    bench.press("Control+v")
    expect(objects(page, "fixed")).to_have_count(2)
    first, copy = bench.stored(count=2)
    assert copy["state"] == "fixed"
    assert copy["mask"]["foreground"] == first["mask"]["foreground"]
    assert copy["box"][0] > first["box"][0]
    bench.takes_everything_back()


def test_an_object_is_cut_in_two_and_merged_again(page: Page, work: Work) -> None:
    bench = Bench(page, work)
    bench.press("k")
    bench.click(*INSIDE, button="middle")
    drag(page, 0.3, 0.05, 0.3, 0.95)
    expect(objects(page, "fixed")).to_have_count(2)
    left, right = sorted(one["box"] for one in bench.stored(count=2))
    assert (left[0], left[2], right[2]) == (20, right[0], 90)
    bench.press("v")
    bench.click(0.2, 0.5)
    page.keyboard.down("Shift")
    bench.click(0.5, 0.5)
    page.keyboard.up("Shift")
    expect(page.get_by_text("2 objects selected")).to_be_visible()
    for modifiers in ((), ("Shift",)):  # the same by their lines, whose words it does not mark
        objects(page).nth(len(modifiers)).click(modifiers=list(modifiers))
    expect(page.get_by_text("2 objects selected")).to_be_visible()
    assert page.evaluate("getSelection().toString()") == ""
    page.get_by_role("button", name="Merge the selected objects").click()
    expect(objects(page, "fixed")).to_have_count(1)
    [merged] = bench.stored(count=1)
    assert content(merged)[1:] == content(bench.first)[1:]
    bench.takes_everything_back()


def test_a_polygon_cuts_a_hole_and_ignored_pixels_are_painted(page: Page, work: Work) -> None:
    bench = Bench(page, work)
    bench.press("v")
    bench.click(*INSIDE)
    bench.press("p", "Shift+p")
    for corner in ((0.3, 0.4), (0.4, 0.4), (0.4, 0.6), (0.3, 0.6)):
        bench.click(*corner)
    bench.press("Enter")
    full = bench.first["mask"]["foreground"]
    work.becomes(bench.image, lambda one: one["mask"]["foreground"] != full)
    bench.press("Shift+f")  # fills it
    work.becomes(bench.image, lambda one: one["mask"]["foreground"] == full)
    bench.press("m", "Shift+b", "i")  # the square brush, ignoring
    bench.click(*INSIDE)
    bench.press("i")
    painted = work.becomes(bench.image, lambda one: one["mask"]["ignored"])
    assert painted["mask"]["rect"] == bench.first["mask"]["rect"]
    bench.takes_everything_back()


def test_what_is_locked_or_hidden_stays_as_it_is(page: Page, work: Work) -> None:
    bench = Bench(page, work)
    bench.press("v")
    bench.click(*INSIDE)
    row = page.locator(".object-row:has([data-state=fixed])")
    row.hover()
    row.locator("[data-mark=locked]").click()
    bench.press("Delete", "x")
    row.locator("[data-mark=hidden]").click()
    bench.press("Escape", "v")
    bench.click(*INSIDE)
    expect(page.locator(".object[aria-selected=true]")).to_have_count(0)
    assert [one["version"] for one in bench.stored(count=1)] == [bench.first["version"]]
