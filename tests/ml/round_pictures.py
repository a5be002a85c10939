"""Pictures made by code, with boxes and masks, as a manifest on disk: enough for a whole `tiny` round."""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from ml.masks import ObjectMask

SIZE = (56, 72)


def paint(seed: int) -> tuple[np.ndarray, list[tuple[tuple[int, int, int, int], int, np.ndarray]]]:
    """A noisy picture with a red disc (class 1) and a blue bar (class 2), and (box, class, pixels) of both."""
    rng = np.random.default_rng(seed)
    height, width = SIZE
    picture = rng.integers(90, 150, (height, width, 3)).astype(np.uint8)
    y, x = np.mgrid[:height, :width]
    cy, cx, radius = rng.integers(16, 40), rng.integers(14, 26), rng.integers(8, 13)
    disc = (y - cy) ** 2 + (x - cx) ** 2 <= radius**2
    left, top = rng.integers(42, 50), rng.integers(4, 20)
    bar = (x >= left) & (x < left + 16) & (y >= top) & (y < top + 28) & ((x + y) % 9 != 0)
    objects = []
    for index, (pixels, colour) in enumerate(((disc, (200, 40, 40)), (bar, (30, 60, 210))), start=1):
        picture[pixels] = np.clip(np.array(colour) + rng.integers(-20, 20, (pixels.sum(), 3)), 0, 255)
        rows, columns = np.flatnonzero(pixels.any(1)), np.flatnonzero(pixels.any(0))
        box = int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
        objects.append((box, index, pixels))
    return picture, objects


def write_manifest(folder: Path, f: int = 3, w: int = 3, gold: int = 2) -> Path:
    """A manifest of so many F, W and gold images and their PNG files; returns its path."""
    images: list[dict[str, Any]] = []
    for seed, part in enumerate(["F"] * f + ["W"] * w + ["gold"] * gold):
        picture, objects = paint(seed)
        file = folder / f"{seed}.png"
        Image.fromarray(picture).save(file)
        entries = [
            {
                "id": f"{seed}-{index}",
                "box": list(box),
                "class": index,
                "mask": None if part == "W" else ObjectMask.from_picture(pixels).to_json(),
            }
            for box, index, pixels in objects
        ]
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        size = {"width": SIZE[1], "height": SIZE[0]}
        images.append(
            {"id": f"image-{seed}", "file": file.name, "sha256": digest, **size, "part": part, "objects": entries}
        )
    path = folder / "manifest.json"
    path.write_text(json.dumps({"version": 1, "classes": ["disc", "bar"], "images": images, "champion": None}))
    return path
