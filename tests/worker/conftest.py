"""A real broker, real Celery workers and a project of generated pictures, on both databases."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import numpy as np
import psutil
import pytest
from sqlalchemy.orm import Session

from ml.masks import encode_rle
from server.domain.image_state import ImageState
from server.domain.job_state import JobState, Queue
from server.domain.mask import Origin
from server.domain.object_state import ObjectState
from server.settings import Settings
from server.store.blobs import blobs
from server.store.database import database
from server.store.tables import Image, Job, Object, ObjectClass, ObjectMask, Project, now
from tests.conftest import forget_install
from worker import broker
from worker.sample_pictures import CLASSES, SamplePicture, draw_sample

PATIENCE = 90.0


def wait_for(what: str, condition: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Return as soon as the condition holds; fail when it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s in vain for: {what}"
        time.sleep(0.05)


def lives(process: psutil.Process) -> bool:
    """Whether it is there and more than a zombie."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@dataclass
class Broker:
    """A broker of our own that can be killed and started again."""

    settings: Settings
    process: "subprocess.Popen[bytes] | None" = None
    url: str = ""

    def start(self) -> None:
        config, self.url = broker.write_config(self.settings)
        log = (self.settings.run_folder / "broker.log").open("ab")
        self.process = subprocess.Popen([broker.find_server(), str(config)], stdout=log, stderr=log)
        broker.wait_ready(self.url)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()


@dataclass
class Processes:
    """Workers and reconcilers, started like in production; what is still there at the end is killed."""

    folder: Path
    running: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def worker(self, *queues: Queue) -> "subprocess.Popen[bytes]":
        names = ",".join(queue.value for queue in queues or Queue)
        command = [sys.executable, "-m", "celery", "--app", "worker.app", "worker", "--queues", names]
        options = ["--without-gossip", "--without-mingle", "--without-heartbeat"]  # as `boxwright up` has it
        return self._start([*command, "--pool", "threads", "--concurrency", "2", "--loglevel", "INFO", *options])

    def reconciler(self) -> "subprocess.Popen[bytes]":
        return self._start([sys.executable, "-m", "worker.reconciler"])

    def said(self) -> str:
        return "\n".join(log.read_text(errors="replace") for log in sorted(self.folder.glob("*.log")))

    def _start(self, command: list[str]) -> "subprocess.Popen[bytes]":
        log = (self.folder / f"{len(self.running)}.log").open("wb")
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        self.running.append(process)
        return process

    def end(self) -> None:
        for process in self.running:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@dataclass
class Place:
    """A project with pictures, and a look at its jobs."""

    project_id: int
    class_ids: dict[str, int]

    def picture(self, number: int, state: ImageState = ImageState.OPEN, gold: bool = False) -> list[str]:
        """Add a generated picture with a box around each thing; accepted ones with their true masks. Object ids."""
        sample = draw_sample(number)
        with database().write() as session:
            image = Image(
                project_id=self.project_id,
                name=sample.name,
                blob=blobs().put(io.BytesIO(sample.jpeg)),
                media_type="image/jpeg",
                width=sample.width,
                height=sample.height,
                state=state,
                gold=gold,
                accepted_at=now() if state is ImageState.ACCEPTED else None,
            )
            session.add(image)
            session.flush()
            things = [self._object(session, image, place, sample) for place in range(len(sample.objects))]
            return [thing.id for thing in things]

    def _object(self, session: Session, image: Image, place: int, sample: SamplePicture) -> Object:
        drawn = sample.objects[place]
        rows, columns = np.flatnonzero(drawn.mask.any(axis=1)), np.flatnonzero(drawn.mask.any(axis=0))
        box = int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
        class_id = self.class_ids[drawn.class_name]
        corners = dict(zip(("x0", "y0", "x1", "y1"), box, strict=True))
        thing = Object(id=str(uuid4()), project_id=image.project_id, image_id=image.id, class_id=class_id, **corners)
        thing.number = place + 1
        session.add(thing)
        session.flush()
        if image.state is ImageState.ACCEPTED:
            pixels = drawn.mask[box[1] : box[3], box[0] : box[2]]
            mask = ObjectMask(object_id=thing.id, origin=Origin.HUMAN, foreground=encode_rle(pixels), **corners)
            session.add(mask)
            session.flush()
            thing.mask_id, thing.state = mask.id, ObjectState.ACCEPTED
        return thing

    def job(self, job_id: int) -> Job:
        with database().read() as session:
            return session.get_one(Job, job_id)

    def state(self, job_id: int) -> JobState:
        return self.job(job_id).state

    def object(self, object_id: str) -> Object:
        with database().read() as session:
            return session.get_one(Object, object_id)

    def mask(self, object_id: str) -> ObjectMask | None:
        with database().read() as session:
            thing = session.get_one(Object, object_id)
            return session.get(ObjectMask, thing.mask_id) if thing.mask_id else None


@pytest.fixture
def place(install: Path) -> Place:
    """An empty project with the classes of the generated pictures, and no broker: nothing rings."""
    with database().write() as session:
        project = Project(name="Sample")
        session.add(project)
        session.flush()
        rows = [
            ObjectClass(project_id=project.id, index=index, name=name, color="#ff0000")
            for index, name in enumerate(CLASSES, start=1)
        ]
        session.add_all(rows)
        session.flush()
        return Place(project.id, {row.name: row.id for row in rows})


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leases short enough to lose them in a test."""
    for name, seconds in (("LEASE", "3"), ("HEARTBEAT", "0.5"), ("RECONCILE", "0.5")):
        monkeypatch.setenv(f"BOXWRIGHT_{name}_SECONDS", seconds)


@pytest.fixture
def running_broker(quick: None, install: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Broker]:
    """A real Valkey or Redis that this process and its children use."""
    own = Broker(Settings(data=install))
    own.start()
    monkeypatch.setenv("BOXWRIGHT_REDIS_URL", own.url)
    forget_install()
    yield own
    own.kill()


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    """Starts workers; kills them at the end."""
    folder = tmp_path / "logs"
    folder.mkdir()
    started = Processes(folder)
    yield started
    started.end()
