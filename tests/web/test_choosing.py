"""Stories of choosing single images in the list, with the mouse and the keyboard, and giving them to somebody."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import PASSWORD, Work

NAMES = ["a", "b", "c", "d", "e", "f"]


@pytest.fixture
def bea(work: Work) -> str:
    """An annotator of the project."""
    name = f"bea {work.project['id']}"
    work.api.call("POST", f"{work.path}/members", json={"name": name, "role": "annotator", "password": PASSWORD})
    return name


@pytest.fixture
def listed(page: Page, work: Work, bea: str) -> Page:
    """The images page with six images."""
    for name in NAMES:
        work.add_image(name)
    page.goto(f"{work.path}/images")
    expect(page.locator(".tile-name")).to_have_text(NAMES)
    return page


def tile(page: Page, name: str) -> Any:
    """The picture of an image, which leads to it."""
    return page.get_by_role("link", name=f"Label {name}", exact=True)


def chosen_are(page: Page, names: str) -> None:
    """These images are chosen, shown and counted; a letter each."""
    expect(page.locator(".tile[data-chosen] .tile-name")).to_have_text(list(names))
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(len(names))
    expect(page.get_by_role("status")).to_have_text(f"{len(names)} chosen" if names else "")


def assign(page: Page, lead: str, whom: str) -> None:
    """Give the chosen images to somebody."""
    page.get_by_role("button", name="Assign them").click()
    dialog = page.get_by_role("dialog", name="Assign images")
    expect(dialog).to_contain_text(lead)
    dialog.get_by_label("To").select_option(whom)
    dialog.get_by_role("button", name="Assign").click()


def names_of(work: Work, whom: str) -> list[str]:
    """Whose images are called what, as the server has it."""
    [person] = [one for one in work.api.call("GET", f"{work.path}/members") if one["name"] == whom]
    page = work.api.call("GET", f"{work.path}/images", params={"assignee": person["user_id"]})
    return [one["name"] for one in page["items"]]


def test_images_chosen_with_the_mouse_are_given_to_somebody(listed: Page, work: Work, bea: str) -> None:
    tile(listed, "b").hover()
    listed.get_by_role("checkbox", name="Choose b").check()
    chosen_are(listed, "b")
    tile(listed, "e").click(modifiers=["Shift"])
    chosen_are(listed, "bcde")
    tile(listed, "c").click(modifiers=["ControlOrMeta"])
    chosen_are(listed, "bde")
    listed.get_by_role("checkbox", name="Choose f").click(modifiers=["Shift"])  # from c on, which was let go
    chosen_are(listed, "b")
    tile(listed, "f").click(modifiers=["ControlOrMeta"])
    expect(listed).to_have_url(re.compile(r"/images$"))  # nothing was opened
    assign(listed, "The 2 images that you chose.", bea)
    expect(listed.get_by_text("Assigned 2 images.")).to_be_visible()
    chosen_are(listed, "")
    expect(listed.locator(".tile", has=listed.locator(".assignee")).locator(".tile-name")).to_have_text(["b", "f"])
    assert names_of(work, bea) == ["b", "f"]
    tile(listed, "a").click()
    expect(listed).to_have_url(re.compile(r"/images/\d+$"))


def test_images_are_chosen_without_a_mouse(listed: Page, work: Work, bea: str) -> None:
    tile(listed, "a").focus()
    for key in ("ArrowRight", "x", "ArrowRight", "ArrowRight", "Space"):
        listed.keyboard.press(key)
    chosen_are(listed, "bd")
    listed.keyboard.press("Shift+ArrowRight")
    chosen_are(listed, "bde")
    listed.keyboard.press("Shift+ArrowLeft")
    chosen_are(listed, "bd")
    listed.keyboard.press("x")
    chosen_are(listed, "b")
    listed.keyboard.press("Escape")
    chosen_are(listed, "")
    listed.keyboard.press("Shift+ArrowLeft")  # begins where the focus was
    chosen_are(listed, "cd")
    listed.keyboard.press("Control+a")
    chosen_are(listed, "abcdef")
    listed.keyboard.press("Space")
    chosen_are(listed, "abdef")
    assign(listed, "The 5 images that you chose.", bea)
    expect(listed.get_by_text("Assigned 5 images.")).to_be_visible()
    assert names_of(work, bea) == list("abdef")
    expect(tile(listed, "c")).to_be_focused()


def test_what_is_chosen_outlives_scrolling_and_not_another_filter(page: Page, work: Work, bea: str) -> None:
    names = [f"{n:02}" for n in range(90)]
    for name in names:
        work.add_image(name)
    page.goto(f"{work.path}/images")
    tile(page, "01").click(modifiers=["ControlOrMeta"])
    page.keyboard.press("End")
    expect(tile(page, "01")).to_have_count(0)  # only the rows in sight exist
    tile(page, "88").click(modifiers=["Shift"])
    expect(page.get_by_role("status")).to_have_text("88 chosen")
    page.keyboard.press("Home")
    expect(page.get_by_role("checkbox", name="Choose 01")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Choose 00")).not_to_be_checked()
    page.get_by_label("Search by name").fill("8")
    expect(page.get_by_role("status")).to_have_text("")
    page.get_by_role("checkbox", name="Choose 08").focus()
    page.keyboard.press("Control+a")  # all that the list shows, and no more
    expect(page.get_by_role("status")).to_have_text("18 chosen")
    assign(page, "The 18 images that you chose.", bea)
    expect(page.get_by_text("Assigned 18 images.")).to_be_visible()
    assert names_of(work, bea) == [name for name in names if "8" in name]


def test_an_image_that_is_gone_is_named_and_nothing_is_assigned(listed: Page, work: Work, bea: str) -> None:
    tile(listed, "a").click(modifiers=["ControlOrMeta"])
    tile(listed, "b").click(modifiers=["ControlOrMeta"])
    chosen_are(listed, "ab")
    listed.on("dialog", lambda dialog: dialog.accept())
    listed.get_by_role("button", name="What to do with b").click()
    listed.get_by_role("menuitem", name="Delete image").click()
    expect(tile(listed, "b")).to_have_count(0)  # the tiles behind it have moved up
    chosen_are(listed, "a")
    tile(listed, "c").click(modifiers=["ControlOrMeta"])
    chosen_are(listed, "ac")
    [gone] = [one for one in work.api.call("GET", f"{work.path}/images")["items"] if one["name"] == "c"]
    work.api.call("DELETE", f"{work.path}/images/{gone['id']}")
    assign(listed, "The 2 images that you chose.", bea)
    dialog = listed.get_by_role("dialog", name="Assign images")
    expect(dialog.get_by_role("alert")).to_contain_text(f"1 of the 2 images are not in this list (id {gone['id']})")
    assert names_of(work, bea) == []


def test_who_may_not_assign_chooses_nothing(page: Page, work: Work) -> None:
    work.add_image("a")
    theirs = work.by_annotator(f"cai {work.project['id']}")
    page.context.clear_cookies()
    for cookie in theirs.api.http.cookies.jar:
        page.context.add_cookies([{"name": cookie.name, "value": cookie.value or "", "url": work.api.address}])
    page.goto(f"{work.path}/images")
    tile(page, "a").focus()
    page.keyboard.press("x")
    page.keyboard.press("Control+a")
    expect(page.get_by_role("checkbox")).to_have_count(0)
    expect(page.get_by_role("button", name="Assign")).to_have_count(0)
