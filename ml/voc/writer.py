"""Writing a VOC data set picture by picture, into a folder or a zip, with the same little memory for any number of
pictures.
"""

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Protocol

from PIL import Image, ImageOps, UnidentifiedImageError

from ml.label_map import Uncertain
from ml.voc.annotation import VocAnnotation, write_annotation
from ml.voc.errors import VocError
from ml.voc.palette import label_png, voc_palette
from ml.voc.picture_masks import PictureMasks, label_maps

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # a fixed time makes the same data set the same bytes
MOST_OBJECTS = 254  # SegmentationObject has one byte per pixel: 0 and 255 are taken
ORIENTATION = 0x0112  # EXIF tag


class _Store(Protocol):
    def write(self, path: str, data: bytes) -> None: ...
    def close(self, complete: bool) -> None: ...


@dataclass(frozen=True)
class _Entry:
    """What the image sets say about one picture."""

    name: str
    segmented: bool
    easy: frozenset[int]
    classes: frozenset[int]

    def presence(self, class_index: int) -> int:
        """1: there is an object of the class, 0: only difficult ones, -1: none."""
        return 1 if class_index in self.easy else 0 if class_index in self.classes else -1


class VocWriter:
    """Context manager: `add` pictures, leave the block to finish. A target ending in .zip becomes a zip, else a new
    folder.

    JPEGImages, Annotations, SegmentationClass, SegmentationObject, ImageSets and labelmap.txt lie at the top: a
    target (or an unzipped one) named .../VOCdevkit/VOC2012 is what torchvision's VOCSegmentation and VOCDetection read.
    A zip appears whole or not at all. classes: names of class 1..N.
    """

    def __init__(self, target: Path, classes: Sequence[str], uncertain: Uncertain = "ignore") -> None:
        self.classes = tuple(classes)
        self.uncertain: Uncertain = uncertain
        self._store: _Store = _ZipStore(target) if target.suffix == ".zip" else _FolderStore(target)
        self._used: set[str] = set()
        self._sets: dict[str, list[_Entry]] = {}

    def __enter__(self) -> "VocWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            try:
                self._write_lists()
            except BaseException:
                self._store.close(complete=False)
                raise
        self._store.close(complete=kind is None)

    def add(self, image: bytes, annotation: VocAnnotation, masks: PictureMasks | None, image_set: str = "train") -> str:
        """Add one picture; returns the name it got (from annotation.filename, made safe and unique).

        image: the picture's file; an upright JPEG is kept byte for byte, anything else becomes a JPEG (quality 95,
        4:4:4).
        masks: None for a picture with boxes only; it gets no label pictures and is not listed under
        ImageSets/Segmentation. VocError when the picture's size differs from the annotation's or there is no room for
        its objects.
        """
        classes = [self._class_index(thing.name, annotation.filename) for thing in annotation.objects]
        if len(classes) > MOST_OBJECTS:
            raise VocError(
                annotation.filename, f"{len(classes)} objects; SegmentationObject holds at most {MOST_OBJECTS}"
            )
        jpeg = _as_jpeg(image, annotation)
        name = self._unused(annotation.filename)
        xml = write_annotation(replace(annotation, filename=f"{name}.jpg", segmented=masks is not None))
        self._store.write(f"JPEGImages/{name}.jpg", jpeg)
        self._store.write(f"Annotations/{name}.xml", xml)
        if masks is not None:
            class_map, object_map = label_maps(annotation.height, annotation.width, masks, classes, self.uncertain)
            self._store.write(f"SegmentationClass/{name}.png", label_png(class_map))
            self._store.write(f"SegmentationObject/{name}.png", label_png(object_map))
        easy = {index for index, thing in zip(classes, annotation.objects, strict=True) if not thing.difficult}
        self._sets.setdefault(image_set, []).append(
            _Entry(name, masks is not None, frozenset(easy), frozenset(classes))
        )
        return name

    def _class_index(self, name: str, file: str) -> int:
        if name not in self.classes:
            raise VocError(file, f"class {name!r} is not one of {', '.join(self.classes)}")
        return self.classes.index(name) + 1

    def _unused(self, filename: str) -> str:
        stem = _plain(Path(filename).stem).strip("._")[:150] or "picture"
        name, number = stem, 1
        while name.lower() in self._used:  # lower: some file systems do not tell A from a
            number += 1
            name = f"{stem}_{number}"
        self._used.add(name.lower())
        return name

    def _write_lists(self) -> None:
        """ImageSets (trainval is train and val together) and labelmap.txt."""
        sets = dict(self._sets)
        lists = _unlike([_plain(name) for name in self.classes])
        both = sorted(sets.get("train", []) + sets.get("val", []), key=lambda entry: entry.name)
        for name, entries in {**sets, "trainval": both}.items():
            self._write_list(f"Segmentation/{name}", [entry.name for entry in entries if entry.segmented])
            self._write_list(f"Main/{name}", [entry.name for entry in entries])
            for index, class_name in enumerate(lists, 1):
                lines = [f"{entry.name} {entry.presence(index):2d}" for entry in entries]
                self._write_list(f"Main/{class_name}_{name}", lines)
        palette = voc_palette()
        names = enumerate(("background", *self.classes))
        lines = [f"{name}:{palette[i][0]},{palette[i][1]},{palette[i][2]}::" for i, name in names]
        self._store.write("labelmap.txt", ("# label:color_rgb:parts:actions\n" + "\n".join(lines) + "\n").encode())

    def _write_list(self, path: str, lines: Sequence[str]) -> None:
        self._store.write(f"ImageSets/{path}.txt", "".join(f"{line}\n" for line in lines).encode())


class _FolderStore:
    """Files in a new or empty folder."""

    def __init__(self, folder: Path) -> None:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise VocError(folder, "exists and is not an empty folder; choose another place")
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def write(self, path: str, data: bytes) -> None:
        file = self._folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)

    def close(self, complete: bool) -> None:
        pass


class _ZipStore:
    """Entries of a zip that takes its name only when it is complete."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._part = target.with_name(target.name + ".part")
        target.parent.mkdir(parents=True, exist_ok=True)
        self._zip = zipfile.ZipFile(self._part, "w")

    def write(self, path: str, data: bytes) -> None:
        entry = zipfile.ZipInfo(path, LONG_AGO)
        # Pictures are compressed already.
        entry.compress_type = zipfile.ZIP_STORED if path.endswith((".jpg", ".png")) else zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        self._zip.writestr(entry, data)

    def close(self, complete: bool) -> None:
        self._zip.close()
        if complete:
            self._part.replace(self._target)
        else:
            self._part.unlink()


def _as_jpeg(image: bytes, annotation: VocAnnotation) -> bytes:
    """The picture as JPEG; VocError when it is damaged or not of the annotation's size."""
    try:
        with Image.open(BytesIO(image)) as picture:
            turned = picture.getexif().get(ORIENTATION, 1) != 1
            upright = ImageOps.exif_transpose(picture) if turned else picture
            if upright.size != (annotation.width, annotation.height):
                stated = f"{annotation.width}x{annotation.height}"
                raise VocError(
                    annotation.filename, f"is {upright.width}x{upright.height}, its annotation says {stated}"
                )
            if picture.format == "JPEG" and not turned and picture.mode in ("RGB", "L"):
                return image
            file = BytesIO()
            upright.convert("RGB").save(file, "JPEG", quality=95, subsampling=0)
            return file.getvalue()
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as problem:
        raise VocError(annotation.filename, f"is no readable picture ({problem})") from problem


def _unlike(names: Sequence[str]) -> list[str]:
    """The names, a number behind those that some file system would take for an earlier one."""
    found: list[str] = []
    for name in names:
        number, free = 1, name
        while free.lower() in (one.lower() for one in found):
            number += 1
            free = f"{name}_{number}"
        found.append(free)
    return found


def _plain(text: str) -> str:
    """Text that is safe as (part of) a file name."""
    return re.sub(r"[^\w.-]+", "_", text)
