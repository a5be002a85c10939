"""Large and odd pictures in the browser: seen by their tiles, boxed and suggested; a list that goes anywhere."""

import re

import cv2
import numpy as np
from playwright.sync_api import Page, Route, expect

from tests.web.conftest import Work, drag, objects, wait_until

REFUSED = {"status": 409, "json": {"error": {"code": "refused", "message": "The picture is damaged.", "hint": ""}}}
NOT_YET = {"status": 404, "json": {"error": {"code": "not_yet", "message": "They are being made.", "hint": ""}}}
TILES = re.compile(r"/tiles/\d")
WIDTH, HEIGHT = 9000, 6750  # 61 megapixels, 4:3


def large_picture() -> bytes:
    """A yellow disc on blue; a white line at x = 6000."""
    pixels = np.full((HEIGHT, WIDTH, 3), (90, 45, 25), np.uint8)
    cv2.circle(pixels, (3150, 3375), 990, (40, 180, 215), -1)
    pixels[:, 6000:6100] = 255
    return cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 80])[1].tobytes()


def deep_picture() -> bytes:
    """12 of 16 bits: a bright half that would be black by its upper bytes."""
    values = np.full((300, 400), 300, np.uint16)
    values[:, 200:] = 3000
    return cv2.imencode(".png", values)[1].tobytes()


# The colour in the middle of the canvas, from what is drawn on it.
MIDDLE = """canvas => {
  const { width, height } = canvas;
  return [...canvas.getContext("2d").getImageData(width >> 1, height >> 1, 1, 1).data].slice(0, 3);
}"""


def test_a_picture_of_61_megapixels_and_one_of_16_bits(page: Page, work: Work) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    files = {"file": ("large.jpg", large_picture(), "image/jpeg")}
    large = work.api.call("POST", f"{work.path}/images", files=files)["id"]
    files = {"file": ("deep.png", deep_picture(), "image/png")}
    note = work.api.call("POST", f"{work.path}/images", files=files)["note"]
    assert note.startswith("Its 16-bit samples from 300 to 3,000 are shown")
    wait_until(lambda: work.image(large)["tiled"], "the tiles are made")

    work.open(page, large)
    drag(page, 0.22, 0.33, 0.48, 0.67)
    expect(objects(page, "suggested")).to_have_count(1)
    expect(objects(page).first).to_contain_text("GrabCut + MCG")
    mask = work.becomes(large, lambda one: one["mask"] and one["mask"]["origin"] == "fused")["mask"]
    x0, y0, x1, y1 = mask["rect"]
    assert max(abs(x0 - 2160), abs(x1 - 4140), abs(y0 - 2385), abs(y1 - 4365)) < 60  # the disc
    assert not any(f"/images/{large}/file" in url for url in asked)  # nobody sent the whole picture

    page.route(re.compile("/tiles/0/8/6"), lambda route: route.fulfill(status=500))
    page.keyboard.press("Shift+0")  # 100 %: the middle of the picture, x = 4500
    lost = page.get_by_role("alert").filter(has_text="Parts of the picture are missing")
    expect(lost).to_be_visible()
    page.unroute(re.compile("/tiles/0/8/6"))
    with page.expect_request(re.compile("/tiles/0/8/6")):
        lost.get_by_role("button", name="Try again").click()
    expect(lost).to_have_count(0)
    canvas = page.locator("canvas")
    page.mouse.move(700, 5)
    blue = lambda: (lambda r, g, b: b > 80 and r < 40)(*canvas.evaluate(MIDDLE))  # noqa: E731
    wait_until(blue, "the background is seen at 100 %")

    page.keyboard.press("d")
    expect(page.locator(".annotate-name")).to_have_text("deep")
    page.keyboard.press("v")
    page.mouse.move(700, 5)
    shares = lambda: page.locator("canvas").evaluate(  # noqa: E731
        "c => [0.3, 0.7].map(x => c.getContext('2d').getImageData(c.width * x, c.height / 2, 1, 1).data[0])"
    )
    wait_until(lambda: shares() == [0, 255], "the halves are black and white")


def test_a_picture_shown_whole_says_why_and_gets_its_tiles(page: Page, work: Work) -> None:
    files = {"file": ("large.jpg", large_picture(), "image/jpeg")}
    large = work.api.call("POST", f"{work.path}/images", files=files)["id"]
    wait_until(lambda: work.image(large)["tiled"], "the tiles are made")
    page.route(TILES, lambda route: route.fulfill(**REFUSED))
    work.open(page, large)
    why = page.get_by_role("alert").filter(has_text="shown whole, which is slow. The picture is damaged.")
    expect(why).to_be_visible()
    drag(page, 0.22, 0.33, 0.48, 0.67)
    expect(objects(page, "suggested")).to_have_count(1)

    page.unroute(TILES)
    page.route(TILES, lambda route: route.fulfill(**NOT_YET))
    with page.expect_request(re.compile(f"/images/{large}/levels")) as asked:
        why.get_by_role("button", name="Try again").click()
    response = asked.value.response()
    assert response is not None
    assert response.status == 202
    coming = page.get_by_role("status").filter(has_text="shown whole until its tiles are made")
    expect(coming).to_be_visible()
    expect(why).to_have_count(0)
    with page.expect_request(re.compile("/tiles/")):
        page.unroute(TILES)
        work.api.call("POST", f"{work.path}/images/{large}/levels")  # what the worker does is heard of
    expect(coming).to_have_count(0)
    expect(objects(page)).to_have_count(1)
    page.keyboard.press("Control+z")  # the picture was not opened anew: what was done can be undone
    expect(objects(page)).to_have_count(0)
    with page.expect_request(re.compile("/tiles/0/")):
        page.keyboard.press("Shift+0")  # and it is seen by its tiles


def test_a_list_goes_to_any_place_and_answers_to_keys(page: Page, work: Work) -> None:
    for number in range(40):
        work.add_image(f"disc_{number:02d}")
    asked: list[str] = []
    page.route(re.compile("/thumbnail"), lambda route: (asked.append(route.request.url), route.fulfill(**REFUSED)))
    page.goto(f"{work.path}/images")
    page.get_by_role("button", name="Try again").nth(1).wait_for()
    page.unroute(re.compile("/thumbnail"))
    assert max(asked.count(url) for url in asked) <= 2  # by the picture, and then why
    page.get_by_role("button", name="Try again").first.click()
    expect(page.get_by_text("40 images")).to_be_visible()
    expect(page.locator(".tile-link img").first).to_be_visible()
    assert page.locator(".tile").count() < 40  # only what is in sight is there
    jump = page.get_by_label("Go to a name or number")
    jump.fill("disc_37")
    jump.press("Enter")
    expect(page.get_by_role("link", name="Label disc_37")).to_be_focused()
    page.keyboard.press("Home")
    expect(page.get_by_role("link", name="Label disc_00")).to_be_focused()
    page.keyboard.press("End")
    expect(page.get_by_role("link", name="Label disc_39")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile("[?]at="))  # the list has come to rest
    page.keyboard.press("Enter")
    expect(page.locator(".annotate-name")).to_have_text("disc_38")
    page.get_by_role("link", name="Back to the images").click()
    expect(page.get_by_role("link", name="Label disc_38")).to_be_visible()  # the list is where one left it
    page.get_by_role("button", name="Open 40").click()
    expect(page.get_by_role("link", name="Label disc_00")).to_be_visible()
    page.get_by_label("Search by name").fill("disc_1")
    expect(page.locator(".tile")).to_have_count(10)
    page.get_by_role("link", name="Label disc_12").click()
    expect(page.locator(".annotate-name")).to_have_text("disc_12")
    page.go_back()
    expect(page.locator(".tile")).to_have_count(10)
    expect(page.get_by_label("Search by name")).to_have_value("disc_1")
    expect(page.get_by_role("button", name="Open 40")).to_have_attribute("aria-pressed", "true")


def test_tiles_that_come_for_a_picture_left_meanwhile_are_there_when_it_is_back(page: Page, work: Work) -> None:
    files = {"file": ("large.jpg", large_picture(), "image/jpeg")}
    large = work.api.call("POST", f"{work.path}/images", files=files)["id"]
    work.add_image("small")
    wait_until(lambda: work.image(large)["tiled"], "the tiles are made")
    page.route(TILES, lambda route: route.fulfill(**NOT_YET))
    work.open(page, large)
    coming = page.get_by_role("status").filter(has_text="shown whole until its tiles are made")
    expect(coming).to_be_visible()
    page.unroute(TILES)

    held: list[Route] = []
    left: list[bool] = []
    page.route(TILES, lambda route: route.continue_() if left else held.append(route))
    work.api.call("POST", f"{work.path}/images/{large}/levels")  # what the worker does is heard of
    wait_until(lambda: page.evaluate("1") and held, "the tiles are asked for")
    page.keyboard.press("d")
    expect(page.locator(".annotate-name")).to_have_text("small")
    left.append(True)
    with page.expect_response(TILES):
        for route in held:
            route.continue_()
    whole: list[str] = []
    page.on("request", lambda request: whole.append(request.url) if f"/{large}/file" in request.url else None)
    page.keyboard.press("a")
    expect(page.locator(".annotate-name")).to_have_text("large")
    with page.expect_request(re.compile("/tiles/0/")):
        page.keyboard.press("Shift+0")  # it is seen by its tiles
    expect(coming).to_have_count(0)
    assert whole == []


def test_the_arrows_keep_to_what_the_list_shows_until_told_otherwise(page: Page, work: Work) -> None:
    for name in ("cat_1", "dog_1", "cat_2", "dog_2"):
        work.add_image(name)
    page.goto(f"{work.path}/images?name=dog")
    page.get_by_role("link", name="Label dog_1").click()
    shown = page.locator(".annotate-name")
    expect(shown).to_have_text("dog_1")
    page.keyboard.press("d")
    expect(shown).to_have_text("dog_2")
    page.keyboard.press("d")
    expect(page.get_by_text("This is the last image that the list shows.")).to_be_visible()
    page.keyboard.press("a")
    expect(shown).to_have_text("dog_1")
    page.get_by_role("button", name="Go through all images").click()
    page.keyboard.press("d")
    expect(shown).to_have_text("cat_2")
    page.get_by_role("link", name="Back to the images").click()
    expect(page.get_by_text("4 images")).to_be_visible()
