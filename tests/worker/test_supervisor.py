"""`boxwright up`: one supervises, what dies comes back, nothing stays behind."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tests.worker.conftest import PATIENCE, lives, wait_for
from worker.child import Child

UP = "import sys; from worker.cli import main; sys.argv = ['boxwright', 'up', *sys.argv[1:]]; main()"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Product:
    """A whole product on a data folder of its own."""

    data: Path
    port: int

    def start(self, *options: str) -> "subprocess.Popen[str]":
        environment = {**os.environ, "BOXWRIGHT_DATA": str(self.data)}
        for name in ("REDIS_URL", "DATABASE_URL"):
            environment.pop(f"BOXWRIGHT_{name}", None)
        command = [sys.executable, "-c", UP, "--port", str(self.port), *options]
        return subprocess.Popen(
            command,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def children(self, supervisor: "subprocess.Popen[str]") -> list[psutil.Process]:
        return psutil.Process(supervisor.pid).children(recursive=True)


@pytest.fixture
def product(tmp_path: Path) -> Product:
    return Product(tmp_path / "data", free_port())


@pytest.fixture
def supervisor(product: Product) -> Iterator["subprocess.Popen[str]"]:
    """Started and ready."""
    started = product.start()
    assert started.stdout is not None
    said = ""
    for line in started.stdout:
        said += line
        if "is ready" in line:
            break
    assert f"http://127.0.0.1:{product.port}" in said, said
    yield started
    if started.poll() is None:
        os.killpg(started.pid, signal.SIGKILL)
        started.wait()


@pytest.mark.slow
def test_a_dead_child_comes_back_and_nothing_outlives_a_killed_supervisor(
    product: Product, supervisor: "subprocess.Popen[str]"
) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{product.port}/api/health") as answer:
        assert answer.status == 200

    second = product.start("--port", str(free_port()))
    assert "runs already" in second.communicate(timeout=PATIENCE)[0]
    assert second.returncode == 1

    before = {one.pid for one in product.children(supervisor)}
    reconciler = next(one for one in product.children(supervisor) if "worker.reconciler" in one.cmdline())
    reconciler.kill()
    wait_for("a new reconciler", lambda: {one.pid for one in product.children(supervisor)} - before)
    assert supervisor.stdout is not None
    assert "reconciler ended (killed by signal 9)" in supervisor.stdout.readline()

    family = product.children(supervisor)
    assert len(family) >= 6
    supervisor.kill()
    wait_for("the end of all", lambda: not any(lives(one) for one in family), 10)


@pytest.mark.slow
def test_sigterm_ends_everything(product: Product, supervisor: "subprocess.Popen[str]") -> None:
    family = product.children(supervisor)
    supervisor.terminate()
    assert supervisor.wait(PATIENCE) == 0
    assert not any(lives(one) for one in family)
    assert not (product.data / "run" / "redis-url").exists()


def test_a_taken_port_is_said_before_anything_starts(product: Product) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", product.port))
        other.listen()
        said, _ = (failed := product.start()).communicate(timeout=PATIENCE)
    assert failed.returncode == 1
    assert f"Cannot listen on 127.0.0.1, port {product.port}" in said
    assert not (product.data / "boxwright.db").exists()


def test_a_full_disk_under_the_logs_stops_nobody(tmp_path: Path) -> None:
    marker, said = tmp_path / "went-on", list[str]()
    talk = f"print(('x' * 99 + chr(10)) * 5_000 + 'ERROR told', flush=True); open({str(marker)!r}, 'w').close()"
    child = Child("talker", [sys.executable, "-c", talk], Path("/dev/full"), said.append)
    child.start()
    try:
        wait_for("half a megabyte of talk to be taken", marker.exists, 30)
        wait_for("its warning on the screen", lambda: said == ["talker: ERROR told"], 30)
    finally:
        child.ask_to_end()
        child.end(time.monotonic() + 5)


@pytest.mark.parametrize("portable", [False, True])
def test_a_leash_ends_its_command_when_the_parent_is_killed(portable: bool) -> None:
    forever = "import threading; threading.Event().wait()"
    leash = [sys.executable, "-m", "worker.leash", sys.executable, "-c", forever]
    start = f"import subprocess; print(subprocess.Popen({leash!r}, stdin=subprocess.PIPE).pid, flush=True); {forever}"
    environment = {**os.environ, **({"BOXWRIGHT_PORTABLE_LEASH": "1"} if portable else {})}
    parent = subprocess.Popen([sys.executable, "-c", start], stdout=subprocess.PIPE, text=True, env=environment)
    assert parent.stdout is not None
    held = psutil.Process(int(parent.stdout.readline()))
    wait_for("the command", lambda: forever in held.cmdline() or held.children())
    family = [held, *held.children(recursive=True)]
    parent.kill()
    parent.wait()
    wait_for("the end of the command", lambda: not any(lives(one) for one in family), 10)


@pytest.mark.parametrize("portable", [False, True])
def test_a_leash_ends_as_its_command_does(portable: bool) -> None:
    leash = [sys.executable, "-m", "worker.leash", sys.executable, "-c", "raise SystemExit(3)"]
    environment = {**os.environ, **({"BOXWRIGHT_PORTABLE_LEASH": "1"} if portable else {})}
    with subprocess.Popen(leash, stdin=subprocess.PIPE, env=environment) as held:
        assert held.wait(PATIENCE) == 3
