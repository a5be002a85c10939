"""Thumbnails, the tiles of large pictures, and crops: made once, by a worker or by need, and kept as blobs."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow

from server.domain.job_state import JobState
from server.domain.pyramid import Pyramid
from server.flows import jobs
from server.store.database import database
from server.store.tables import Job, Levels
from tests.conftest import ON_SQLITE, People, add_image, checked, picture_bytes
from worker.runner import run_job

FOREVER = "private, max-age=31536000, immutable"


def opened(data: bytes) -> Any:
    return np.asarray(Pillow.open(io.BytesIO(data))).astype(int)


def long_picture() -> bytes:
    """8704 x 600, too long to be used whole: each column of tiles has a colour of its own, its lower half is darker."""
    x = np.arange(8704) // 512
    pixels = np.empty((600, 8704, 3), np.uint8)
    pixels[:] = np.stack([x * 14, 250 - x * 14, np.full_like(x, 100)], axis=-1)
    pixels[300:] //= 2
    target = io.BytesIO()
    Pillow.fromarray(pixels).save(target, "PNG", compress_level=1)
    return target.getvalue()


def colour(column: int) -> tuple[int, int, int]:
    return column * 14, 250 - column * 14, 100


def dark(column: int) -> tuple[int, ...]:
    return tuple(part // 2 for part in colour(column))


def prepare() -> list[dict[str, Any]]:
    """Do the waiting `prepare` jobs as the batch worker would; their results."""
    with database().read() as session:
        waiting = [job.id for job in session.query(Job).filter_by(kind="prepare", state="queued")]
    assert all(run_job(job_id) for job_id in waiting)
    with database().read() as session:
        return [session.get_one(Job, job_id).result for job_id in waiting]


def test_the_geometry_of_levels() -> None:
    """Worked out by hand: 8704 x 600 is 17 x 2 tiles, then 9 x 1, 5 x 1, 3 x 1, 2 x 1 and 1."""
    long = Pyramid(8704, 600)
    assert (long.is_tiled, Pyramid(4096, 4096).is_tiled, Pyramid(4097, 4096).is_tiled) == (True, False, True)
    sizes = [long.size(level) for level in range(long.levels)]
    assert sizes == [(8704, 600), (4352, 300), (2176, 150), (1088, 75), (544, 38), (272, 19)]
    assert [long.grid(level) for level in range(6)] == [(17, 2), (9, 1), (5, 1), (3, 1), (2, 1), (1, 1)]
    assert long.tile(0, 16, 1) == (8192, 512, 8704, 600)
    assert (long.number(0, 16, 1), long.number(1, 0, 0), long.number(5, 0, 0)) == (33, 34, 53)
    for nowhere in ((6, 0, 0), (-1, 0, 0), (0, 17, 0), (0, 0, 2), (5, 1, 0)):
        assert long.number(*nowhere) is None


def test_a_large_picture_is_seen_by_its_tiles(people: People) -> None:
    image = add_image(people.admin, people.project["id"], "long.png", long_picture())
    path = f"/projects/{people.project['id']}/images/{image['id']}"
    assert (image["width"], image["height"]) == (8704, 600)
    before = checked(people.annotator.get(path))
    assert (before["large"], before["tiled"]) == (True, False)
    early = people.annotator.get(f"{path}/tiles/0/0/0")
    assert (early.status_code, "being made" in early.json()["error"]["message"]) == (404, True)
    for large in ("thumbnail", "crop?box=0,0,50,50"):
        assert people.annotator.get(f"{path}/{large}").status_code == 404

    assert prepare() == [{"images": 1, "problem_count": 0}]  # asking again and again made one job
    assert checked(people.annotator.get(path))["tiled"]
    for place, size, colours in (
        ("0/3/0", (512, 512), {(5, 5): colour(3), (5, 400): dark(3)}),
        ("0/16/1", (512, 88), {(100, 40): dark(16)}),
        ("1/1/0", (512, 300), {(100, 100): colour(2), (400, 100): colour(3)}),
        ("5/0/0", (272, 19), {(8, 4): colour(0), (264, 4): colour(16)}),
    ):
        response = people.annotator.get(f"{path}/tiles/{place}?blob={image['blob']}")
        assert response.headers["cache-control"] == FOREVER
        pixels = opened(response.content)
        assert pixels.shape == (size[1], size[0], 3)
        for (x, y), wanted in colours.items():
            assert np.abs(pixels[y, x] - wanted).max() <= 3, place
    for nowhere in ("0/17/0", "6/0/0", "0/0/-1"):
        assert people.annotator.get(f"{path}/tiles/{nowhere}").status_code in (404, 422)
    assert opened(people.annotator.get(f"{path}/thumbnail").content).shape == (19, 272, 3)
    assert people.outsider.get(f"{path}/tiles/0/0/0").status_code == 404


def test_crops_come_from_the_tiles_or_the_whole(people: People) -> None:
    small = Pillow.new("RGB", (400, 300), (200, 30, 30))
    small.paste((20, 60, 220), (100, 50, 200, 150))
    target = io.BytesIO()
    small.save(target, "PNG")
    one = add_image(people.admin, people.project["id"], "small.png", target.getvalue())
    long = add_image(people.admin, people.project["id"], "long.png", long_picture())
    prepare()
    for image, box, size, shape, colours in (
        (one, "100,50,200,150", 64, (64, 64), {(3, 3): (20, 60, 220), (60, 60): (20, 60, 220)}),
        (one, "50,50,150,100", 256, (50, 100), {(10, 10): (200, 30, 30), (90, 10): (20, 60, 220)}),
        (long, "412,100,612,200", 200, (100, 200), {(10, 50): colour(0), (190, 50): colour(1)}),
        (long, "0,0,8704,300", 136, (5, 136), {(4, 2): colour(0), (132, 2): colour(16)}),
    ):
        path = f"/projects/{people.project['id']}/images/{image['id']}/crop?box={box}&size={size}"
        response = people.annotator.get(f"{path}&blob={image['blob']}")
        assert response.headers["cache-control"] == FOREVER
        pixels = opened(response.content)
        assert pixels.shape[:2] == shape, box
        for (x, y), wanted in colours.items():
            assert np.abs(pixels[y, x] - wanted).max() <= 8, (box, x, y)
    path = f"/projects/{people.project['id']}/images/{one['id']}/crop"
    for bad in ("0,0,401,10", "5,5,5,9", "1,2,3", "a,b,c,d"):
        assert people.annotator.get(f"{path}?box={bad}").status_code == 422, bad


def test_thumbnails_are_made_by_need_and_kept(people: People) -> None:
    image = add_image(people.admin, people.project["id"], data=picture_bytes(1000, 500))
    path = f"/projects/{people.project['id']}/images/{image['id']}/thumbnail"
    first = people.annotator.get(f"{path}?blob={image['blob']}")
    assert opened(first.content).shape == (160, 320, 3)
    assert (first.headers["content-type"], first.headers["cache-control"]) == ("image/jpeg", FOREVER)
    assert first.headers["content-security-policy"] == "default-src 'none'; sandbox"
    with database().read() as session:
        [row] = session.query(Levels).all()
    assert (row.blob, row.tiles, row.offsets) == (image["blob"], None, [])
    assert people.annotator.get(path).content == first.content
    assert people.annotator.get(path, headers={"If-None-Match": first.headers["etag"]}).status_code == 304


@ON_SQLITE
def test_preparing_goes_on_past_a_picture_that_is_gone(people: People, install: Path) -> None:
    lost = add_image(people.admin, people.project["id"], "lost.png", picture_bytes(seed=1))
    add_image(people.admin, people.project["id"], "there.png", picture_bytes(seed=2))
    (install / "blobs" / lost["blob"][:2] / lost["blob"]).unlink()
    assert prepare() == [{"images": 1, "problem_count": 1}]
    [job] = checked(people.admin.get(f"/projects/{people.project['id']}/jobs"))
    told = checked(people.annotator.get(f"/projects/{people.project['id']}/jobs/{job['id']}/problems"))
    assert [(one["file"], one["image_id"]) for one in told["items"]] == [("lost", lost["id"])]
    assert told["next"] is None


@ON_SQLITE
def test_a_picture_whose_tiles_fail_is_tried_again_only_when_somebody_says_so(people: People, install: Path) -> None:
    image = add_image(people.admin, people.project["id"], "long.png", long_picture())
    blob = install / "blobs" / image["blob"][:2] / image["blob"]
    kept = blob.read_bytes()
    blob.unlink()
    path = f"/projects/{people.project['id']}/images/{image['id']}"
    asked = [f"{path}/thumbnail", f"{path}/tiles/0/0/0", f"{path}/crop?box=0,0,50,50"]

    def answers() -> set[tuple[int, str]]:
        refused = [people.annotator.get(one) for one in asked]
        return {(one.status_code, one.json()["error"]["code"]) for one in refused}

    assert answers() == {(404, "not_yet")}
    assert len(prepare()) == 1
    assert answers() == {(409, "refused")}
    assert "could not be made" in people.annotator.get(asked[0]).json()["error"]["message"]
    assert prepare() == []  # nobody is kept busy by those who look
    blob.write_bytes(kept)
    assert people.outsider.post(f"{path}/levels").status_code == 404
    assert people.annotator.post(f"{path}/levels").status_code == 202
    assert answers() == {(404, "not_yet")}
    assert prepare() == [{"images": 1, "problem_count": 0}]
    assert people.annotator.get(asked[0]).status_code == 200


@ON_SQLITE
def test_a_job_that_died_says_nothing_about_pictures_after_its_first(people: People) -> None:
    paths = [
        f"/projects/{people.project['id']}/images/{add_image(people.admin, people.project['id'], name, picture)['id']}"
        for name, picture in (("killer.png", long_picture()), ("innocent.png", long_picture()))
    ]
    with database().write() as session:
        job = session.query(Job).filter_by(kind="prepare").one()
        job.state, job.error = JobState.FAILED, "The worker vanished."

    def answers() -> list[int]:
        return [people.annotator.get(f"{path}/tiles/0/0/0").status_code for path in paths]

    assert answers() == [409, 404]
    with (
        database().write() as session
    ):  # the second picture has a job of its own; while it runs, looking starts no other
        [own] = session.query(Job).filter_by(kind="prepare", state="queued")
        own.state = JobState.RUNNING
    assert answers() == [409, 404]
    with database().read() as session:
        assert session.query(Job).filter_by(kind="prepare").count() == 2


@ON_SQLITE
@pytest.mark.parametrize("finished", [False, True])
def test_one_waiting_job_is_enough(people: People, finished: bool) -> None:
    add_image(people.admin, people.project["id"], "one.png", picture_bytes(seed=1))
    if finished:
        prepare()
    add_image(people.admin, people.project["id"], "two.png", picture_bytes(seed=2))
    with database().read() as session:
        assert len(jobs.list_recent(session, people.project["id"])) == (2 if finished else 1)
