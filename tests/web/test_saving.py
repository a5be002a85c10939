"""Nothing that a person drew is lost: not to somebody else's change, a dead line, or a closed tab."""

import re
from typing import Any

import psutil
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.web.conftest import DISC, Work, drag, objects, point, saved, wait_until


def start_stale(page: Page, work: Work) -> tuple[int, dict[str, Any]]:
    """An image with one fixed object, open on a page that hears no live news: the next change there is stale."""
    image = work.add_image("disc")
    thing = work.fix(image, work.draw(image, [20, 20, 90, 100]))
    page.route("**/live", lambda route: route.abort())
    work.open(page, image)
    expect(objects(page, "fixed")).to_have_count(1)
    page.get_by_role("option", name="1 disc").click()
    return image, thing


def test_a_stroke_joins_what_somebody_else_changed_elsewhere(page: Page, work: Work) -> None:
    image, thing = start_stale(page, work)
    flagged = {"class_id": thing["class_id"], "box": thing["box"], "truncated": True}
    work.change(image, thing, "PUT", "", flagged)
    page.keyboard.press("e")
    drag(page, 0.2, 0.3, 0.3, 0.3)
    expect(saved(page)).to_have_attribute("data-status", "saved")
    both = work.becomes(image, lambda one: one["mask"]["foreground"] != thing["mask"]["foreground"])
    assert both["truncated"]
    expect(page.locator(".clash")).to_have_count(0)


def test_two_strokes_on_one_mask_are_asked_about_and_mine_can_stay(page: Page, work: Work) -> None:
    image, thing = start_stale(page, work)
    name = f"dan {work.project['id']}"
    dan = work.by_annotator(name)
    theirs = dan.change(image, thing, "PUT", "/mask", {"rect": [30, 30, 40, 40], "foreground": "0T3"})
    dan.change_often(image, dan.fix(image, dan.draw(image, [100, 20, 140, 60])))  # what fills the image's history
    page.keyboard.press("e")
    drag(page, 0.2, 0.3, 0.3, 0.3)
    bar = page.locator(".clash")
    expect(bar).to_contain_text("Somebody else changed this object")
    expect(bar.locator(".clash-side")).to_have_count(2)  # side by side: mine, and who did the other one when
    expect(bar.locator(".clash-side").nth(1)).to_contain_text(name)
    expect(bar.locator(".object-picture-mask[src]")).to_have_count(2)
    stored = {one["id"]: one["mask"] for one in work.image(image)["objects"]}
    assert stored[thing["id"]] == theirs["mask"]  # nothing is overwritten before somebody says so
    page.keyboard.press("b")  # nothing is blocked meanwhile: another box goes through
    drag(page, 0.7, 0.6, 0.9, 0.9)
    wait_until(lambda: len(work.image(image)["objects"]) == 3, "the other box is stored")

    bar.get_by_role("button", name="Keep mine").click()
    expect(bar).to_have_count(0)
    expect(saved(page)).to_have_attribute("data-status", "saved")
    mine = next(one for one in work.image(image)["objects"] if one["id"] == thing["id"])
    assert mine["mask"]["rect"] == thing["mask"]["rect"]


def test_theirs_can_be_taken(page: Page, work: Work) -> None:
    image, thing = start_stale(page, work)
    theirs = work.change(image, thing, "PUT", "/mask", {"rect": [30, 30, 40, 40], "foreground": "0T3"})
    page.keyboard.press("e")
    drag(page, 0.2, 0.3, 0.3, 0.3)
    expect(page.get_by_role("button", name="Take theirs")).to_be_visible()
    page.keyboard.press("Alt+2")
    expect(page.locator(".clash")).to_have_count(0)
    expect(saved(page)).to_have_attribute("data-status", "saved")
    assert work.one(image)["mask"] == theirs["mask"]


def test_work_goes_on_offline_and_is_sent_later(page: Page, context: BrowserContext, work: Work) -> None:
    image, other = work.add_image("disc"), work.add_image("other")
    work.open(page, image)
    for key, name in (("d", "other"), ("a", "disc")):
        page.keyboard.press(key)
        expect(page.locator(".annotate-name")).to_have_text(name)
    context.set_offline(True)
    drag(page, *DISC)
    expect(saved(page)).to_contain_text("Offline: 1 change kept")
    page.keyboard.press("m")
    drag(page, 0.2, 0.4, 0.4, 0.4)
    expect(saved(page)).to_contain_text("2 changes kept")
    assert work.image(image)["objects"] == []
    page.keyboard.press("d")
    expect(page.locator(".annotate-name")).to_have_text("other")
    page.keyboard.press("r")
    expect(page.get_by_text("1 box copied.")).to_be_visible()
    context.set_offline(False)
    expect(saved(page)).to_have_attribute("data-status", "saved")
    assert work.one(image)["state"] == "fixed"
    assert work.one(other)["box"] == work.one(image)["box"]


def test_leaving_an_image_loses_nothing_unsent_or_unfinished(page: Page, work: Work) -> None:
    image, other = work.add_image("disc"), work.add_image("other")
    work.fix(image, work.draw(image, [20, 20, 90, 100]))
    work.open(page, image)

    def go_and_come_back(count: int) -> None:
        for key, there, objects_there in (("d", other, 0), ("a", image, count)):
            page.keyboard.press(key)
            expect(page).to_have_url(re.compile(rf"/images/{there}$"))
            expect(objects(page)).to_have_count(objects_there)

    go_and_come_back(1)
    page.context.set_offline(True)
    page.get_by_role("option", name="1 disc").click()
    page.keyboard.press("Delete")
    expect(saved(page)).to_contain_text("Offline: 1 change kept")
    go_and_come_back(0)
    page.context.set_offline(False)
    expect(saved(page)).to_have_attribute("data-status", "saved")
    assert work.image(image)["objects"] == []
    page.keyboard.press("p")
    for corner in ((0.2, 0.2), (0.5, 0.2), (0.5, 0.6)):
        page.mouse.click(*point(page, *corner))
    page.get_by_role("link", name="Back to the images").click()
    work.becomes(image, lambda one: one["state"] == "fixed")


def test_an_image_goes_back_with_all_its_changes(page: Page, work: Work) -> None:
    image = work.add_image("disc")
    work.fix(image, work.draw(image, [20, 20, 90, 100]))
    work.open(page, image)
    page.keyboard.press("g")
    expect(page.get_by_text("Boxed", exact=True)).to_be_visible()
    page.route("**/changes", lambda route: route.abort())
    page.get_by_role("option", name="1 disc").click()
    page.keyboard.press("Shift+T")
    expect(saved(page)).to_contain_text("Offline: 1 change kept")
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Send back").click()
    words = page.get_by_role("dialog").get_by_role("textbox")
    words.fill("The ear is missing")
    words.press("Enter")  # a new line
    words.press_sequentially("and the tail")
    send = page.get_by_role("dialog").get_by_role("button", name="Send back")
    send.click()
    expect(page.get_by_role("dialog")).to_contain_text("Some changes are not saved yet")
    assert work.image(image)["state"] == "boxed"

    page.unroute("**/changes")
    wait_until(lambda: work.one(image)["truncated"], "the change is stored")
    words.press("Control+Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert work.image(image)["state"] == "open"
    assert work.image(image)["comment"] == "The ear is missing\nand the tail"


def server_of(address: str) -> psutil.Process:
    """The API's process; the supervisor starts it again when it dies."""
    port = address.rsplit(":", 1)[1]
    running = psutil.process_iter(["cmdline"])
    return next(one for one in running if {"server.api.app:app", port} <= set(one.info["cmdline"] or []))


def test_a_server_killed_in_the_middle_of_a_save_loses_nothing(page: Page, work: Work, address: str) -> None:
    image = work.add_image("disc")
    work.open(page, image)
    answered = []

    def die_before_answering(route: Route) -> None:
        answered.append(route.fetch().json())  # the server has it, the page never hears of it
        server_of(address).kill()
        route.abort()

    page.route("**/changes", die_before_answering, times=1)
    drag(page, *DISC)
    expect(saved(page)).to_contain_text("Offline")
    drag(page, 0.7, 0.6, 0.9, 0.9)
    expect(objects(page)).to_have_count(2)
    page.keyboard.press("v")
    page.get_by_role("option", name="1 disc").click()
    page.keyboard.press("Shift+T")
    expect(saved(page)).to_have_attribute("data-status", "saved")
    assert [one["result"] for one in answered[0]["outcomes"]] == ["stored"]
    first, second = work.image(image)["objects"]
    assert (first["id"], first["truncated"], second["truncated"]) == (answered[0]["objects"][0]["id"], True, False)
    kinds = [one["kind"] for one in work.api.call("GET", f"{work.path}/images/{image}/history")["items"]]
    assert kinds.count("object.drawn") == 2
    assert kinds.count("object.changed") == 1


def test_a_closed_tab_loses_nothing(page: Page, context: BrowserContext, work: Work) -> None:
    image = work.add_image("disc")
    work.open(page, image)
    context.set_offline(True)
    drag(page, *DISC)
    expect(saved(page)).to_contain_text("Offline: 1 change kept")
    page.close()
    context.set_offline(False)
    later = context.new_page()
    later.goto("/")  # any page will do
    wait_until(lambda: len(work.image(image)["objects"]) == 1, "the box of the closed tab is stored")


def test_what_a_closed_tab_left_is_sent_by_the_one_beside_it(page: Page, context: BrowserContext, work: Work) -> None:
    image = work.add_image("disc")
    work.open(page, image)
    beside = context.new_page()
    work.open(beside, image)
    context.set_offline(True)
    drag(beside, *DISC)
    expect(saved(beside)).to_contain_text("Offline: 1 change kept")
    beside.close()
    expect(saved(page)).to_contain_text("Offline: 1 change kept")
    context.set_offline(False)
    expect(saved(page)).to_have_attribute("data-status", "saved")
    assert work.one(image)["state"] in ("drawn", "suggested")


def test_a_repeated_send_is_harmless(page: Page, work: Work) -> None:
    image = work.add_image("disc")

    def lose_answer(route: Route) -> None:
        route.fetch()  # the server stores it, its answer never arrives
        route.abort()

    work.open(page, image)
    page.route("**/changes", lose_answer, times=1)
    with page.expect_event("requestfailed"):
        drag(page, *DISC)
    expect(saved(page)).to_have_attribute("data-status", "saved")
    assert len(work.image(image)["objects"]) == 1
    expect(objects(page)).to_have_count(1)


def test_an_answer_from_before_a_change_takes_nothing_back(page: Page, work: Work) -> None:
    image = work.add_image("disc")
    page.route("**/live", lambda route: route.abort())  # somebody else's box comes with that answer alone
    asked: list[Route] = []

    def hold_the_second(route: Route) -> None:
        asked.append(route)
        if len(asked) == 1:
            route.continue_()

    page.route(f"**/images/{image}?*", hold_the_second)
    page.goto(f"{work.path}/images/{image}")
    wait_until(lambda: page.evaluate("1") and len(asked) == 2, "the image is asked for again, once it is shown")
    work.draw(image, [100, 20, 140, 60])
    late = asked[1].fetch()
    with page.expect_response("**/changes"):
        drag(page, *DISC)
    expect(saved(page)).to_have_attribute("data-status", "saved")
    asked[1].fulfill(response=late)
    expect(objects(page)).to_have_count(2)
    expect(page.locator(".object-list [aria-selected=true]")).to_have_count(1)


def test_a_polygon_being_drawn_is_kept_when_the_page_is_loaded_anew(page: Page, work: Work) -> None:
    image = work.add_image("disc")
    work.open(page, image)
    page.route("**/changes", lambda route: route.abort())
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.keyboard.press("p")
    for corner in ((0.2, 0.3), (0.9, 0.3), (0.9, 0.8)):
        page.mouse.click(*point(page, *corner))
    page.reload()
    assert asked == ["beforeunload"]
    expect(objects(page, "fixed")).to_have_count(1)  # as it is on this computer's disk
    page.unroute("**/changes")
    assert work.becomes(image, lambda one: one["state"] == "fixed")["mask"]["origin"] == "human"
    page.reload()
    assert asked == ["beforeunload"]  # nothing is drawn now
