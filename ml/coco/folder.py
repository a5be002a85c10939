"""A COCO data set as it is unpacked: annotations/instances_<set>.json beside a folder <set> of pictures."""

import json
import math
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pycocotools import mask as coco

from ml.coco.classes import VOC_NAME_OF
from ml.manifest_writer import LabelledObject, LabelledPicture
from ml.masks import Box, ObjectMask


class CocoError(ValueError):
    """A COCO folder that cannot be used; the message names the file and what is wrong with it."""


class CocoFolder:
    """One set (train2017) of a COCO folder; categories that `names` does not map do not exist for it.

    A picture's name is its file's stem ("000000000009").
    """

    def __init__(self, root: Path, part: str = "train2017", names: Mapping[str, str] = VOC_NAME_OF) -> None:
        self._pictures = root / part
        file = root / "annotations" / f"instances_{part}.json"
        try:
            data = json.loads(file.read_text(encoding="utf-8"))
            self._names = {c["id"]: names[c["name"]] for c in data["categories"] if c["name"] in names}
            self._images = {Path(image["file_name"]).stem: image for image in data["images"]}
            self._notes: dict[int, list[dict[str, Any]]] = defaultdict(list)
            for note in data["annotations"]:
                if note["category_id"] in self._names:
                    self._notes[note["image_id"]].append(note)
        except FileNotFoundError:
            raise CocoError(f"{file} does not exist") from None
        except (OSError, UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError) as problem:
            raise CocoError(f"{file} is no COCO instances file: {problem!r}") from problem

    def names(self) -> list[str]:
        """Pictures with at least one object (not a crowd) of the mapped classes, by name."""
        return sorted(
            name
            for name, image in self._images.items()
            if any(not note.get("iscrowd") for note in self._notes[image["id"]])
        )

    def read_labelled(self, name: str, masks: bool) -> LabelledPicture:
        """One picture. Boxes are rounded outwards to whole pixels and cut to the picture; empty ones are dropped.

        A crowd is no object: its pixels, where no object is, are ignored pixels of the first one (with masks); without
        masks it is left out. CocoError when the picture, a box or a mask cannot be used.
        """
        image = self._images.get(name)
        file = self._pictures / (image["file_name"] if image else f"{name}.jpg")
        if image is None or not file.is_file():
            raise CocoError(f"{file} is missing")
        height, width = int(image["height"]), int(image["width"])
        notes = self._notes[image["id"]]
        single = [(note, box) for note in notes if not note.get("iscrowd") and (box := _box(note, height, width))]
        found: list[ObjectMask | None] = [None] * len(single)
        if masks:
            crowd = _union([note for note in notes if note.get("iscrowd")], height, width)
            found = _masks([_pixels(note, height, width) for note, _ in single], crowd)
        things = (
            LabelledObject(self._names[note["category_id"]], box, mask)
            for (note, box), mask in zip(single, found, strict=True)
        )
        return LabelledPicture(name, file, width, height, tuple(things))

    def classes_of(self, name: str) -> set[str]:
        """Names of the classes in a picture."""
        notes = self._notes[self._images[name]["id"]]
        return {self._names[note["category_id"]] for note in notes if not note.get("iscrowd")}


def _box(note: Mapping[str, Any], height: int, width: int) -> Box | None:
    """[x, y, w, h] in floats -> whole half-open pixels that hold all of it; None when nothing is left. CocoError when
    they are no such numbers.
    """
    bbox: Any = note.get("bbox")
    numbers = isinstance(bbox, list) and all(type(value) in (int, float) and math.isfinite(value) for value in bbox)
    if not numbers or len(bbox) != 4 or bbox[2] < 0 or bbox[3] < 0:
        raise CocoError(f"annotation {note.get('id')}: bbox must be x, y, width and height, not {bbox!r}")
    x, y, w, h = bbox
    x0, y0 = max(math.floor(x), 0), max(math.floor(y), 0)
    x1, y1 = min(math.ceil(x + w), width), min(math.ceil(y + h), height)
    return (x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None


def _pixels(note: Mapping[str, Any], height: int, width: int) -> NDArray[np.bool_]:
    """Bool (H, W) of polygons or of (compressed or plain) run lengths."""
    shape: Any = note["segmentation"]
    try:
        if isinstance(shape, list):
            rle = coco.merge(coco.frPyObjects(shape, height, width))
        elif isinstance(shape["counts"], list):
            rle = coco.frPyObjects(shape, height, width)
        else:
            rle = shape
        return np.asarray(coco.decode(rle), bool)
    except (TypeError, ValueError, KeyError) as problem:
        raise CocoError(f"annotation {note.get('id')} has no usable segmentation: {problem}") from problem


def _union(notes: list[dict[str, Any]], height: int, width: int) -> NDArray[np.bool_]:
    union = np.zeros((height, width), bool)
    for note in notes:
        union |= _pixels(note, height, width)
    return union


def _masks(objects: list[NDArray[np.bool_]], crowd: NDArray[np.bool_]) -> list[ObjectMask | None]:
    """One mask per object; the first also takes the crowd's pixels that no object has, as ignored."""
    ignored = crowd.copy()
    for pixels in objects:
        ignored &= ~pixels
    first = ignored if ignored.any() else None
    return [ObjectMask.from_picture(pixels, None, first if n == 0 else None) for n, pixels in enumerate(objects)]
