"""How the annotate page is seen and steered: by eye, by ear, by keys, by fingers."""

import re
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.web.conftest import DISC, Work, drag, objects, point, saved, wait_until
from tests.web.measures import CONTRASTS, CONTROLS


def display(page: Page) -> Any:
    """How things are shown, as this browser remembers it."""
    return page.evaluate("JSON.parse(localStorage.getItem('display') ?? '{}')")


def pixels(page: Page) -> int:
    """A number that changes with what the canvas shows, once painted."""
    return page.evaluate(
        """async () => {
          for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
          const canvas = document.querySelector('.stage canvas');
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          let sum = 0;
          for (let i = 0; i < data.length; i += 4)
            sum = (sum * 31 + data[i] + data[i + 1] * 3 + data[i + 2] * 7) % 1000003;
          return sum;
        }"""
    )


def changes(page: Page, before: int) -> int:
    """Wait until the canvas shows something else."""
    return wait_until(lambda: (now := pixels(page)) != before and now, "the canvas changes")


def calm(page: Page) -> None:
    """No colour is on its way when it is measured."""
    page.emulate_media(reduced_motion="reduce")


def test_three_hints_are_given_once_and_the_object_list_is_heard(page: Page, work: Work) -> None:
    work.open(page, work.add_image("first"))
    expect(page.locator('[data-hint="box"]')).to_contain_text("Drag a box")
    drag(page, *DISC)
    expect(objects(page, "suggested")).to_have_count(1)
    expect(page.locator('[data-hint="suggestion"]')).to_contain_text("Space accepts it")
    expect(page.locator("p[role=status]")).to_have_text("Suggestion for 1 disc")
    expect(objects(page).first).to_contain_text("GrabCut + MCG")  # the last suggestion is there

    # a listbox that mirrors the canvas
    option = page.get_by_role("option", name=re.compile(r"^1 disc, Suggested, .* by .* at "))
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(option).to_have_attribute("aria-selected", "false")
    option.focus()
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Space")
    expect(objects(page, "accepted")).to_have_count(1)
    expect(page.locator("p[role=status]")).to_have_text("1 disc accepted")
    page.locator('[data-hint="accepted"]').get_by_role("button", name="Got it").click()
    expect(page.locator("[data-hint]")).to_have_count(0)


def test_how_masks_look_is_remembered_and_everything_can_be_read(page: Page, work: Work) -> None:
    image = work.add_image("first")
    work.fix(image, work.draw(image, [20, 20, 90, 100]))
    calm(page)
    work.open(page, image)
    expect(objects(page, "fixed")).to_have_count(1)
    page.keyboard.press("Shift+V")
    expect(page.get_by_role("slider", name="Opacity")).to_be_focused()
    shown = pixels(page)
    page.keyboard.press("Home")
    shown = changes(page, shown)
    page.get_by_role("button", name="Outlines").click()
    shown = changes(page, shown)
    page.get_by_role("slider", name="Brightness").focus()
    page.keyboard.press("PageUp")
    changes(page, shown)
    assert page.evaluate(CONTRASTS) == []
    assert page.evaluate(CONTROLS) == []
    page.get_by_role("slider", name="Brightness").press("Escape")
    page.reload()
    expect(objects(page, "fixed")).to_have_count(1)
    assert (display(page)["opacity"], display(page)["masks"]) == (0, "outlined")
    shown = pixels(page)
    page.locator(".stage canvas").focus()
    for there in ("ArrowLeft", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(there)
    changes(page, shown)
    for back in ("ArrowRight", "ArrowDown", "ArrowRight"):
        page.keyboard.press(back)
    wait_until(lambda: pixels(page) == shown, "what was out of sight has its tone again")
    page.keyboard.press("Alt+0")  # the picture as it is
    changes(page, shown)
    page.get_by_role("button", name="Switch to dark").click()
    assert page.evaluate(CONTRASTS) == []


@pytest.mark.parametrize(("times", "keys"), [(1, "+"), (12, "w + +")])  # w: only outlines
def test_a_picture_that_was_moved_looks_as_if_it_were_painted_anew(
    page: Page, work: Work, times: int, keys: str
) -> None:
    image = work.add_image("first", width=160 * times, height=120 * times)
    for box in ([20, 20, 90, 100], [100, 10, 150, 60]):
        work.fix(image, work.draw(image, [side * times for side in box]))

    def different() -> float:
        """The share of the canvas' values, once painted, that are visibly another than the last time."""
        return page.evaluate(
            """async () => {
              for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
              const canvas = document.querySelector('.stage canvas');
              const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
              const before = window.lastSeen;
              window.lastSeen = data;
              return before ? data.filter((value, i) => Math.abs(value - before[i]) > 8).length / data.length : 1;
            }"""
        )

    work.open(page, image)
    expect(objects(page, "fixed")).to_have_count(2)
    page.locator(".stage canvas").focus()
    for key in keys.split():
        page.keyboard.press(key)
    for way in ("Left Left Up", "Down", "Right Right Right", "Up Up Left", "Right Down Down"):
        for there in way.split():
            page.keyboard.press(f"Arrow{there}")
        wait_until(lambda: different() == 0, "it has moved")
        moved = page.evaluate_handle("window.lastSeen")
        page.keyboard.press("Shift+R")
        wait_until(lambda: different() > 0, "it is painted anew, without rulers")
        page.keyboard.press("Shift+R")
        wait_until(lambda: different() == 0, "it looks as before")
        page.evaluate("(moved) => { window.lastSeen = moved; }", moved)
        assert different() < 1e-5, f"moved {way}"  # of places between two pixels some are rounded to the other one


def test_all_masks_come_where_each_takes_long_to_make(page: Page, work: Work) -> None:
    image = work.add_image("first")
    for box in ([16, 12, 48, 36], [64, 12, 96, 36], [112, 12, 144, 36]):
        work.fix(image, work.draw(image, box))

    def tints() -> list[list[int]]:
        """The canvas in the middle of each box."""
        places = [point(page, x, 0.2) for x in (0.2, 0.5, 0.8)]
        return page.evaluate(
            """async (places) => {
              for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
              const canvas = document.querySelector('.stage canvas');
              const { left, top } = canvas.getBoundingClientRect();
              const at = ([x, y]) => canvas.getContext('2d').getImageData(x - left, y - top, 1, 1).data;
              return places.map((place) => Array.from(at(place)));
            }""",
            places,
        )

    page.add_init_script(
        "performance.now = (() => { let now = 0; return () => (now += 7); })()"
    )  # longer than a frame's time
    work.open(page, image)
    expect(objects(page, "fixed")).to_have_count(3)
    page.locator(".stage canvas").focus()
    page.keyboard.down("Backquote")
    wait_until(lambda: all(blue > 80 for _, _, blue, _ in tints()), "the picture is bare")
    bare = tints()
    page.keyboard.up("Backquote")
    wait_until(lambda: all(now != was for now, was in zip(tints(), bare, strict=True)), "all masks are painted")


def test_a_box_a_polygon_and_a_stroke_are_drawn_by_keys_alone(page: Page, work: Work) -> None:
    def press(*keys: str) -> None:
        for key in keys:
            page.keyboard.press(key)

    image = work.add_image("first")
    work.open(page, image)
    told = page.locator("p[role=status]")
    press("Alt+p")
    expect(page.locator(".notices")).to_contain_text("Enter clicks, Alt Enter holds until pressed again, Esc stops.")
    expect(told).to_have_text(re.compile(r"^\d+, \d+$"))
    right, bottom = (int(place) for place in told.inner_text().split(", "))
    press("Enter", *["Alt+ArrowLeft"] * 30, *["Alt+ArrowUp"] * 20, "Enter")
    expect(told).to_have_text(f"{right - 30}, {bottom - 20}")
    drawn = work.becomes(image, lambda one: one["box"])
    assert drawn["box"] == [right - 30, bottom - 20, right, bottom]
    press("p", "Enter", *["Shift+ArrowRight"] * 2, "Enter", *["Shift+ArrowDown"] * 2, "Enter", "Enter")
    triangle = work.becomes(image, lambda one: one["state"] == "fixed")
    press("m", "Alt+Enter", *["Shift+ArrowDown"] * 3, "Alt+Enter", "Escape")
    stroke = work.becomes(image, lambda one: one["box"] != triangle["box"])
    assert stroke["box"][3] > triangle["box"][3]
    press("Enter")  # not the keyboard's pointer any more
    expect(objects(page)).to_have_count(1)


def test_a_window_that_changes_its_size_during_a_drag_leaves_the_box_as_drawn(page: Page, work: Work) -> None:
    image = work.add_image("first")
    work.open(page, image)
    canvas = page.locator(".stage canvas")

    def resize(width: int, height: int) -> None:
        before = canvas.evaluate("canvas => canvas.width")
        page.set_viewport_size({"width": width, "height": height})
        wait_until(lambda: canvas.evaluate("canvas => canvas.width") != before, "the canvas has its new size")

    page.mouse.move(*point(page, 0.2, 0.2))
    page.mouse.down()
    page.mouse.move(*point(page, 0.6, 0.7), steps=4)
    resize(1000, 600)
    page.mouse.up()
    first = work.becomes(image, lambda one: one["box"])
    assert first["box"] == [32, 24, 96, 84]
    drag(page, 0.7, 0.1, 0.95, 0.5)  # the picture is fitted to the new size
    expect(objects(page)).to_have_count(2)
    expect(saved(page)).to_have_attribute("data-status", "saved")
    assert work.image(image)["objects"][1]["box"] == [112, 12, 152, 60]


def test_the_minimap_steps_aside_for_a_drawing_and_comes_back(page: Page, work: Work) -> None:
    image = work.add_image("first")
    work.open(page, image)

    def corner() -> list[int]:
        """The pixels of the canvas where the minimap is, once painted."""
        return page.evaluate(
            """async () => {
              for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
              const canvas = document.querySelector('.stage canvas');
              const [x, y] = [canvas.width - 184, canvas.height - 144];
              return Array.from(canvas.getContext('2d').getImageData(x, y, 184, 144).data);
            }"""
        )

    def becomes(wanted: list[int]) -> None:
        wait_until(lambda: corner() == wanted, "the corner of the canvas is as wanted")

    beside, on_it = point(page, 0.4, 0.4), point(page, 0.95, 0.95)
    page.mouse.move(*beside)
    page.mouse.wheel(0, -1000)
    page.keyboard.press("Shift+M")
    wait_until(lambda: not display(page)["minimap"], "the minimap is off")
    without = corner()
    page.keyboard.press("Shift+M")
    wait_until(lambda: corner() != without, "the minimap is back")
    shown = corner()

    page.mouse.down()
    page.mouse.move(beside[0] + 80, beside[1] + 60)
    becomes(without)
    page.mouse.up()
    becomes(shown)
    for x, y in (on_it, beside, on_it, beside):  # what the pointer leaves is painted anew, and nothing twice
        page.mouse.move(x, y)
    becomes(shown)


def test_keys_follow_another_tool_and_one_s_own_and_clash_in_words(page: Page, work: Work) -> None:
    first, _ = work.add_image("first"), work.add_image("second")
    calm(page)
    work.open(page, first)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    dialog.get_by_label("Keys as in").select_option("CVAT")
    dialog.get_by_role("button", name=re.compile("^Fit the picture: ")).click()
    page.keyboard.press("u")
    dialog.get_by_role("button", name=re.compile("^Eraser: ")).click()
    page.keyboard.press("u")
    expect(dialog.get_by_text("is: Fit the picture. Press it again")).to_be_visible()
    page.keyboard.press("u")
    expect(dialog.get_by_text("Same key as: Fit the picture")).to_be_visible()
    dialog.get_by_role("button", name="Usual key for: Eraser").click()
    expect(dialog.get_by_text("Same key as")).to_have_count(0)
    assert page.evaluate(CONTRASTS) == []
    page.keyboard.press("Escape")
    page.keyboard.press("f")  # CVAT's next
    expect(page.locator(".annotate-name")).to_have_text("second")


def test_label_studio_s_keys_move_what_they_take(page: Page, work: Work) -> None:
    first, _ = work.add_image("first"), work.add_image("second")
    work.api.call("PUT", f"{work.path}/images/{first}/comments/{uuid4()}", json={"text": "Who is this?"})
    work.open(page, first)
    expect(page.locator(".comment-bar")).to_contain_text("Who is this?")
    page.keyboard.press("?")
    page.get_by_label("Keys as in").select_option("Label Studio")
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+Shift+r")  # Alt R copies boxes there
    reply = page.get_by_role("textbox", name="Reply to ada")
    expect(reply).to_be_focused()
    reply.fill("My cat")
    reply.press("Control+Enter")
    expect(page.locator(".comment-bar")).to_contain_text("My cat")
    page.locator(".stage canvas").focus()
    page.keyboard.press("Alt+Shift+h")  # Alt H hides there
    history = page.get_by_role("region", name="History")
    expect(history).to_contain_text("replied to a comment")
    page.keyboard.press("Escape")
    expect(history).to_have_count(0)
    page.keyboard.press("Control+ArrowRight")
    expect(page.locator(".annotate-name")).to_have_text("second")


def test_the_palette_finds_actions_and_pictures(page: Page, work: Work) -> None:
    first, second = work.add_image("first"), work.add_image("second")
    work.open(page, second)
    page.keyboard.press("Control+k")
    page.keyboard.type("erser")
    expect(page.get_by_role("option", selected=True)).to_contain_text("Eraser")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Eraser")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Control+g")
    page.keyboard.type("firs")
    expect(page.get_by_role("option", name="first")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".annotate-name")).to_have_text("first")
    assert [work.image(one)["objects"] for one in (first, second)] == [[], []]  # typing reached no tool


def test_a_pasted_name_leads_to_its_picture_though_the_list_comes_later(page: Page, work: Work) -> None:
    work.add_image("first")
    work.open(page, work.add_image("second"))
    third = work.add_image("third")
    page.keyboard.press("2")  # another class
    held: list[Route] = []
    page.route("**/images?*name=*", lambda route: held.append(route))
    page.keyboard.press("Control+g")
    page.keyboard.insert_text("third")
    page.keyboard.press("Enter")
    wait_until(lambda: page.evaluate("1") and held, "the list is asked for")
    for route in held:
        route.continue_()
    expect(page.locator(".annotate-name")).to_have_text("third")
    expect(page).to_have_url(re.compile(f"/images/{third}$"))
    page.reload()
    expect(page.get_by_role("button", name="bar")).to_have_attribute("aria-pressed", "true")  # the class chosen last


def test_fingers_draw_and_pinch(browser: Browser, address: str, admin_state: Any, work: Work) -> None:
    image = work.add_image("disc")
    context = browser.new_context(
        base_url=address, storage_state=admin_state, viewport={"width": 1280, "height": 800}, has_touch=True
    )
    page = context.new_page()
    work.open(page, image)
    touch = context.new_cdp_session(page)

    def fingers(kind: str, *places: tuple[float, float]) -> None:
        points = [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(places)]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    fingers("touchStart", point(page, DISC[0], DISC[1]))
    fingers("touchMove", point(page, 0.5, 0.5))
    fingers("touchMove", point(page, DISC[2], DISC[3]))
    fingers("touchEnd")
    expect(objects(page)).to_have_count(1)

    shown = pixels(page)
    left, right = point(page, 0.4, 0.5), point(page, 0.6, 0.5)
    fingers("touchStart", left)
    fingers("touchStart", left, right)
    fingers("touchMove", (left[0] - 120, left[1]), (right[0] + 120, right[1]))
    fingers("touchEnd")
    changes(page, shown)
    expect(objects(page)).to_have_count(1)  # nothing was drawn by the pinch
    context.close()
