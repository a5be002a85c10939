"""Files that appear whole or not at all, whatever kills us while writing."""

import io
import json
import os
import time
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

try:
    import fcntl
except ImportError:  # Windows: there folders are on trust
    fcntl = None

PATIENCE = 20.0
"""Seconds: a worker whose job was given to another notices within ten and takes five to end its training."""
_held: dict[Path, BinaryIO] = {}


def write_whole(path: Path, content: bytes) -> None:
    """Write to a neighbour, flush to disk, rename over `path`."""
    temporary = path.with_name(path.name + ".part")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def hold_folder(folder: Path) -> None:
    """Keep `folder`, which exists, to this process until it ends; RuntimeError when another works in it.

    Waits PATIENCE seconds for one that is just ending. However we end, the operating system lets go for us.
    """
    if fcntl is None or folder.resolve() in _held:
        return
    lock = (folder / ".lock").open("ab")
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            if time.monotonic() > deadline:
                lock.close()
                raise RuntimeError(
                    f"another process works in {folder}; wait for its end, or choose another folder with --out"
                ) from None
            time.sleep(0.2)
    _held[folder.resolve()] = lock


def write_json(path: Path, data: Any) -> None:
    """Write plain values as JSON."""
    write_whole(path, json.dumps(data).encode())


def read_json(path: Path) -> Any:
    """Plain values of a JSON file. ValueError names the file when it holds something else."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as problem:  # no UTF-8, or no JSON
        raise ValueError(f"{path} is damaged ({problem}); delete it and start the same command again") from problem


def write_png(path: Path, pixels: NDArray[np.uint8]) -> None:
    """Write a grey (H, W) or RGB (H, W, 3) picture as PNG."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    write_whole(path, buffer.getvalue())
