"""Writing manifests: the pictures of a data set become F, W and gold, with paths relative to the manifest file."""

import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ml.files import write_json
from ml.manifest import ManifestError, Part
from ml.masks import Box, ObjectMask


@dataclass(frozen=True, eq=False)
class LabelledObject:
    """One object as a data set knows it; `mask` is None where only the box was read."""

    class_name: str
    box: Box
    mask: ObjectMask | None = None


@dataclass(frozen=True, eq=False)
class LabelledPicture:
    """One picture of a data set: its name there, its file, its size in pixels and its objects."""

    name: str
    file: Path
    width: int
    height: int
    objects: tuple[LabelledObject, ...]


@dataclass(frozen=True)
class LeftOut:
    """A picture that did not enter a manifest, and why."""

    name: str
    why: str
    broken: bool = False
    """whether it should have entered: a file of it cannot be used"""


@dataclass(frozen=True)
class WrittenManifest:
    """What was written: the file, its classes, pictures and objects per part, and what was left out."""

    file: Path
    classes: tuple[str, ...]
    pictures: dict[Part, int]
    objects: dict[Part, int]
    left_out: tuple[LeftOut, ...]

    def describe(self) -> str:
        """Lines for a person: parts with their pictures and objects, and how many were left out and why."""
        lines = [f"{self.file}: {len(self.classes)} classes ({', '.join(self.classes)})"]
        lines += [f"  {part}: {count} pictures, {self.objects[part]} objects" for part, count in self.pictures.items()]
        reasons = Counter(entry.why for entry in self.left_out if not entry.broken)
        lines += [f"  left out: {count} pictures ({why})" for why, count in reasons.most_common()]
        lines += [f"  left out, cannot be used: {entry.name}: {entry.why}" for entry in self.broken]
        return "\n".join(lines)

    @property
    def broken(self) -> list[LeftOut]:
        """The pictures whose files cannot be used."""
        return [entry for entry in self.left_out if entry.broken]


def save_manifest(
    file: Path,
    parts: Mapping[Part, Iterable[LabelledPicture]],
    classes: Sequence[str],
    left_out: Sequence[LeftOut] = (),
    champion: Path | None = None,
) -> WrittenManifest:
    """Write the manifest with these pictures, and the AnnNet to compare with; paths are kept relative to `file`.

    Pictures that hold a class outside `classes` are left out (their other objects would be taught as background), and
    so are pictures to train with that are byte for byte those of gold.
    F and gold need masks; masks of W are never written. ManifestError when a picture is in two parts, or none is left.
    """
    missing = list(left_out)
    entries: list[dict[str, Any]] = []
    part_of: dict[str, Part] = {}
    for part, pictures in parts.items():
        for picture in pictures:
            other = sorted({thing.class_name for thing in picture.objects} - set(classes))
            if other:
                missing.append(LeftOut(picture.name, "holds a class that is not asked for"))
                continue
            _check_once(picture, part, part_of)
            entries.append(_image_entry(picture, part, classes, file.parent))
    entries = _without_gold_twins(entries, missing)
    if not entries:
        raise ManifestError(
            f"no picture can be used; the first of them: {missing[0].name} {missing[0].why}"
            if missing
            else "there are no pictures to list"
        )
    _make_unique(entries)
    file.parent.mkdir(parents=True, exist_ok=True)
    best = None if champion is None else _relative(champion, file.parent)
    write_json(file, {"version": 1, "classes": list(classes), "images": entries, "champion": best})
    counts = Counter(entry["part"] for entry in entries)
    objects = Counter(entry["part"] for entry in entries for _ in entry["objects"])
    return WrittenManifest(
        file,
        tuple(classes),
        {part: counts[part] for part in parts},
        {part: objects[part] for part in parts},
        tuple(missing),
    )


def _without_gold_twins(entries: list[dict[str, Any]], missing: list[LeftOut]) -> list[dict[str, Any]]:
    """Without what would train on a picture that measures: data sets hold some pictures under two names."""
    gold = {entry["sha256"] for entry in entries if entry["part"] == "gold"}
    twins = [entry for entry in entries if entry["part"] != "gold" and entry["sha256"] in gold]
    missing += [LeftOut(entry["id"], "is a gold picture under another name") for entry in twins]
    return [entry for entry in entries if entry not in twins] if twins else entries


def _check_once(picture: LabelledPicture, part: Part, part_of: dict[str, Part]) -> None:
    name = str(picture.file.resolve())
    if part_of.get(name) == part:
        raise ManifestError(f"picture {picture.name} is listed twice in {part}")
    if name in part_of:
        raise ManifestError(f"picture {picture.name} is in {part_of[name]} and in {part}; a picture has one part")
    part_of[name] = part


def _image_entry(picture: LabelledPicture, part: Part, classes: Sequence[str], folder: Path) -> dict[str, Any]:
    objects = [
        {
            "id": str(number),
            "box": list(thing.box),
            "class": classes.index(thing.class_name) + 1,
            "mask": None if part == "W" else _mask(thing, picture, part).to_json(),
        }
        for number, thing in enumerate(picture.objects, 1)
    ]
    return {
        "id": re.sub(r"[^A-Za-z0-9_.-]", "_", picture.name).lstrip(".") or "picture",
        "file": _relative(picture.file, folder),
        "sha256": hashlib.sha256(picture.file.read_bytes()).hexdigest(),
        "width": picture.width,
        "height": picture.height,
        "part": part,
        "objects": objects,
    }


def _relative(file: Path, folder: Path) -> str:
    return Path(os.path.relpath(file.resolve(), folder.resolve())).as_posix()


def _mask(thing: LabelledObject, picture: LabelledPicture, part: Part) -> ObjectMask:
    """The object's mask. One without a pixel says nothing about its box: all of it is ignored."""
    if thing.mask is None:
        raise ManifestError(f"picture {picture.name}: an object ({thing.class_name}) has no mask, {part} needs them")
    if thing.mask.foreground.any():
        return thing.mask.tight()
    return ObjectMask.unknown(thing.box)


def _make_unique(entries: Sequence[dict[str, Any]]) -> None:
    """Number ids that became equal when unsafe letters were replaced."""
    seen: set[str] = set()
    for entry in entries:
        plain, number = entry["id"], 1
        while entry["id"] in seen:
            number += 1
            entry["id"] = f"{plain}-{number}"
        seen.add(entry["id"])
