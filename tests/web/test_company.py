"""Two people and one image: each sees the other, one works on it, and accepting it moves nothing on the screen."""

from playwright.sync_api import Browser, Page, expect

from tests.web.conftest import PASSWORD, Work, drag, objects, saved


def test_two_people_see_each_other_and_one_works(page: Page, browser: Browser, address: str, work: Work) -> None:
    image = work.add_image("disc")
    work.fix(image, work.draw(image, [20, 20, 90, 100]))
    work.api.call("POST", f"{work.path}/members", json={"name": "ben", "role": "annotator", "password": PASSWORD})
    work.open(page, image)
    context = browser.new_context(base_url=address)
    context.request.post("/api/session", data={"name": "ben", "password": PASSWORD}, headers={"Origin": address})
    ben = context.new_page()
    work.open(ben, image)
    expect(ben.get_by_text("ada works on this image")).to_be_visible()
    expect(page.get_by_role("list", name="Also here")).to_contain_text("ben has this image open")
    drag(ben, 0.7, 0.6, 0.9, 0.9)
    expect(objects(page)).to_have_count(2)
    ben.get_by_role("button", name="Take over").click()
    expect(page.get_by_text("ben works on this image")).to_be_visible()
    context.close()
    expect(page.get_by_role("list", name="Also here")).to_have_count(0)

    page.get_by_role("option", name="2 disc").click()
    page.keyboard.press("Delete")
    expect(objects(page)).to_have_count(1)
    expect(saved(page)).to_have_attribute("data-status", "saved")
    page.get_by_role("option", name="1 disc").click()
    page.keyboard.press("Shift+Enter")
    expect(page.get_by_text("This image is accepted")).to_be_visible()
    expect(page.locator('.object-list [aria-selected="true"]')).to_have_count(1)  # the picture was not opened anew
