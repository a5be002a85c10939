"""Saves over real HTTP against a real server on SQLite, beside plain durable inserts into SQLite in one thread."""

import asyncio
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from uuid import uuid4

import httpx

from server.store import migrate
from server.store.database import sqlite_module

ANNOTATORS = 100
EVERY_S = 5.0
FOR_S = 20.0
RUSH_CLIENTS = 8
RUSH_SAVES = 400
INSERTS = 400
IMAGES = 20
Row = dict[str, str | int]


def rows(data: Path | None = None) -> list[Row]:
    """Two rows: 100 annotators saving every 5 s, and a few clients saving as fast as they can."""
    with tempfile.TemporaryDirectory(prefix="boxwright-bench-") as folder:
        raw = plain_inserts(Path(folder) / "plain.db")
        with_server = Path(folder) / "data"
        migrate.upgrade(f"sqlite:///{with_server / 'boxwright.db'}")
        server, url = start_server(with_server)
        try:
            place = Place(url)
            calm = asyncio.run(place.annotators())
            began = time.perf_counter()
            rush = asyncio.run(place.rush())
            rate = len(rush) / (time.perf_counter() - began)
        finally:
            server.terminate()
            server.wait()
    return [
        row(f"save a box, {ANNOTATORS} annotators every {EVERY_S:.0f} s", calm, raw, len(calm) / FOR_S),
        row(f"save a box, {RUSH_CLIENTS} clients without a pause", rush, raw, rate),
    ]


def row(name: str, times: list[float], raw: list[float], per_second: float) -> Row:
    """One line of the table; times in ms."""
    cuts = quantiles(times, n=100)
    return {
        "name": f"{name} (p99 {cuts[98]:.0f} ms, {per_second:.0f} saves/s)",
        "median": f"{median(times):.1f} ms",
        "p95": f"{cuts[94]:.1f} ms",
        "reference": f"one durable SQLite insert, {median(raw):.1f} ms",
        "ratio": f"{median(times) / median(raw):.1f}",
        "n": len(times),
    }


def plain_inserts(path: Path) -> list[float]:
    """Milliseconds of single-row transactions in WAL mode with synchronous=FULL."""
    connection = sqlite_module().connect(str(path), isolation_level=None)
    for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "CREATE TABLE saves (id TEXT, box TEXT)"):
        connection.execute(statement)
    times: list[float] = []
    for _ in range(INSERTS):
        began = time.perf_counter()
        connection.execute("INSERT INTO saves VALUES (?, ?)", (str(uuid4()), "[1, 2, 3, 4]"))
        times.append((time.perf_counter() - began) * 1000)
    connection.close()
    return times


def start_server(data: Path) -> tuple["subprocess.Popen[bytes]", str]:
    """A server process on its own port, ready to answer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "server.api.app:app", "--port", str(port), "--log-level", "warning"]
    server = subprocess.Popen(command, env=os.environ | {"BOXWRIGHT_DATA": str(data)})
    url = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            httpx.get(f"{url}/api/health").raise_for_status()
            break
        except httpx.TransportError:
            time.sleep(0.1)
    return server, url


class Place:
    """A project with images, and people who draw and move boxes in them."""

    def __init__(self, url: str) -> None:
        with httpx.Client(base_url=f"{url}/api", headers={"Origin": url}, timeout=60) as admin:
            admin.post("/setup", json={"name": "bench", "password": "long enough"}).raise_for_status()
            project = admin.post("/projects", json={"name": "bench", "classes": [{"name": "cat"}]}).json()
            self.class_id = project["classes"][0]["id"]
            self.project = f"/projects/{project['id']}"
            self.images = [self.add_image(admin, number) for number in range(IMAGES)]
            token = admin.post("/tokens", json={"name": "bench", "scope": "write"}).json()["secret"]
        self.client: dict[str, Any] = {
            "base_url": f"{url}/api",
            "headers": {"Authorization": f"Bearer {token}"},
            "timeout": 60,
            "limits": httpx.Limits(max_connections=ANNOTATORS, keepalive_expiry=2),  # before the server closes them
        }

    def add_image(self, admin: httpx.Client, number: int) -> int:
        """Upload a small picture; return its id."""
        header = b"P6 500 375 255\n"
        files = {"file": (f"{number}.ppm", header + bytes(500 * 375 * 3))}
        return admin.post(f"{self.project}/images", files=files).json()["id"]

    async def annotators(self) -> list[float]:
        """Everybody saves every few seconds, and opens the image again as the page does; milliseconds of the saves."""
        async with httpx.AsyncClient(**self.client) as client:
            took = await asyncio.gather(*(self.annotate(client) for _ in range(ANNOTATORS)))
        return [one for times in took for one in times]

    async def annotate(self, client: httpx.AsyncClient) -> list[float]:
        """One person: a start of their own, then a save every few seconds."""
        await asyncio.sleep(random.uniform(0, EVERY_S))
        image, times = random.choice(self.images), list[float]()
        for _ in range(int(FOR_S / EVERY_S)):
            times.append(await self.save(client, image))
            (await client.get(f"{self.project}/images/{image}")).raise_for_status()
            await asyncio.sleep(EVERY_S - times[-1] / 1000)
        return times

    async def rush(self) -> list[float]:
        """A few clients, each saving as soon as it was answered; milliseconds of the saves."""

        async def one() -> list[float]:
            image = random.choice(self.images)
            return [await self.save(client, image) for _ in range(RUSH_SAVES // RUSH_CLIENTS)]

        async with httpx.AsyncClient(**self.client) as client:
            took = await asyncio.gather(*(one() for _ in range(RUSH_CLIENTS)))
        return [each for times in took for each in times]

    async def save(self, client: httpx.AsyncClient, image: int) -> float:
        """Draw a new box; milliseconds until it was acknowledged."""
        x, y = random.randrange(400), random.randrange(300)
        wanted = {"class_id": self.class_id, "box": [x, y, x + 50, y + 50], "active_seconds": 3}
        began = time.perf_counter()
        path = f"{self.project}/images/{image}/objects/{uuid4()}"
        (await client.put(path, json=wanted, headers={"If-None-Match": "*"})).raise_for_status()
        return (time.perf_counter() - began) * 1000
