"""A small VOC data set made by code: textured pictures, overlapping ellipses, void rims, and a few oddities."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from ml.voc import VocAnnotation, VocObject, label_png, write_annotation

NAMES = ("cat", "dog", "person")
VALUES = {"cat": 8, "dog": 12, "person": 15}
"""VOC's own indices."""


def make_voc(root: Path, count: int = 4, seed: int = 0) -> list[str]:
    """Write `count` pictures with both kinds of masks; every odd one is written as PNG labels with void rims."""
    names = [f"2007_{number:06d}" for number in range(1, count + 1)]
    for folder in ("JPEGImages", "Annotations", "SegmentationClass", "SegmentationObject", "ImageSets/Segmentation"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(names):
        _make_picture(root, name, np.random.default_rng([seed, number]))
    (root / "ImageSets/Segmentation/train.txt").write_text("".join(f"{name}\n" for name in names))
    return names


def _make_picture(root: Path, name: str, random: np.random.Generator) -> None:
    width, height = (int(value) for value in random.integers(60, 120, 2))
    class_map, object_map = np.zeros((height, width), np.uint8), np.zeros((height, width), np.uint8)
    pixels = random.integers(0, 120, (height, width, 3), dtype=np.uint8)
    objects: list[VocObject] = []
    for number in range(1, int(random.integers(2, 5))):
        class_name = NAMES[int(random.integers(len(NAMES)))]
        shape = _ellipse(width, height, random)
        core = _ellipse_core(shape)
        class_map[shape], object_map[shape] = 255, 255  # the rim between things is void
        class_map[core], object_map[core] = VALUES[class_name], number
        pixels[core] = pixels[core] // 2 + random.integers(60, 130, 3, dtype=np.uint8)
        objects.append(_object(class_name, shape, random))
    unresolved = (object_map > 0) & (np.arange(width) % 9 == 0)  # stripes whose class is known, but not their object
    object_map[unresolved] = 255
    Image.fromarray(pixels).save(root / f"JPEGImages/{name}.jpg", quality=90)
    (root / f"SegmentationClass/{name}.png").write_bytes(label_png(class_map))
    (root / f"SegmentationObject/{name}.png").write_bytes(label_png(object_map))
    annotation = VocAnnotation(f"{name}.jpg", width, height, tuple(objects), True)
    (root / f"Annotations/{name}.xml").write_bytes(write_annotation(annotation))


def _ellipse(width: int, height: int, random: np.random.Generator) -> np.ndarray:
    canvas = Image.new("1", (width, height))
    x0, y0 = int(random.integers(0, width - 35)), int(random.integers(0, height - 35))
    ImageDraw.Draw(canvas).ellipse(
        (x0, y0, x0 + int(random.integers(20, 34)), y0 + int(random.integers(20, 34))), fill=1
    )
    return np.asarray(canvas)


def _ellipse_core(shape: np.ndarray) -> np.ndarray:
    """The shape without a rim of two pixels."""
    core = shape.copy()
    for axis in (0, 1):
        for step in (-2, 2):
            core &= np.roll(shape, step, axis)
    return core


def _object(class_name: str, shape: np.ndarray, random: np.random.Generator) -> VocObject:
    rows, columns = np.flatnonzero(shape.any(1)), np.flatnonzero(shape.any(0))
    box = int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
    pose = ("Left", "Frontal", "Unspecified")[int(random.integers(3))]
    return VocObject(
        class_name, box, pose, bool(random.integers(2)), bool(random.integers(2)), bool(random.integers(2))
    )
