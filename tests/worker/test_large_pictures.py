"""Suggestions in pictures too large to be used whole: made from the tiles around the box."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from ml.masks import ObjectMask as Decoded
from server.store.database import database
from server.store.tables import Job
from tests.conftest import ON_SQLITE, People, add_image, checked
from worker.runner import run_job

WIDTH, HEIGHT = 9000, 2000
DISCS = {"small": (8400, 300, 90), "large": (2500, 1000, 800)}
"""Middle and radius: the small one lies at the right edge, over the borders of tiles."""
OBJECT = "5f0c3a52-6f0e-4d0c-9d3c-0d5f3a0c1b2e"


def picture() -> bytes:
    """Two yellow discs on noisy blue."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    inside = np.zeros((HEIGHT, WIDTH), bool)
    for cx, cy, radius in DISCS.values():
        inside |= (x - cx) ** 2 + (y - cy) ** 2 < radius**2
    noise = np.random.default_rng(1).integers(0, 25, (HEIGHT, WIDTH, 1), dtype=np.uint8)
    pixels = np.where(inside[..., None], np.uint8([215, 180, 40]), np.uint8([25, 45, 90])) + noise
    target = io.BytesIO()
    Pillow.fromarray(pixels.astype(np.uint8)).save(target, "JPEG", quality=90)
    return target.getvalue()


@pytest.fixture(scope="module")
def jpeg() -> bytes:
    return picture()


@ON_SQLITE
@pytest.mark.parametrize("kind", DISCS)
def test_masks_come_from_the_tiles_alone(people: People, install: Path, jpeg: bytes, kind: str) -> None:
    image = add_image(people.admin, people.project["id"], "discs.jpg", jpeg)
    run_waiting("prepare")
    (install / "blobs" / image["blob"][:2] / image["blob"]).unlink()  # whoever decodes the whole picture fails
    cx, cy, radius = DISCS[kind]
    reach = round(1.15 * radius)
    box = [cx - reach, cy - reach, min(cx + reach, WIDTH), cy + reach]
    wanted = {"class_id": people.project["classes"][0]["id"], "box": box}
    path = f"/projects/{people.project['id']}/images/{image['id']}"
    checked(people.annotator.put(f"{path}/objects/{OBJECT}", wanted, headers={"If-None-Match": "*"}))
    run_waiting("suggest")
    [thing] = checked(people.annotator.get(path))["objects"]
    assert thing["mask"]["origin"] == "fused"
    mask = Decoded.from_json({key: thing["mask"][key] for key in ("rect", "foreground", "uncertain", "ignored")})
    x0, y0, x1, y1 = mask.rect
    y, x = np.mgrid[y0:y1, x0:x1]
    truth = (x + 0.5 - cx) ** 2 + (y + 0.5 - cy) ** 2 < radius**2
    shared, area = np.count_nonzero(mask.foreground & truth), np.pi * radius**2
    assert shared / (np.count_nonzero(mask.foreground) + area - shared) > 0.9


def run_waiting(kind: str) -> None:
    with database().read() as session:
        waiting = [job.id for job in session.query(Job).filter_by(kind=kind, state="queued")]
    assert waiting
    for job_id in waiting:
        assert run_job(job_id)
        with database().read() as session:
            job = session.get_one(Job, job_id)
        assert job.state == "succeeded", job.error
