"""The supervisor behind `boxwright up`: starts the product on one machine, restarts what dies, ends everything."""

import fcntl
import ipaddress
import os
import secrets
import socket
import sys
import time
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager, suppress

from server.domain.errors import BoxwrightError
from server.domain.job_state import Queue
from server.flows import accounts
from server.settings import settings
from server.store import migrate
from server.store.database import database
from worker import broker
from worker.child import Child
from worker.ending import Ending

END_SECONDS = 15.0
READY_SECONDS = 60.0
LOOK_SECONDS = 0.3
THREADS = {Queue.INTERACTIVE: 2, Queue.BATCH: 1, Queue.TRAINING: 1}
NICE = {Queue.INTERACTIVE: 0, Queue.BATCH: 5, Queue.TRAINING: 10}
"""A click goes before an import, an import before a round."""


class CannotStart(BoxwrightError):
    """Something stands in the way of starting; nothing was started."""


def up(host: str, port: int) -> None:
    """Run the product until Ctrl-C or SIGTERM. Raises CannotStart or NoBroker, in words, before anything runs."""
    with _only_one():
        _require_free(host, port)
        ending = Ending()
        say(f"Data: {settings().data.resolve()}")
        migrate.upgrade()
        children = _children(host, port)
        try:
            _start(children)
            _announce(host, port, ending, children)
            while not ending.wait(LOOK_SECONDS):
                for child in children:
                    child.look_after()
            say("Ending.")
        finally:
            _end(children)
            (settings().run_folder / "redis-url").unlink(missing_ok=True)


def say(text: str) -> None:
    """Print one line at once; where that cannot be done (a full disk, a closed pipe) the product runs all the same."""
    with suppress(OSError):
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


@contextmanager
def _only_one() -> Generator[None]:
    """Hold the data folder's lock; raises CannotStart when another supervisor has it."""
    folder = settings().run_folder
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise CannotStart(
                f"Boxwright runs already on {settings().data.resolve()} (process {lock.read().strip()}).",
                "Use that one, end it first, or choose another folder with BOXWRIGHT_DATA.",
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _require_free(host: str, port: int) -> None:
    """Raise CannotStart unless we may listen there."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except (OSError, UnicodeError) as problem:  # UnicodeError: no name of a machine
        raise CannotStart(
            f"Cannot listen on {host}, port {port}: {getattr(problem, 'strerror', None) or problem}.",
            "Another program may have the port; choose another with --port or BOXWRIGHT_PORT.",
        ) from problem


def _children(host: str, port: int) -> list[Child]:
    """The embedded broker first, if one is needed; it is the last to end."""
    here = settings()
    logs = here.data.resolve() / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    os.environ["BOXWRIGHT_DATA"] = str(here.data.resolve())
    commands: dict[str, tuple[list[str], int]] = {}
    if not here.redis_url:
        config, url = broker.write_config(here)
        (here.run_folder / "redis-url").write_text(url)
        commands["broker"] = [broker.find_server(), str(config)], 0
    commands["server"] = _server_command(host, port), 0
    for queue in Queue:
        commands[f"worker-{queue.value}"] = worker_command(queue), NICE[queue]
    commands["reconciler"] = [sys.executable, "-m", "worker.reconciler"], 0
    return [
        Child(name, command, logs / f"{name}.log", say, nice, alarms=name != "broker")
        for name, (command, nice) in commands.items()
    ]


def _server_command(host: str, port: int) -> list[str]:
    command = [sys.executable, "-m", "uvicorn", "server.api.app:app", "--host", host, "--port", str(port)]
    # Annotators save every few seconds: a connection that closes sooner would be opened anew for each.
    patience = ["--timeout-keep-alive", "75", "--timeout-graceful-shutdown", "2"]
    return [*command, *patience, "--no-access-log", "--no-server-header"]


def worker_command(queue: Queue) -> list[str]:
    """The Celery worker of one queue."""
    command = [sys.executable, "-m", "celery", "--app", "worker.app", "worker", "--queues", queue.value]
    pool = ["--pool", "threads", "--concurrency", str(THREADS[queue]), "--hostname", f"{queue.value}@%h"]
    return [*command, *pool, "--loglevel", "INFO", "--without-gossip", "--without-mingle", "--without-heartbeat"]


def _start(children: list[Child]) -> None:
    """Start all; the others only once the broker answers."""
    for child in children:
        say(f"Starting {child.name}")
        child.start()
        if child.name == "broker":
            broker.wait_ready(settings().broker() or "")


def _announce(host: str, port: int, ending: Ending, children: list[Child]) -> None:
    """Say where to go once the server answers."""
    url = f"http://{_visitable(host)}:{port}"
    deadline = time.monotonic() + READY_SECONDS
    while not _answers(f"{url}/api/health"):
        if ending.wait(0.1):
            return
        if time.monotonic() > deadline:
            say(f"The server does not answer yet; see {settings().data.resolve() / 'logs' / 'server.log'}")
            return
        for child in children:
            child.look_after()
    say(f"Boxwright is ready: {url}   (Ctrl-C ends it)")
    if token := _set_up_token(host):
        say(f"The first visitor creates the admin account and needs this set-up token: {token}")


def _set_up_token(host: str) -> str | None:
    """Make a token for a first visitor from elsewhere, forget it once it was used; None when nobody needs to see it.

    It is also made when listening on loopback, because a proxy may stand in front.
    """
    path = settings().run_folder / "setup-token"
    path.unlink(missing_ok=True)
    with database().read() as session:
        needed = accounts.set_up_needed(session)
    if not needed:
        return None
    path.touch(mode=0o600)
    path.write_text(secrets.token_urlsafe(16))
    return None if _is_loopback(host) else path.read_text()


def _end(children: list[Child]) -> None:
    """End all: first everything that works with the broker, then the broker."""
    deadline = time.monotonic() + END_SECONDS
    rest, brokers = [c for c in children if c.name != "broker"], [c for c in children if c.name == "broker"]
    for group in (rest, brokers):
        for child in group:
            child.ask_to_end()
        for child in group:
            child.end(deadline)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _visitable(host: str) -> str:
    """A host one can type: this machine's loopback when listening on all addresses."""
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
