"""A small VOC folder made by code: discs and bars, with void around them, in VOC's real layout."""

from pathlib import Path

import numpy as np
from PIL import Image

from ml.voc import VOC_CLASSES, VocAnnotation, VocObject, label_png, write_annotation
from tests.ml.round_pictures import SIZE, paint

NAMES = ("cat", "dog")  # the disc, the bar


def truth(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """SegmentationClass and SegmentationObject of picture `seed`; its last row is void."""
    class_map, object_map = np.zeros(SIZE, np.uint8), np.zeros(SIZE, np.uint8)
    for number, (_, index, pixels) in enumerate(paint(seed)[1], 1):
        class_map[pixels] = VOC_CLASSES.index(NAMES[index - 1]) + 1
        object_map[pixels] = number
    class_map[-1] = object_map[-1] = 255
    return class_map, object_map


def write_voc(root: Path, lists: dict[str, range]) -> Path:
    """Write pictures with these seeds as names 2007_00000<seed>, and the lists; returns the folder."""
    for name in ("JPEGImages", "Annotations", "SegmentationClass", "SegmentationObject", "ImageSets/Segmentation"):
        (root / name).mkdir(parents=True, exist_ok=True)
    for seed in sorted({seed for seeds in lists.values() for seed in seeds}):
        write_picture(root, seed)
    for name, seeds in lists.items():
        lines = "".join(f"{picture_name(seed)}\n" for seed in seeds)
        (root / "ImageSets" / "Segmentation" / f"{name}.txt").write_text(lines)
    return root


def picture_name(seed: int) -> str:
    return f"2007_{seed:06d}"


def write_picture(root: Path, seed: int) -> None:
    picture, objects = paint(seed)
    name = picture_name(seed)
    Image.fromarray(picture).save(root / "JPEGImages" / f"{name}.jpg", quality=95)
    things = tuple(VocObject(NAMES[index - 1], box) for box, index, _ in objects)
    annotation = VocAnnotation(f"{name}.jpg", SIZE[1], SIZE[0], things, True)
    (root / "Annotations" / f"{name}.xml").write_bytes(write_annotation(annotation))
    for kind, values in zip(("SegmentationClass", "SegmentationObject"), truth(seed), strict=True):
        (root / kind / f"{name}.png").write_bytes(label_png(values))
