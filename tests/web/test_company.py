"""Two people and one image: each sees the other and what the other changed; the past of the image comes back."""

from uuid import uuid4

from playwright.sync_api import Browser, Page, expect

from tests.web.conftest import PASSWORD, Work, drag, objects, point, saved, wait_until


def test_two_people_see_each_other_and_one_works(page: Page, browser: Browser, address: str, work: Work) -> None:
    image = work.add_image("disc")
    work.fix(image, work.draw(image, [20, 20, 90, 100]))
    work.api.call("POST", f"{work.path}/members", json={"name": "ben", "role": "annotator", "password": PASSWORD})
    work.open(page, image)
    page.get_by_role("option", name="1 disc").click()
    context = browser.new_context(base_url=address)
    context.request.post("/api/session", data={"name": "ben", "password": PASSWORD}, headers={"Origin": address})
    ben = context.new_page()
    work.open(ben, image)
    expect(ben.get_by_text("ada works on this image")).to_be_visible()
    expect(page.get_by_role("list", name="Also here")).to_contain_text("ben has this image open")
    expect(ben.get_by_role("option", name="1 disc")).to_contain_text("ada is here")  # selected before ben came
    ben.get_by_role("option", name="1 disc").click()
    expect(page.get_by_role("option", name="1 disc")).to_contain_text("ben is here")
    drag(ben, 0.7, 0.6, 0.9, 0.9)
    expect(objects(page)).to_have_count(2)
    expect(page.get_by_role("option", name="2 disc")).to_contain_text("ben is here")
    expect(page.get_by_role("option", name="1 disc")).not_to_contain_text("ben is here")
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


def test_what_others_changed_is_shown_and_the_past_comes_back(page: Page, work: Work) -> None:
    image = work.add_image("disc")
    gone = work.fix(image, work.draw(image, [1, 1, 9, 9]))  # its number is never given again
    work.change(image, gone, "DELETE", "", None)
    thing = work.fix(image, work.draw(image, [20, 20, 90, 100]))
    first = thing["mask"]["foreground"]
    name = f"cat {work.project['id']}"
    cat = work.by_annotator(name)
    cat.change(image, thing, "PUT", "", {"class_id": work.classes[1], "box": [20, 20, 90, 100]})
    cat.draw(image, [100, 20, 140, 60])
    about = {"text": "Is this one?", "object_id": thing["id"]}
    cat.api.call("PUT", f"{work.path}/images/{image}/comments/{uuid4()}", json=about)

    asked: list[bool] = []
    page.on("request", lambda sent: f"/images/{image}?" in sent.url and asked.append("news=true" in sent.url))
    work.open(page, image)
    expect(page.get_by_text(f"Since you were here, {name} changed 2 objects.")).to_be_visible()
    expect(page.locator(".object[data-changed=true]")).to_have_count(2)
    expect(page.get_by_role("option", name="2 bar")).to_contain_text(f"class changed by {name}")
    expect(page.get_by_text(f"{name} on object 2: “Is this one?”")).to_be_visible()
    expect(page.get_by_role("option", name="3 disc")).to_contain_text(f"added by {name}")
    for option in ("2 bar", "3 disc", "2 bar"):
        page.keyboard.press("Alt+n")
        expect(page.get_by_role("option", name=option)).to_have_attribute("aria-selected", "true")
    page.get_by_role("button", name="Got it").first.click()
    expect(page.locator(".object[data-changed=true]")).to_have_count(0)
    cat.draw(image, [100, 70, 140, 110])
    expect(page.get_by_role("option", name="4 disc")).to_be_visible()
    asked.clear()
    with page.expect_request(lambda sent: f"/images/{image}?" in sent.url):
        about = {"text": "And all the others?"}
        cat.api.call("PUT", f"{work.path}/images/{image}/comments/{uuid4()}", json=about)
    assert not any(asked)  # what is new is asked for once, at the opening
    cat.change(image, cat.fix(image, work.image(image)["objects"][-1]), "DELETE", "", None)
    expect(page.get_by_role("option", name="4 disc")).to_have_count(0)

    page.keyboard.press("Alt+h")
    panel = page.get_by_role("region", name="History")
    panel.get_by_role("button", name="painted disc #2").click()
    expect(panel.get_by_role("status")).to_contain_text("Nothing can be changed here")
    expect(objects(page)).to_have_count(1)
    expect(page.get_by_role("option", name="2 disc")).to_be_visible()
    expect(page.get_by_role("button", name="Brush", exact=True)).to_have_attribute("aria-disabled", "true")
    expect(panel.get_by_role("button", name="painted disc #2")).to_be_focused()
    page.locator(".stage canvas").focus()
    page.keyboard.press("Escape")
    expect(objects(page)).to_have_count(2)
    page.keyboard.press("p")
    page.locator(".stage canvas").click(position={"x": 60, "y": 60})
    page.keyboard.press("Escape")  # ends the polygon alone
    page.keyboard.press("Control+s")
    expect(page.get_by_text("All is saved.")).to_be_visible()
    panel.get_by_role("button", name="painted disc #2").click()
    panel.get_by_role("button", name="Restore only disc #2").click()
    expect(panel.get_by_role("status")).to_have_count(0)
    expect(page.get_by_role("option", name="2 disc")).to_be_visible()
    expect(objects(page)).to_have_count(2)
    [back] = [one for one in work.image(image)["objects"] if one["id"] == thing["id"]]
    assert (back["class_id"], back["mask"]["foreground"]) == (work.classes[0], first)
    panel.get_by_role("button", name="painted disc #2").first.click()
    panel.get_by_role("button", name="Restore all").click()
    expect(panel.get_by_role("status")).to_have_count(0)
    expect(objects(page)).to_have_count(1)
    assert [one["id"] for one in work.image(image)["objects"]] == [thing["id"]]


def test_a_reply_being_written_stays_when_somebody_resolves_its_thread(page: Page, work: Work) -> None:
    image, said = work.add_image("disc"), str(uuid4())
    comment = f"{work.path}/images/{image}/comments/{said}"
    work.api.call("PUT", comment, json={"text": "The rim is too wide."})
    work.open(page, image)
    thread = page.locator(".comment-bar").filter(has_text="The rim is too wide.")
    expect(thread).to_be_visible()
    page.keyboard.press("Alt+r")
    expect(page.get_by_role("textbox", name="Reply to ada")).to_be_focused()
    page.keyboard.type("On which side?")
    work.api.call("POST", f"{work.path}/comments/{said}/resolve")
    expect(thread).to_contain_text("resolved")
    expect(page.get_by_role("textbox", name="Reply to ada")).to_have_value("On which side?")


# The colour of the speech bubble on the canvas, above this corner of a box on the page.
BUBBLE = """([x, y]) => {
  const canvas = document.querySelector(".stage canvas");
  const { left, top } = canvas.getBoundingClientRect();
  return [...canvas.getContext("2d").getImageData(x - left - 15, y - top - 13, 1, 1).data].slice(0, 3);
}"""


def test_two_people_talk_about_an_object(page: Page, browser: Browser, address: str, work: Work) -> None:
    image = work.add_image("disc")
    thing = work.fix(image, work.draw(image, [20, 20, 90, 100]))
    about = {"text": "The rim is too wide.", "object_id": thing["id"]}
    work.api.call("PUT", f"{work.path}/images/{image}/comments/{uuid4()}", json=about)
    name = f"dee {work.project['id']}"
    work.by_annotator(name)
    context = browser.new_context(base_url=address)
    context.request.post("/api/session", data={"name": name, "password": PASSWORD}, headers={"Origin": address})
    theirs = context.new_page()
    work.open(theirs, image)
    thread = theirs.locator(".comment-bar").filter(has_text="The rim is too wide.")
    expect(thread).to_be_visible()
    expect(theirs.get_by_role("option", name="1 disc")).to_contain_text("commented")
    corner = point(theirs, 90 / 160, 20 / 120)
    wait_until(lambda: theirs.evaluate(BUBBLE, corner) == [0, 0, 0], "the object is marked on the canvas")
    theirs.keyboard.press("Alt+r")  # no mouse needed
    field = theirs.get_by_role("textbox", name="Reply to ada")
    expect(field).to_be_focused()
    theirs.keyboard.type("On which side?")
    theirs.keyboard.press("Escape")
    expect(thread.get_by_role("button", name="Reply", exact=True)).to_be_focused()
    theirs.keyboard.press("Enter")
    theirs.keyboard.type("On the left?")
    theirs.keyboard.press("Control+Enter")
    expect(thread.get_by_role("listitem")).to_have_text([f"{name}: “On the left?”"])

    page.goto(f"{work.path}/review?state=fixed&state=accepted")
    expect(page.locator(".cell")).to_have_count(1)
    page.keyboard.press("c")
    dialog = page.get_by_role("dialog", name="Comments on 1 disc and its image")
    expect(dialog.get_by_role("listitem")).to_have_text([f"{name}: “On the left?”"])
    dialog.get_by_role("button", name="Reply", exact=True).press("Enter")
    page.keyboard.type("On both.")
    page.keyboard.press("Control+Enter")
    said = [f"{name}: “On the left?”", "ada: “On both.”"]
    expect(dialog.get_by_role("listitem")).to_have_text(said)

    expect(thread.get_by_role("listitem")).to_have_text(said[1:])  # and the other sees it at once
    for words in ("Like this?", "Or so?"):
        thread.get_by_role("button", name="Reply", exact=True).click()
        theirs.keyboard.type(words)
        theirs.keyboard.press("Control+Enter")
        expect(thread.get_by_role("listitem").last).to_have_text(f"{name}: “{words}”")
    expect(thread.get_by_role("listitem")).to_have_count(1)
    thread.get_by_role("button", name="3 earlier replies").click()
    expect(thread.get_by_role("listitem")).to_have_count(4)
    thread.get_by_role("button", name="Done").click()
    expect(thread).to_contain_text(f"{name} says that it is done.")

    expect(dialog).to_contain_text(f"{name} says that it is done.")
    dialog.get_by_role("button", name="Resolve").click()
    expect(dialog).to_contain_text("ada resolved it.")
    expect(thread).to_have_count(0)
    wait_until(lambda: theirs.evaluate(BUBBLE, corner) != [0, 0, 0], "the mark is gone")
    page.keyboard.press("Escape")
    expect(page.locator(".cell-comments")).to_have_count(0)
    theirs.keyboard.press("Alt+h")
    expect(theirs.get_by_role("region", name="History")).to_contain_text("replied to a comment on disc #1 “Or so?”")
    context.close()

    page.keyboard.press("c")  # a reply opens it again
    dialog.get_by_role("button", name="Reply", exact=True).click()
    page.keyboard.type("One more thing.")
    page.keyboard.press("Control+Enter")
    expect(dialog.get_by_role("button", name="Resolve")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".cell-comments")).to_have_text("1")
