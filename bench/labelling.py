"""Labels real pictures through the real page, as a careful person would: `python -m bench.labelling VOC_FOLDER
--list FILE [--pictures N] [--shots DIR]`.

The boxes are the data set's own, drawn by the mouse. A suggestion nearly as good as the truth is accepted (Space);
else the middle of its largest wrong patch is clicked with smart edit, at most three times, and then the largest patches
still wrong are added or cut by polygon. What counts at the end is the VOC export: its masks are held against the truth.
"""

import argparse
import io
import math
import tempfile
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import cv2
import httpx
import numpy as np
from playwright.sync_api import Page, Response, expect, sync_playwright
from scipy.ndimage import label

from bench.clicks import CLICKS, middle_of_largest
from bench.page import chromium, product
from ml.masks import Bools, Box, ObjectMask, decode_rle
from ml.metrics import object_iou
from ml.voc import VocFolder, VocPicture

GOOD = 0.9  # a suggestion with this object IoU is taken as it is
ENOUGH = 0.95  # a mask this good gets no polygon
POLYGONS = 4
SMALLEST = 0.004  # of the box: a wrong patch that a person would still outline
EXACT = 1.0  # pixels of the screen by which a clicked outline may leave the patch's own
WAIT_S = 60.0
REACH = (
    12.0  # pixels of the screen within which a click takes hold of a polygon's corner (web/src/editor/tools/polygon.ts)
)
VIEW = {"width": 1400, "height": 900}


@dataclass
class Labelled:
    """An object's IoU with the truth: of the suggestion, after clicks, in the export; how many of each it took."""

    suggested: float
    clicked: float
    clicks: int = 0
    polygons: int = 0
    exported: float = 0.0


def main() -> None:
    """Label, export, compare; print a Markdown table."""
    parser = argparse.ArgumentParser(prog="python -m bench.labelling", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--list", type=Path, required=True, help="file with one picture name per line")
    parser.add_argument("--pictures", type=int, default=10, help="how many of the list, evenly spread")
    parser.add_argument("--shots", type=Path, help="folder for a screenshot of each labelled picture")
    options = parser.parse_args()
    voc = VocFolder(options.folder)
    names = voc.names(options.list)
    chosen = [voc.read(name) for name in names[:: max(len(names) // options.pictures, 1)][: options.pictures]]
    with tempfile.TemporaryDirectory(prefix="boxwright-labelling-") as data, product(Path(data)) as url:
        place = Place.on(url, chosen)
        done = label_all(place, chosen, options.shots)
        score_export(place, chosen, done)
        print_table(done, place.call("GET", f"{place.path}/progress"))


# --- the product ----------------------------------------------------------------------------------------------------


@dataclass
class Place:
    """A project on a running product, with the admin signed in."""

    url: str
    http: httpx.Client
    path: str
    images: list[int]
    classes: list[str]

    @classmethod
    def on(cls, url: str, pictures: list[VocPicture]) -> "Place":
        """Set the product up with these pictures and their classes; the masks stay here."""
        http = httpx.Client(base_url=f"{url}/api", headers={"Origin": url}, timeout=WAIT_S)
        names = sorted({thing.name for picture in pictures for thing in picture.annotation.objects})
        place = cls(url, http, "", [], names)
        place.call("POST", "/setup", json={"name": "bench", "password": "long enough"})
        classes = [{"name": name, "key": str(number)} for number, name in enumerate(names[:9], 1)]
        classes += [{"name": name} for name in names[9:]]
        project = place.call("POST", "/projects", json={"name": "labelling", "classes": classes})
        place.path = f"/projects/{project['id']}"
        for picture in pictures:
            files = {"file": (picture.image.name, picture.image.read_bytes())}
            place.images.append(place.call("POST", f"{place.path}/images", files=files)["id"])
        return place

    def call(self, method: str, path: str, **options: Any) -> Any:
        """The JSON of the answer; raises when it is an error."""
        answer = self.http.request(method, path, **options)
        answer.raise_for_status()
        return answer.json() if answer.headers.get("content-type") == "application/json" else answer.content

    def newest(self, image: int) -> dict[str, Any]:
        """The image's last drawn object."""
        return max(self.call("GET", f"{self.path}/images/{image}")["objects"], key=lambda one: one["number"])


def label_all(place: Place, pictures: list[VocPicture], shots: Path | None) -> list[list[Labelled]]:
    """Label every picture on the annotate page; what came of each object, picture by picture."""
    done: list[list[Labelled]] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport=VIEW, base_url=place.url)  # pyright: ignore[reportArgumentType]
        cookies = [{"name": one.name, "value": one.value or "", "url": place.url} for one in place.http.cookies.jar]
        page.context.add_cookies(cookies)  # pyright: ignore[reportArgumentType]
        page.add_init_script("""localStorage.setItem('hints.1', '{"done": 3}')""")
        for image, picture in zip(place.images, pictures, strict=True):
            page.goto(f"{place.path}/images/{image}")
            page.locator("[data-status=saved]").wait_for()
            hand = Hand(page, place, image, (picture.annotation.width, picture.annotation.height))
            things = zip(picture.annotation.objects, masks_of(picture), strict=True)
            done.append([hand.label(thing.name, thing.box, truth) for thing, truth in things])
            page.locator("[data-status=saved]").wait_for()
            if shots:
                shots.mkdir(parents=True, exist_ok=True)
                page.screenshot(path=shots / f"{picture.image.stem}.png")
        browser.close()
    return done


def masks_of(picture: VocPicture) -> list[ObjectMask]:
    """The true masks, one per object; an object without one is taken as its whole box ignored."""
    found = picture.masks.objects if picture.masks else ()
    masks = dict(enumerate(found))
    return [masks.get(place) or nothing(thing.box) for place, thing in enumerate(picture.annotation.objects)]


def nothing(box: Box) -> ObjectMask:
    """A mask of which no pixel counts."""
    shape = (box[3] - box[1], box[2] - box[0])
    return ObjectMask(box, np.zeros(shape, bool), None, np.ones(shape, bool))


# --- the hand on mouse and keys -------------------------------------------------------------------------------------


class Hand:
    """Works on one open picture of `size` (width, height), which the page shows fitted."""

    def __init__(self, page: Page, place: Place, image: int, size: tuple[int, int]) -> None:
        self.page, self.place, self.image, self.size = page, place, image, size

    def label(self, name: str, box: Box, truth: ObjectMask) -> Labelled:
        """Draw the box, look at the suggestion, mend it until it is good."""
        self.choose_class(name)
        self.draw(box)
        thing = self.suggested()
        box = thing["box"][0], thing["box"][1], thing["box"][2], thing["box"][3]  # as drawn: a pixel more or less
        mask, true = as_mask(thing["mask"], box), truth.over(box)
        done = Labelled(score(mask, true), score(mask, true))
        if done.suggested < GOOD:
            mask = self.click(mask, true, done)
        done.clicked = score(mask, true)
        self.page.keyboard.press("Space")
        self.stored(lambda one: one["state"] == "accepted")
        if done.clicked < ENOUGH:
            self.outline(mask, true, done)
        self.page.keyboard.press("b")
        return done

    def choose_class(self, name: str) -> None:
        """By its number key, else by typing its name."""
        number = self.place.classes.index(name)
        if number < 9:
            self.page.keyboard.press(str(number + 1))
            return
        self.page.keyboard.press("/")
        self.page.keyboard.type(name)
        self.page.keyboard.press("Enter")

    def draw(self, box: Box) -> None:
        """Drag the box."""
        self.page.keyboard.press("Escape")
        self.page.mouse.move(*self.at(box[0], box[1]))
        self.page.mouse.down()
        self.page.mouse.move(*self.at(box[2], box[3]), steps=4)
        self.page.mouse.up()

    def suggested(self) -> dict[str, Any]:
        """The drawn object once its fused mask is there."""
        row = self.page.locator(".object-list [role=option][aria-selected=true]")
        expect(row).to_have_attribute("data-origin", "fused", timeout=1000 * WAIT_S)
        return self.place.newest(self.image)

    def click(self, mask: Bools, true: ObjectMask, done: Labelled) -> Bools:
        """Pin the middle of the largest wrong patch, again and again; the mask as the page was last given it."""
        self.page.keyboard.press("s")
        while done.clicks < CLICKS and score(mask, true) < ENOUGH:
            found = middle_of_largest((mask != true.foreground) & counted(true))
            if found is None:
                break
            column, row = found
            with self.page.expect_response(answers_candidates, timeout=1000 * WAIT_S) as answer:
                own = bool(true.foreground[row, column])
                at = self.at(true.rect[0] + column + 0.5, true.rect[1] + row + 0.5)
                self.page.mouse.click(*at, button="left" if own else "right")
            mask = as_mask(answer.value.json()["items"][-1], true.rect)
            done.clicks += 1
        self.page.locator("[data-guided]").wait_for()
        return mask

    def outline(self, mask: Bools, true: ObjectMask, done: Labelled) -> None:
        """Add and cut the largest patches that are still wrong."""
        for sign, wrong in ((True, true.foreground & ~mask), (False, mask & ~true.foreground)):
            for patch in large_patches(wrong & counted(true)):
                if done.polygons == POLYGONS:
                    return
                self.polygon(patch, true.rect, adds=sign)
                done.polygons += 1

    def polygon(self, patch: Bools, box: Box, adds: bool) -> None:
        """Click along the patch's outline, and close it with Enter to add it or with Ctrl to cut it out."""
        found, _ = cv2.findContours(patch.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        corners = cv2.approxPolyDP(max(found, key=len), EXACT / self.scale, True)[:, 0]
        corners = apart([self.at(box[0] + x + 0.5, box[1] + y + 0.5) for x, y in corners])
        if len(corners) < 3:
            return
        version = self.place.newest(self.image)["version"]
        self.page.keyboard.press("p")
        for corner in corners:
            self.page.mouse.click(*corner)
        if adds:
            self.page.keyboard.press("Enter")
        else:  # Ctrl on the closing click
            self.page.keyboard.down("Control")
            self.page.mouse.click(*corners[0])
            self.page.keyboard.up("Control")
        self.stored(lambda one: one["version"] > version)

    def stored(self, met: Callable[[dict[str, Any]], bool]) -> None:
        """Wait until the server has the object as wanted, and the page says so; raises TimeoutError."""
        deadline = time.monotonic() + WAIT_S
        while not met(self.place.newest(self.image)):
            if time.monotonic() > deadline:
                raise TimeoutError(f"The change of an object of image {self.image} never reached the server.")
            self.page.wait_for_timeout(20)
        self.page.locator("[data-status=saved]").wait_for()

    @property
    def scale(self) -> float:
        """Pixels of the screen for one of the fitted picture."""
        area = self.area
        return min((area["width"] - 32) / self.size[0], (area["height"] - 32) / self.size[1])

    @property
    def area(self) -> Any:
        """The canvas on the screen."""
        return self.page.locator(".stage canvas").first.bounding_box()

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a place of the picture is on the screen."""
        area, scale = self.area, self.scale
        left = area["x"] + (area["width"] - self.size[0] * scale) / 2
        top = area["y"] + (area["height"] - self.size[1] * scale) / 2
        return left + x * scale, top + y * scale


def apart(corners: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The corners that can be clicked on without taking hold of one that is there."""
    kept: list[tuple[float, float]] = []
    for corner in corners:
        if all(math.dist(corner, other) > REACH for other in kept):
            kept.append(corner)
    return kept


def answers_candidates(response: Response) -> bool:
    """Whether it brings guided masks."""
    path = urlsplit(response.url).path
    return (
        "/candidates" in path
        and "json" in response.headers.get("content-type", "")
        and bool(response.json().get("items"))
    )


def as_mask(sent: dict[str, Any], box: Box) -> Bools:
    """Foreground over the box of a mask as the API sends it."""
    x0, y0, x1, y1 = sent["rect"]
    return ObjectMask((x0, y0, x1, y1), decode_rle(sent["foreground"], y1 - y0, x1 - x0)).over(box).foreground


def counted(true: ObjectMask) -> Bools:
    """Pixels that the truth does not ignore."""
    return np.ones_like(true.foreground) if true.ignored is None else ~true.ignored


def score(mask: Bools, true: ObjectMask) -> float:
    """Object IoU over the truth's box."""
    return object_iou(ObjectMask(true.rect, mask), true)


def large_patches(wrong: Bools) -> list[Bools]:
    """Connected wrong patches worth an outline, largest first."""
    patches = np.asarray(label(wrong)[0])  # pyright: ignore[reportIndexIssue]
    sizes = np.bincount(patches.ravel())[1:]
    order = [number for number in np.argsort(-sizes) if sizes[number] > SMALLEST * wrong.size]
    return [patches == number + 1 for number in order]


# --- what went out --------------------------------------------------------------------------------------------------


def score_export(place: Place, pictures: list[VocPicture], done: list[list[Labelled]]) -> None:
    """Accept the images, export VOC, and compare what is in the zip with the truth."""
    for image in place.images:
        for door in ("boxed", "accept"):
            version = place.call("GET", f"{place.path}/images/{image}")["version"]
            place.call("POST", f"{place.path}/images/{image}/{door}", headers={"If-Match": f'"{version}"'})
    job = place.call("POST", f"{place.path}/exports", json={})
    while job["state"] in ("queued", "running"):
        job = place.call("GET", f"{place.path}/jobs/{job['id']}")
    with tempfile.TemporaryDirectory() as folder:
        zipfile.ZipFile(io.BytesIO(place.call("GET", f"{place.path}/exports/{job['id']}/file"))).extractall(folder)
        exported = VocFolder(Path(folder))
        for picture, found in zip(pictures, done, strict=True):
            masks = masks_of(exported.read(picture.image.stem))
            for one, mask, true in zip(found, masks, masks_of(picture), strict=True):
                one.exported = object_iou(mask.over(true.rect), true)


def print_table(done: list[list[Labelled]], progress: Any) -> None:
    """Means over all objects, and the active seconds that the product counted for each."""
    things = [one for picture in done for one in picture]
    cells = [str(len(done)), str(len(things))]
    cells += [f"{np.mean([getattr(one, name) for one in things]):.3f}" for name in ("suggested", "clicked", "exported")]
    cells += [str(sum(getattr(one, name) for one in things)) for name in ("clicks", "polygons")]
    cells.append(f"{progress['total']['active_seconds'] / len(things):.1f}")
    heads = ("pictures", "objects", "suggested", "clicked", "exported", "clicks", "polygons", "seconds per object")
    print("| " + " | ".join(heads) + " |\n|" + "---|" * len(heads) + "\n| " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
