"""The admin page: a round is started, watched to its verdict, and another one is cancelled."""

from playwright.sync_api import Page, expect

from tests.web.conftest import Work

LONG = 240_000  # ms; a limit for a whole round on a busy machine


def fill(work: Work) -> None:
    """Four images for training with masks, two with boxes only, two gold."""
    for number in range(8):
        image = work.add_image(f"p{number}", seed=number)
        thing = work.draw(image, [16, 20, 96, 100], index=number % 2)
        if number < 6:
            work.fix(image, thing)
            work.accept(image)
        else:
            version = work.image(image)["version"]
            work.api.call("POST", f"{work.path}/images/{image}/boxed", headers={"If-Match": f'"{version}"'})
        if number < 2:
            work.api.call("PUT", f"{work.path}/images/{image}/gold", json={"gold": True})


def test_a_round_from_start_to_verdict(page: Page, work: Work) -> None:
    fill(work)
    page.goto(f"{work.path}/admin?profile=tiny")
    holds = page.get_by_role("region", name="What the project holds")
    expect(holds).to_contain_text("Accepted6")
    page.get_by_label("Epochs").fill("3")
    page.get_by_role("button", name="Start", exact=True).click()
    section = page.get_by_role("region", name="Round 1")
    expect(section).to_contain_text("F 4, W 2, gold 2")
    expect(section).to_contain_text("Running:", timeout=LONG)
    expect(page.get_by_role("button", name="Start", exact=True)).to_be_disabled()  # one at a time

    expect(section).to_have_attribute("data-state", "done", timeout=LONG)
    expect(section.locator(".curve")).to_have_count(2)
    expect(section.locator(".curve").first).to_have_attribute("data-epochs", "3")
    expect(section.locator(".verdict")).to_be_visible()
    expect(section.get_by_role("row", name="AnnNet, this round")).to_be_visible()
    expect(section.get_by_role("row", name="background")).to_be_visible()
    if work.api.call("GET", f"{work.path}/rounds/1")["better"] is not True:
        expect(section.get_by_role("button", name="Promote")).to_be_disabled()
    with page.expect_download() as download:
        section.get_by_role("link", name="SegNet weights").click()
    assert download.value.suggested_filename.endswith(".safetensors")
    page.get_by_text("Log", exact=True).click()
    expect(section.locator(".round-log li").first).to_be_visible()


def test_a_round_can_be_cancelled(page: Page, work: Work) -> None:
    fill(work)
    page.goto(f"{work.path}/admin?profile=tiny")
    page.get_by_label("Epochs").fill("1000")
    page.get_by_role("button", name="Start", exact=True).click()
    section = page.get_by_role("region", name="Round 1")
    expect(section.locator(".curve").first).to_be_visible(timeout=LONG)  # it learns
    section.get_by_role("button", name="Cancel the round").click()
    expect(section).to_have_attribute("data-state", "cancelled", timeout=LONG)
    expect(page.get_by_role("button", name="Start", exact=True)).to_be_enabled()


def test_nothing_to_train_on_is_said(page: Page, work: Work) -> None:
    page.goto(f"{work.path}/admin")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert work.api.call("GET", f"{work.path}/rounds") == []


def test_the_schedule_is_kept(page: Page, work: Work) -> None:
    page.goto(f"{work.path}/admin")
    form = page.get_by_role("form", name="Schedule")
    form.get_by_label("Accepted images").fill("50")
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert work.api.call("GET", work.path)["schedule"]["images"] == 50
