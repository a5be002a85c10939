"""`boxwright doctor`: looks at everything the product needs and says in one line each whether it is there."""

import importlib.metadata
import io
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import redis
from rich.markup import escape
from sqlalchemy import text

from server.settings import settings
from server.store import migrate
from server.store.blobs import blobs
from server.store.database import database
from worker.cli.console import out

Verdict = Literal["ok", "warn", "fail"]
Finding = tuple[Verdict, str]
COLORS: dict[Verdict, str] = {"ok": "green", "warn": "yellow", "fail": "bold red"}
LEAST_FREE_GB = 5
SAFE_SQLITE = (3, 51, 3)
"""Earlier ones may corrupt a database in WAL mode when the log is reset."""
SECONDS = 5.0


def run() -> bool:
    """Print a line for each check; whether none failed."""
    verdicts: list[Verdict] = []
    for name, check in CHECKS.items():
        try:
            verdict, said = check()
        except Exception as problem:  # whatever is broken is what this command is there to tell
            verdict, said = "fail", str(problem).strip().split("\n")[0]
        verdicts.append(verdict)
        out.print(f"[{COLORS[verdict]}]{verdict:<4}[/]  {name:<9} {escape(said)}")
    return "fail" not in verdicts


def _python() -> Finding:
    return ("ok" if sys.version_info >= (3, 11) else "fail"), f"{platform.python_version()} ({sys.executable})"


def _versions() -> Finding:
    names = ("boxwright", "fastapi", "sqlalchemy", "celery", "torch", "torchvision", "timm", "opencv-python-headless")
    return "ok", ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)


def _node() -> Finding:
    found = shutil.which("node", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if not found:
        return "warn", "not found; only building the page needs it (`make run` brings its own)"
    version = subprocess.run([found, "--version"], capture_output=True, text=True, timeout=SECONDS).stdout.strip()
    return "ok", f"{version} ({found})"


def _page() -> Finding:
    built = Path(__file__).resolve().parents[2] / "web" / "dist" / "index.html"
    return ("ok", str(built)) if built.is_file() else ("warn", "the page is not built; `make run` does it")


def _data() -> Finding:
    folder = settings().data.resolve()
    if not folder.is_dir():
        return "warn", f"{folder} does not exist yet; `boxwright up` makes it (another place: BOXWRIGHT_DATA)"
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".doctor-"):
        pass
    return "ok", f"{folder} is writable"


def _disk() -> Finding:
    folder = settings().data.resolve()
    while not folder.is_dir():
        folder = folder.parent
    free = shutil.disk_usage(folder).free / 1e9
    return ("ok" if free >= LEAST_FREE_GB else "warn"), f"{free:.0f} GB free for {settings().data.resolve()}"


def _database() -> Finding:
    if database().is_sqlite and not (settings().data / "boxwright.db").is_file() and not settings().database_url:
        return "warn", "no database yet; `boxwright up` or any command makes it"
    with database().read() as session:
        version = session.scalar(text("SELECT sqlite_version()" if database().is_sqlite else "SHOW server_version"))
    if not migrate.is_current():
        return "fail", f"{version}: the tables are not those of this version; run `python -m server.store.migrate`"
    return "ok", f"{'SQLite' if database().is_sqlite else 'PostgreSQL'} {version}, tables are current"


def _sqlite() -> Finding:
    if not database().is_sqlite:
        return "ok", "not used"
    version: tuple[int, ...] = database().engine.dialect.dbapi.sqlite_version_info  # pyright: ignore[reportOptionalMemberAccess, reportAttributeAccessIssue]
    shown = ".".join(map(str, version))
    if version < SAFE_SQLITE:
        return "fail", f"{shown} may corrupt the database; 3.51.3 or newer is needed (pip install pysqlite3)"
    return "ok", shown


def _storage() -> Finding:
    where = settings().storage_url or "the data folder"
    if not settings().storage_url and not settings().data.is_dir():
        return "warn", "the data folder does not exist yet"
    kept = blobs().put(io.BytesIO())
    return "ok", f"{where} takes and gives files ({blobs().size(kept)} bytes tried)"


def _broker() -> Finding:
    url = settings().broker()
    if url is None:
        from worker import broker

        return "ok", f"none runs; `boxwright up` starts {broker.find_server()}"
    client: Any = redis.Redis.from_url(url, socket_connect_timeout=SECONDS, socket_timeout=SECONDS)  # pyright: ignore
    with client:
        info = client.info("server")
    version = info.get("valkey_version") or info["redis_version"]
    return "ok", f"answers, version {version}"


def _server() -> Finding:
    address = f"http://{settings().host}:{settings().port}/api/health"
    try:
        with urllib.request.urlopen(address, timeout=SECONDS) as answer:
            return "ok", f"{address} answers: {json.load(answer)['status']}"
    except (urllib.error.URLError, OSError, ValueError, KeyError):
        return "ok", f"nothing answers at {address}; start it with `boxwright up`"


def _children() -> Finding:
    import psutil

    lock = settings().run_folder / "lock"
    pid = lock.read_text().strip() if lock.is_file() else ""
    if not pid.isdecimal() or not psutil.pid_exists(int(pid)):
        return "ok", "`boxwright up` does not run on this data folder"
    children = psutil.Process(int(pid)).children(recursive=True)
    return "ok", f"`boxwright up` is process {pid} with {len(children)} processes below it"


def _torch() -> Finding:
    import torch

    if torch.cuda.is_available():
        names = {torch.cuda.get_device_name(number) for number in range(torch.cuda.device_count())}
        return "ok", f"{torch.__version__}, {torch.cuda.device_count()} GPU ({', '.join(sorted(names))})"
    return "ok", f"{torch.__version__}, no GPU: {os.cpu_count()} CPU cores train small networks (profile cpu)"


def _weights() -> Finding:
    from huggingface_hub import constants

    hub = constants.ENDPOINT
    try:
        with urllib.request.urlopen(f"{hub}/api/models/timm/mobilenetv3_small_100.lamb_in1k", timeout=SECONDS):
            return "ok", f"pretrained backbones can be loaded from {hub}"
    except (urllib.error.URLError, OSError) as problem:
        reason = getattr(problem, "reason", problem)
        return "warn", f"{hub} is out of reach ({reason}): rounds train from scratch, or from a weights file"


CHECKS: dict[str, Callable[[], Finding]] = {
    "python": _python,
    "versions": _versions,
    "node": _node,
    "page": _page,
    "data": _data,
    "disk": _disk,
    "sqlite": _sqlite,
    "database": _database,
    "storage": _storage,
    "broker": _broker,
    "server": _server,
    "processes": _children,
    "torch": _torch,
    "weights": _weights,
}
