"""From a drawn box to its recorded mask, through a real broker and a real worker, beside GrabCut alone in-process."""

import io
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from uuid import uuid4

import numpy as np
import redis
from PIL import Image as Pillow

from bench.proposals import made_scene, milliseconds, real_scene
from ml.masks import Box
from ml.proposals.grabcut import grabcut
from server.domain.job_state import Queue
from server.flows import suggestions
from server.settings import Settings
from server.store import migrate
from server.store.blobs import blobs
from server.store.database import database
from server.store.tables import Image, Object, ObjectClass, Project
from worker import broker
from worker.supervisor import worker_command

CLICKS = 40
WARM = 3
Row = dict[str, str | int]


def rows(data: Path | None = None) -> list[Row]:
    """Two rows: the first mask (GrabCut), and the better one after it (fused)."""
    picture, boxes = real_scene(data) if data else made_scene(np.random.default_rng(0), 5)
    alone, first, second = list[float](), list[float](), list[float]()
    with tempfile.TemporaryDirectory(prefix="boxwright-bench-") as folder, _product(Path(folder)) as url:
        place = _place(picture)
        for number in range(-WARM, CLICKS):
            box = boxes[number % len(boxes)]
            by_itself = milliseconds(lambda box=box: grabcut(picture, box))
            heard = _click(url, *place, box)
            if number >= 0:
                alone.append(by_itself)
                first.append(heard[0])
                second.append(heard[1])
    return [
        _row("box drawn -> first mask recorded", first, alone),
        _row("box drawn -> fused mask recorded", second, alone),
    ]


def _click(url: str, project_id: int, image_id: int, class_id: int, box: Box) -> tuple[float, float]:
    """Draw one box as the server does; milliseconds until a page hears of the first and of the second mask."""
    with redis.Redis.from_url(url) as client, client.pubsub(ignore_subscribe_messages=True) as line:
        line.subscribe(f"project:{project_id}")
        line.get_message(timeout=5)  # the subscription stands
        began = time.perf_counter()
        with database().write() as session:
            corners = dict(zip(("x0", "y0", "x1", "y1"), box, strict=True))
            place = {"project_id": project_id, "image_id": image_id, "class_id": class_id}
            thing = Object(id=str(uuid4()), number=1, **place, **corners)
            session.add(thing)
            session.flush()
            suggestions.request_suggestion(session, thing.id)
        heard = [_until_object(line, began) for _ in range(2)]
        _wait_for_news(line, b'"job"')  # the worker is free again
    return heard[0], heard[1]


def _until_object(line: Any, began: float) -> float:
    _wait_for_news(line, b'"object"')
    return (time.perf_counter() - began) * 1000


def _wait_for_news(line: Any, kind: bytes) -> None:
    while (message := line.get_message(timeout=30)) is not None:
        if kind in message["data"]:
            return
    raise TimeoutError("no news within 30 s; does the worker start?")


@contextmanager
def _product(folder: Path) -> Iterator[str]:
    """A broker and the interactive worker on an empty SQLite install; yields the broker's URL."""
    os.environ["BOXWRIGHT_DATA"] = str(folder)
    config, url = broker.write_config(Settings(data=folder))
    os.environ["BOXWRIGHT_REDIS_URL"] = url
    migrate.upgrade()
    quiet = subprocess.DEVNULL
    server = subprocess.Popen([broker.find_server(), str(config)], stdout=quiet)
    broker.wait_ready(url)
    started = [server, subprocess.Popen(worker_command(Queue.INTERACTIVE), stdout=quiet, stderr=quiet)]
    try:
        yield url
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()


def _place(picture: np.ndarray) -> tuple[int, int, int]:
    """Ids of a project, its only image and its only class."""
    target = io.BytesIO()
    Pillow.fromarray(picture).save(target, "JPEG", quality=92)
    target.seek(0)
    height, width = picture.shape[:2]
    with database().write() as session:
        project = Project(name="bench")
        session.add(project)
        session.flush()
        kind = ObjectClass(project_id=project.id, index=1, name="thing", color="#ff0000")
        blob = blobs().put(target)
        image = Image(project_id=project.id, name="one", blob=blob, media_type="image/jpeg", width=width, height=height)
        session.add_all([kind, image])
        session.flush()
        return project.id, image.id, kind.id


def _row(name: str, times: list[float], alone: list[float]) -> Row:
    return {
        "name": name,
        "median": f"{median(times):.0f} ms",
        "p95": f"{quantiles(times, n=20)[-1]:.0f} ms",
        "reference": f"GrabCut in-process, {median(alone):.0f} ms",
        "ratio": f"{median(times) / median(alone):.2f}",
        "n": len(times),
    }
