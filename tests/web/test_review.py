"""Reviewing in the browser: a grid of objects decided by the keyboard, one by one and many at once; a comment."""

from typing import Any
from uuid import uuid4

from playwright.sync_api import Browser, Page, expect

from server.domain.mask import Origin
from tests.web.conftest import PASSWORD, Work, saved, wait_until


def test_a_grid_is_decided_by_keyboard(page: Page, work: Work) -> None:
    for name in ("one", "two", "three"):
        image = work.add_image(name)
        for place in range(4):
            x = 4 + 15 * place
            work.draw(image, [x, 6, x + 14, 36])
    listed = f"/projects/{work.project['id']}/objects"
    of = work.api.call

    def count(state: str) -> int:
        return len(of("GET", f"{listed}?state={state}&limit=200")["items"])

    fused = f"{listed}?origin=fused&limit=200"
    wait_until(lambda: len(of("GET", fused)["items"]) == 12, "all have their last suggestion")
    page.goto(f"/projects/{work.project['id']}/review")
    expect(page.locator(".cell").first).to_be_visible()
    origins = page.get_by_label("Mask from").locator("option").evaluate_all("all => all.map((one) => one.value)")
    assert set(origins) == {"", *Origin}
    expect(page.locator(".cell img").first).to_have_js_property("complete", True)

    for _ in range(3):  # one by one: yes, no on a Cyrillic keyboard, yes
        page.keyboard.press("Space")
        page.locator(".review-grid").dispatch_event("keydown", {"key": "ч", "code": "KeyX"})
        page.keyboard.press("a")
    page.keyboard.press("z")  # the last yes was too quick
    expect(page.get_by_role("status").filter(has_text="8 decisions")).to_be_visible()
    page.keyboard.press("Shift+End")  # and the rest at once
    page.keyboard.press("Space")
    expect(page.get_by_role("status").filter(has_text="12 decisions")).to_be_visible()
    expect(saved(page)).to_have_attribute("data-status", "saved")
    wait_until(lambda: (count("accepted"), count("drawn"), count("suggested")) == (9, 3, 0), "all is stored")

    page.keyboard.press("Home")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    focused = page.locator(".cell[data-focused]")
    fourth = focused.get_attribute("id")
    page.keyboard.press("Enter")
    expect(page.locator(".stage canvas")).to_be_visible()
    page.go_back()
    expect(focused).to_have_attribute("id", fourth or "")  # one is where one was
    expect(page.get_by_role("status").filter(has_text="12 decisions")).to_be_visible()

    pinned = of("GET", f"{listed}?state=accepted&limit=1")["items"][0]
    there = f"/projects/{work.project['id']}/images/{pinned['image']['id']}"
    said = {"text": "The tail is missing", "object_id": pinned["object"]["id"]}
    of("PUT", f"{there}/comments/{uuid4()}", json=said)
    page.goto(there)
    comment = page.locator(".comment-bar").filter(has_text="The tail is missing")
    comment.get_by_role("button", name="Show").click()
    expect(page.get_by_role("option", selected=True)).to_have_count(1)
    page.keyboard.press("Alt+m")  # about the selected object
    dialog = page.get_by_role("dialog", name="Comment on object")
    dialog.get_by_role("textbox").fill("And the ear")
    dialog.get_by_role("textbox").press("Control+Enter")
    ours = page.locator(".comment-bar").filter(has_text="And the ear")
    expect(ours).to_contain_text("ada on object")
    [mine] = [one for one in of("GET", f"{there}/comments") if one["text"] == "And the ear"]
    assert mine["object_id"] == pinned["object"]["id"]
    name = f"ann-{uuid4().hex[:6]}"
    work.by_annotator(name).api.call("POST", f"/projects/{work.project['id']}/comments/{mine['id']}/done")
    page.reload()
    expect(ours).to_contain_text(f"{name} says that it is done.")
    ours.get_by_role("button", name="Not done").click()
    expect(ours).not_to_contain_text("says that it is done")
    for said in (ours, comment):
        said.get_by_role("button", name="Resolve").click()
        expect(said).to_have_count(0)
    wait_until(lambda: all(one["resolved_at"] for one in of("GET", f"{there}/comments")), "it is resolved")


def test_several_are_seen_commented_and_sent_back(page: Page, work: Work) -> None:
    images = [work.add_image(name) for name in ("one", "two", "three")]
    for image in images:
        work.fix(image, work.draw(image, [20, 20, 90, 100]))
    listed = f"/projects/{work.project['id']}/objects?state=fixed"

    def items() -> list[dict[str, Any]]:
        return work.api.call("GET", listed)["items"]

    page.goto(f"/projects/{work.project['id']}/review?state=fixed&order=image")
    expect(page.locator(".cell")).to_have_count(3)
    page.keyboard.press("Space")
    expect(page.get_by_role("option", name="Seen by ada")).to_have_count(1)
    wait_until(lambda: [one["reviewed_by"] for one in items()].count("ada") == 1, "it is written down")
    page.locator(".review-filters").get_by_label("Seen").select_option(label="Not seen yet")
    expect(page.locator(".cell")).to_have_count(2)

    page.locator(".cell").first.click()
    page.keyboard.press("c")
    talk = page.get_by_role("dialog")
    talk.get_by_role("textbox").fill("Nice")
    talk.get_by_role("textbox").press("Control+Enter")
    expect(talk).to_contain_text("Nice")
    expect(talk.get_by_role("textbox")).to_have_value("")
    page.keyboard.press("Escape")
    wait_until(lambda: sum(one["comments"] for one in items()) == 1, "it is said")

    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("f")
    asked = page.get_by_role("dialog", name="Send back with a comment")
    expect(asked).to_contain_text("each of the 2 selected objects")
    asked.get_by_role("textbox").fill("The rim")
    asked.get_by_role("textbox").press("Control+Enter")
    wait_until(lambda: sorted(one["comments"] for one in items()) == [0, 1, 2], "each got one")


def test_sent_back_done_and_looked_at_again(page: Page, browser: Browser, address: str, work: Work) -> None:
    image = work.add_image("disc")
    work.fix(image, work.draw(image, [20, 20, 90, 100]))
    work.accept(image)
    name = f"ann-{uuid4().hex[:6]}"
    work.by_annotator(name)
    grid = f"/projects/{work.project['id']}/review?state=fixed&state=accepted"
    page.goto(grid)
    expect(page.locator(".cell")).to_have_count(1)
    page.keyboard.press("f")
    asked = page.get_by_role("dialog", name="Send back with a comment")
    asked.get_by_role("textbox").fill("The rim is too wide")
    asked.get_by_role("textbox").press("Control+Enter")
    wait_until(lambda: work.image(image)["state"] == "open", "it is sent back")

    context = browser.new_context(base_url=address)
    context.request.post("/api/session", data={"name": name, "password": PASSWORD}, headers={"Origin": address})
    theirs = context.new_page()
    work.open(theirs, image)
    comment = theirs.locator(".comment-bar").filter(has_text="The rim is too wide")
    expect(comment.get_by_role("button", name="Resolve")).to_have_count(0)
    comment.get_by_role("button", name="Show").click()
    theirs.keyboard.press("e")
    canvas = theirs.locator(".stage canvas")
    canvas.click(position={"x": 330, "y": 330})
    expect(saved(theirs)).to_have_attribute("data-status", "saved")
    comment.get_by_role("button", name="Done").click()
    expect(comment).to_contain_text(f"{name} says that it is done.")
    context.close()

    page.goto(grid)
    expect(page.get_by_role("option", name="Changed since sent back")).to_have_count(1)
