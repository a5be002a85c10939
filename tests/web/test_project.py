"""A project from pictures to a data set: adding pictures, what goes wrong with them, export, and who may do what."""

import io
import zipfile
from pathlib import Path

from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.inout.voc_data import make_voc
from tests.web.conftest import PASSWORD, Api, Work, picture


def test_a_new_project_by_hand(page: Page) -> None:
    page.goto("/new-project")
    page.get_by_label("Name", exact=True).fill("By hand")
    page.get_by_label("Name of class 1").fill("cat")
    page.get_by_role("button", name="Add class").click()
    page.get_by_label("Name of class 2").fill("dog")
    page.get_by_role("button", name="Create project").click()
    expect(page.get_by_role("heading", name="No images yet")).to_be_visible()
    page.get_by_role("link", name="Settings").click()
    expect(page.get_by_label("Name of class 2")).to_have_value("dog")
    key = page.get_by_label("Key of class 2")
    expect(key).to_have_value("2")
    for taken, by in (("m", "Brush"), ("1", "cat")):
        key.fill(taken)
        expect(page.get_by_text(f"The key {taken} is taken: {by}.")).to_be_visible()
        assert key.evaluate("input => input.form.checkValidity()") is False
    key.fill("y")
    expect(page.get_by_text("is taken")).to_have_count(0)


def test_good_pictures_come_in_and_broken_ones_are_named(page: Page, work: Work) -> None:
    page.goto(f"{work.path}/images")
    broken = FilePayload(name="broken.jpg", mimeType="image/jpeg", buffer=b"\xff\xd8\xff no picture")
    good = FilePayload(name="good.png", mimeType="image/png", buffer=picture())
    page.get_by_test_id("pictures").set_input_files([broken, good])
    expect(page.get_by_text("Added 1 file, refused 1")).to_be_visible()
    expect(page.locator(".upload-errors")).to_contain_text("broken.jpg")
    expect(page.get_by_role("link", name="Label good")).to_be_visible()


def test_a_data_set_among_pictures_comes_in_with_its_boxes(page: Page, work: Work, tmp_path: Path) -> None:
    make_voc(tmp_path / "voc", 2)
    with zipfile.ZipFile(tmp_path / "voc.zip", "w") as archive:
        for file in (tmp_path / "voc").rglob("*.*"):
            archive.write(file, file.relative_to(tmp_path))
    page.goto(f"{work.path}/images")
    page.get_by_role("button", name="Import").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Zip file").set_input_files(tmp_path / "voc.zip")
    dialog.get_by_role("button", name="Import").click()
    expect(dialog.get_by_role("alert")).to_contain_text("as pictures it would lose its boxes and masks")
    expect(dialog.get_by_label("A data set in PASCAL VOC layout")).to_be_checked()
    page.keyboard.press("Escape")

    page.get_by_test_id("pictures").set_input_files(tmp_path / "voc.zip")
    page.get_by_role("button", name="Import it with its boxes").click()
    expect(page.get_by_role("link", name="Label 2007_000001")).to_be_visible()
    [first, *_] = work.api.call("GET", f"{work.path}/images")["items"]
    assert work.image(first["id"])["objects"]


def test_pictures_can_be_dropped_anywhere(page: Page, work: Work) -> None:
    page.goto(f"{work.path}/images")
    expect(page.get_by_role("heading", name="No images yet")).to_be_visible()
    files = page.evaluate_handle(
        """bytes => { const files = new DataTransfer();
        files.items.add(new File([new Uint8Array(bytes)], "dropped.png", { type: "image/png" })); return files }""",
        list(picture()),
    )
    page.dispatch_event(".drop", "drop", {"dataTransfer": files})
    expect(page.get_by_role("link", name="Label dropped")).to_be_visible()


def test_the_export_is_a_zip(page: Page, work: Work, downloads: Path) -> None:
    image = work.add_image("disc")
    work.fix(image, work.draw(image, [20, 20, 90, 100]))
    work.accept(image)
    work.add_image("not boxed")
    page.goto(f"{work.path}/images")
    page.get_by_role("button", name="Export").click()
    expect(page.get_by_role("dialog")).to_contain_text("Holds 1 of 2 images; 1 left out.")
    page.get_by_role("button", name="Make the zip").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the zip").click()
    download.value.save_as(downloads / "out.zip")
    with zipfile.ZipFile(downloads / "out.zip") as archive:
        assert archive.testzip() is None
        names = [Path(name).name for name in archive.namelist()]
    assert {"disc.jpg", "disc.xml", "disc.png"} & set(names) >= {"disc.xml", "disc.png"}


def test_every_file_that_an_import_leaves_out_is_named(page: Page, work: Work) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("good.png", picture())
        for number in range(205):
            archive.writestr(f"bad_{number:03}.jpg", b"no picture")
    page.goto(f"{work.path}/images")
    page.get_by_test_id("pictures").set_input_files(
        FilePayload(name="all.zip", mimeType="application/zip", buffer=target.getvalue())
    )
    line = page.locator(".job").filter(has_text="Left out 205 files.")
    line.get_by_role("button", name="Show which").click()
    dialog = page.get_by_role("dialog", name="Left out of the import")
    expect(dialog.get_by_role("listitem")).to_have_count(200)
    dialog.get_by_role("button", name="Show more").click()
    expect(dialog.get_by_role("listitem")).to_have_count(205)
    expect(dialog.get_by_role("listitem").last).to_contain_text("bad_204.jpg")
    expect(dialog.get_by_role("button", name="Show more")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    line.get_by_role("button", name="Close").click()
    expect(line).to_have_count(0)


def test_gold_and_filters(page: Page, work: Work) -> None:
    for name in ("one", "two"):
        work.add_image(name)
    page.goto(f"{work.path}/images")
    page.get_by_role("button", name="What to do with two").click()
    page.get_by_role("menuitem", name="Mark as gold").click()
    page.get_by_role("button", name="Gold 1").click()
    expect(page.locator(".tile")).to_have_count(1)
    page.get_by_role("button", name="All 2").click()
    page.get_by_label("Search by name").fill("one")
    expect(page.locator(".tile-name")).to_have_text(["one"])


def test_images_are_given_to_people(page: Page, work: Work) -> None:
    name = f"bea {work.project['id']}"
    work.api.call("POST", f"{work.path}/members", json={"name": name, "role": "annotator", "password": PASSWORD})
    for image in ("one", "two", "three"):
        work.add_image(image)
    page.goto(f"{work.path}/images")
    page.get_by_role("button", name="Assign").click()
    dialog = page.get_by_role("dialog", name="Assign images")
    expect(dialog).to_contain_text("The 3 images that the list shows now")
    dialog.get_by_label("To").select_option(name)
    dialog.get_by_label("At most").fill("2")
    dialog.get_by_role("button", name="Assign").click()
    expect(page.get_by_text("Assigned 2 images.")).to_be_visible()
    expect(page.locator(".assignee")).to_have_text([name, name])
    whose = page.get_by_label("Show images by whose they are")
    whose.select_option(f"{name}'s")
    expect(page.locator(".tile-name")).to_have_text(["one", "two"])
    whose.select_option("Nobody's")
    expect(page.locator(".tile-name")).to_have_text(["three"])
    whose.select_option(f"{name}'s")
    page.get_by_role("button", name="Assign").click()  # what the list shows, and no more
    dialog.get_by_label("To").select_option("Nobody: whoever comes first")
    dialog.get_by_role("button", name="Assign").click()
    expect(page.get_by_text("No image matches")).to_be_visible()
    whose.select_option("Nobody's")
    expect(page.locator(".tile")).to_have_count(3)


def test_an_annotator_labels_and_sees_no_admin(browser: Browser, api: Api, work: Work, address: str) -> None:
    name = f"ann {work.project['id']}"
    api.call("POST", f"{work.path}/members", json={"name": name, "role": "annotator", "password": PASSWORD})
    other = Work(api, "somebody else's")
    work.add_image("disc")
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto(f"{work.path}/images")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill("wrong password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("link", name="Label disc")).to_be_visible()  # the page asked for, right after signing in
    expect(page.get_by_role("link", name="Admin")).to_have_count(0)
    expect(page.get_by_role("button", name="Import")).to_have_count(0)
    page.goto(f"{work.path}/admin")
    expect(page.get_by_text("for the project's admins")).to_be_visible()
    page.goto(f"{other.path}/images")
    expect(page.get_by_role("heading", name="There is nothing here")).to_be_visible()
    context.close()


def test_addresses_that_lead_nowhere(page: Page) -> None:
    page.goto("/no/such/page")
    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()
    page.get_by_role("link", name="All projects").click()
    expect(page.get_by_role("heading", name="Projects", exact=True)).to_be_visible()
