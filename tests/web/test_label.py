"""Labelling in the browser: boxes become masks without a click, people decide, undo, and go on."""

from playwright.sync_api import Page, expect

from tests.web.conftest import DISC, Api, Work, drag, objects, saved, wait_until


def test_from_the_sample_project_to_an_accepted_image(page: Page, api: Api) -> None:
    page.goto("/")
    page.get_by_role("button", name="Load the sample project").click()
    page.get_by_role("button", name="Open", exact=False).filter(has_text="Open").click()
    page.locator(".tile-link").first.click()
    expect(saved(page)).to_have_attribute("data-status", "saved")
    path = page.evaluate("location.pathname")

    drag(page, 0.2, 0.2, 0.7, 0.8)
    expect(objects(page, "suggested")).to_have_count(1)  # nobody clicked for it
    expect(objects(page).first).to_contain_text("GrabCut")
    page.keyboard.press("Space")
    expect(objects(page, "accepted")).to_have_count(1)
    expect(saved(page)).to_have_attribute("data-status", "saved")

    page.keyboard.press("g")
    page.keyboard.press("Shift+Enter")  # waits for the answer to the first
    expect(page.get_by_text("This image is accepted")).to_be_visible()
    opened = api.call("GET", path)
    assert opened["state"] == "accepted"
    assert [one["state"] for one in opened["objects"]] == ["accepted"]
    assert opened["objects"][0]["mask"]["uncertain"] is None

    name = page.locator(".annotate-name").inner_text()
    page.keyboard.press("Shift+d")
    expect(page.locator(".annotate-name")).not_to_have_text(name)


def test_a_stroke_fixes_a_mask_and_undo_brings_the_suggestion_back(page: Page, work: Work) -> None:
    image = work.add_image("disc")
    work.open(page, image)
    drag(page, *DISC)
    expect(objects(page, "suggested")).to_have_count(1)
    expect(objects(page).first).to_contain_text("GrabCut + MCG")  # the last word of the proposals
    before = work.one(image)["mask"]

    page.keyboard.press("m")
    drag(page, 0.12, 0.25, 0.2, 0.25)
    expect(objects(page, "fixed")).to_have_count(1)
    painted = work.becomes(image, lambda one: one["state"] == "fixed")["mask"]
    assert painted["origin"] == "human"
    assert painted["foreground"] != before["foreground"]

    page.keyboard.press("Control+z")
    back = work.becomes(image, lambda one: one["state"] == "suggested")
    assert back["mask"] == before
    page.keyboard.press("Control+Shift+z")
    again = work.becomes(image, lambda one: one["state"] == "fixed")
    assert again["mask"]["foreground"] == painted["foreground"]

    work.add_image("beside")
    page.keyboard.press("d")
    expect(page.locator(".annotate-name")).to_have_text("beside")
    page.keyboard.press("Control+z")  # nothing was done here
    page.keyboard.press("a")
    expect(page.locator(".annotate-name")).to_have_text("disc")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    wait_until(lambda: work.image(image)["objects"] == [], "the box is gone")
    page.keyboard.press("Control+Shift+z")  # and both at once: the stroke needs the suggestion that the box had
    page.keyboard.press("Control+Shift+z")
    again = work.becomes(image, lambda one: one["state"] == "fixed")
    assert again["mask"]["foreground"] == painted["foreground"]


def test_a_deleted_object_comes_back_with_its_mask(page: Page, work: Work) -> None:
    image = work.add_image("disc")
    fixed = work.fix(image, work.draw(image, [20, 20, 90, 100]))
    work.open(page, image)
    page.get_by_role("option", name="1 disc").click()
    page.keyboard.press("Delete")
    wait_until(lambda: work.image(image)["objects"] == [], "the object is gone")
    page.keyboard.press("Control+z")
    assert work.becomes(image, lambda one: one["state"] == "fixed")["mask"] == fixed["mask"]


def test_rejecting_leaves_the_box_and_asking_brings_a_mask(page: Page, work: Work) -> None:
    image = work.add_image("disc")
    work.open(page, image)
    drag(page, *DISC)
    expect(objects(page, "suggested")).to_have_count(1)
    page.keyboard.press("x")
    expect(objects(page, "drawn")).to_have_count(1)
    assert work.becomes(image, lambda one: one["state"] == "drawn")["mask"] is None
    page.get_by_role("button", name="Suggest a mask").click()
    expect(objects(page, "suggested")).to_have_count(1)


def test_everything_by_keyboard(page: Page, work: Work) -> None:
    image = work.add_image("disc")
    for box in ([20, 20, 90, 100], [100, 10, 150, 60]):
        work.draw(image, box)
    wait_until(lambda: all(one["mask"] for one in work.image(image)["objects"]), "both have suggestions")
    page.goto(f"/projects/{work.project['id']}/images")
    page.get_by_role("link", name="Label disc").focus()
    page.keyboard.press("Enter")
    expect(objects(page, "suggested")).to_have_count(2)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Accept the picture")
    page.keyboard.press("Escape")

    page.keyboard.press("Tab")
    for count in (1, 2):
        page.keyboard.press("Space")
        expect(objects(page, "accepted")).to_have_count(count)
    page.keyboard.press("Shift+Enter")
    expect(page.get_by_text("This image is accepted")).to_be_visible()
    assert work.image(image)["state"] == "accepted"


def test_the_class_is_chosen_before_the_box(page: Page, work: Work) -> None:
    image = work.add_image("disc")
    work.open(page, image)
    page.keyboard.press("2")
    drag(page, *DISC)
    expect(objects(page)).to_have_count(1)
    expect(objects(page).first).to_contain_text("bar")
    assert work.becomes(image, lambda one: one)["class_id"] == work.classes[1]


def test_copying_the_boxes_of_the_previous_picture(page: Page, work: Work) -> None:
    first, second = work.add_image("first"), work.add_image("second")
    drawn = work.draw(first, [20, 20, 90, 100], index=1)
    work.open(page, first)
    expect(objects(page)).to_have_count(1)
    page.keyboard.press("d")
    expect(page.locator(".annotate-name")).to_have_text("second")
    page.keyboard.press("r")
    copied = work.becomes(second, lambda one: one)
    assert (copied["box"], copied["class_id"]) == (drawn["box"], drawn["class_id"])
    assert copied["id"] != drawn["id"]
    expect(objects(page).first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("r")
    expect(page.get_by_text("No boxes copied; 1 left out: here already")).to_be_visible()
    page.keyboard.press("a")
    expect(page.locator(".annotate-name")).to_have_text("first")
    page.keyboard.press("r")  # the image before it in the list, not the one seen before
    expect(page.get_by_text("This is the first image.")).to_be_visible()
