"""The manifest: the frozen list of what a round trains on and is measured with."""

import hashlib
import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from ml.masks import Box, MaskError, ObjectMask

Part = Literal["F", "W", "gold"]
DEEP = ("I", "F")
"""Pillow's modes of 16 bits, 32 bits and floats: made 8-bit by Pillow they would be nearly white."""
DAMAGE = (OSError, ValueError, SyntaxError, EOFError, LookupError, TypeError, ArithmeticError, struct.error)
BROKEN = (*DAMAGE, Image.DecompressionBombError)
"""What Pillow raises over damaged bytes, and over sizes that nobody has memory for."""
LONGEST_ID = 200  # file systems take names of 255 bytes, and what is made of an image adds to it
SAFE_ID = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")


class ManifestError(ValueError):
    """The manifest, or a file it names, cannot be used; the message says where and what to do."""


@dataclass(frozen=True, eq=False)
class ManifestObject:
    """One object: its box, its class index (1..N) and, in F and gold, its mask."""

    id: str
    box: Box
    class_index: int
    mask: ObjectMask | None


@dataclass(frozen=True, eq=False)
class ManifestImage:
    """One image of a part (F, W or gold) with all its objects; `file` is an absolute path."""

    id: str
    file: Path
    sha256: str
    width: int
    height: int
    part: Part
    objects: tuple[ManifestObject, ...]

    @property
    def boxes(self) -> list[Box]:
        """The boxes of all objects, in their order."""
        return [thing.box for thing in self.objects]

    @property
    def classes(self) -> list[int]:
        """The class indices of all objects, in their order."""
        return [thing.class_index for thing in self.objects]

    def read(self) -> NDArray[np.uint8]:
        """The upright picture, uint8 RGB (height, width, 3). ManifestError when it is damaged or of another size."""
        picture = read_picture(self.file)
        if picture.shape != (self.height, self.width, 3):
            size = f"{picture.shape[1]}x{picture.shape[0]}"
            raise ManifestError(f"image {self.id}: {self.file} is {size}, the manifest says {self.width}x{self.height}")
        return picture


@dataclass(frozen=True, eq=False)
class Manifest:
    """classes[i] is the name of class index i + 1; `champion` is the AnnNet to be scored beside the new one."""

    classes: tuple[str, ...]
    images: tuple[ManifestImage, ...]
    champion: Path | None
    sha256: str

    def part(self, part: Part) -> list[ManifestImage]:
        """The images of one part, in manifest order."""
        return [image for image in self.images if image.part == part]

    def check_files(self) -> None:
        """Read every picture once. ManifestError when one is missing, has changed, or cannot be decoded."""
        for image in self.images:
            if hashlib.sha256(image.file.read_bytes()).hexdigest() != image.sha256:
                raise ManifestError(
                    f"image {image.id}: {image.file} changed since the manifest was made (its sha256 differs)"
                )
            image.read()


def read_picture(file: Path) -> NDArray[np.uint8]:
    """Decode a picture file to uint8 RGB (H, W, 3), EXIF orientation applied. ManifestError when it is damaged."""
    try:
        with Image.open(file) as picture:
            deep = picture.mode.startswith(DEEP)
            upright = ImageOps.exif_transpose(picture) or picture
            pixels = np.asarray(upright.convert("RGB"))
    except BROKEN as problem:
        raise ManifestError(f"{file} cannot be read as a picture: {problem}") from problem
    if deep:
        raise ManifestError(f"{file} has more than 8 bits per sample; save it as an 8-bit PNG first")
    return pixels


def load_manifest(path: Path, training: bool = True) -> Manifest:
    """Read and check a manifest; relative files are taken from its folder. ManifestError at the first contradiction.

    training: also require at least one F image with an object.
    """
    try:
        raw = path.read_bytes()
        data = json.loads(raw)
    except FileNotFoundError as problem:
        raise ManifestError(f"{path} does not exist") from problem
    except (OSError, ValueError, RecursionError) as problem:
        raise ManifestError(f"{path} is not readable JSON: {problem}") from problem
    if not isinstance(data, dict) or data.get("version") != 1:
        raise ManifestError(f'{path} is not a manifest: it must be a JSON object with "version": 1')
    classes = _classes(data.get("classes"))
    images = tuple(_image(entry, path.parent, len(classes)) for entry in _list(data, "images", "the manifest"))
    _check_unique([image.id for image in images], "image")
    _check_gold(images)
    manifest = Manifest(classes, images, _champion(data.get("champion"), path.parent), hashlib.sha256(raw).hexdigest())
    if training and not any(image.objects for image in manifest.part("F")):
        raise ManifestError(
            "no F image with an object: a round needs at least one fully labelled image, accept some masks first"
        )
    return manifest


def _check_gold(images: Sequence[ManifestImage]) -> None:
    """What is measured with never trains, under whatever name it came."""
    gold = {image.sha256: image.id for image in images if image.part == "gold"}
    for image in images:
        if image.part != "gold" and image.sha256 in gold:
            raise ManifestError(
                f"image {image.id} ({image.part}) is the same picture as image {gold[image.sha256]} of gold, which may "
                "only measure; leave one of them out"
            )


def _classes(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(name, str) and name for name in value):
        raise ManifestError('"classes" must be a list of at least one name')
    if len(value) > 254:
        raise ManifestError(f"{len(value)} classes: a label map has room for 254")
    _check_unique(value, "class")
    return tuple(value)


def _image(entry: Any, folder: Path, class_count: int) -> ManifestImage:
    if not isinstance(entry, dict):
        raise ManifestError(f"an entry of images is {type(entry).__name__}, it must be an object")
    name = _text(entry, "id", "an image")
    where = f"image {name}"
    if not set(name) <= SAFE_ID or name.startswith("."):
        raise ManifestError(f"{where}: an id names files, it may hold letters, digits, '-', '_' and '.' only")
    if len(name) > LONGEST_ID:
        raise ManifestError(f"{where[:40]}...: an id names files, it may have {LONGEST_ID} characters")
    part = _part(entry.get("part"), where)
    file = folder / _text(entry, "file", where)
    if not file.is_file():
        raise ManifestError(f"{where}: its file {file} does not exist")
    width, height = (_whole(entry, key, where, 1) for key in ("width", "height"))
    objects = tuple(_object(o, where, part, width, height, class_count) for o in _list(entry, "objects", where))
    _check_unique([thing.id for thing in objects], f"{where}: object")
    return ManifestImage(name, file, _text(entry, "sha256", where), width, height, part, objects)


def _part(value: Any, where: str) -> Part:
    if value not in ("F", "W", "gold"):
        raise ManifestError(f'{where}: "part" is {value!r}, it must be "F", "W" or "gold"')
    return value


def _object(entry: Any, where: str, part: Part, width: int, height: int, class_count: int) -> ManifestObject:
    if not isinstance(entry, dict):
        raise ManifestError(f"{where}: an entry of objects is {type(entry).__name__}, it must be an object")
    where = f"{where}, object {_text(entry, 'id', where)}"
    class_index = _whole(entry, "class", where, 1)
    if class_index > class_count:
        raise ManifestError(f"{where}: unknown class {class_index}, the manifest names {class_count}")
    box = _box(entry.get("box"), where, width, height)
    mask = _mask(entry.get("mask"), where, width, height)
    if part == "W" and mask is not None:
        raise ManifestError(f"{where}: W images have boxes only, put the image into F or leave its masks out")
    if part != "W" and mask is None:
        raise ManifestError(f"{where}: every object of an {part} image needs a mask")
    return ManifestObject(entry["id"], box, class_index, mask)


def _box(value: Any, where: str, width: int, height: int) -> Box:
    if not isinstance(value, list) or len(value) != 4 or any(type(edge) is not int for edge in value):
        raise ManifestError(f"{where}: box must be four whole numbers x0, y0, x1, y1, not {value!r}")
    x0, y0, x1, y1 = value
    if not (0 <= x0 < x1 <= width and 0 <= y0 < y1 <= height):
        raise ManifestError(f"{where}: box {value} is empty or leaves the {width}x{height} picture")
    return x0, y0, x1, y1


def _mask(value: Any, where: str, width: int, height: int) -> ObjectMask | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise ManifestError(f"{where}: mask must be an object or null")
    try:
        mask = ObjectMask.from_json(value)
    except MaskError as problem:
        raise ManifestError(f"{where}: {problem}") from problem
    if mask.rect[2] > width or mask.rect[3] > height:
        raise ManifestError(f"{where}: mask rectangle {list(mask.rect)} leaves the {width}x{height} picture")
    return mask


def _champion(value: Any, folder: Path) -> Path | None:
    if value is None:
        return None
    if not isinstance(value, str) or not (folder / value).is_file():
        raise ManifestError(
            f'"champion" is {value!r}: it must be null or the path of an AnnNet .safetensors that exists'
        )
    return folder / value


def _list(data: Mapping[str, Any], key: str, where: str) -> list[Any]:
    value = data.get(key)
    if not isinstance(value, list):
        raise ManifestError(f'{where}: "{key}" must be a list')
    return value


def _text(data: Mapping[str, Any], key: str, where: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not value:
        raise ManifestError(f'{where}: "{key}" must be a text that is not empty')
    return value


def _whole(data: Mapping[str, Any], key: str, where: str, least: int) -> int:
    value = data.get(key)
    if type(value) is not int or value < least:
        raise ManifestError(f'{where}: "{key}" is {value!r}, it must be a whole number from {least} on')
    return value


def _check_unique(names: Sequence[str], what: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ManifestError(f"{what} {name} appears twice")
        seen.add(name)
