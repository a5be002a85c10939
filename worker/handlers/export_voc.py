"""Exports a project in PASCAL VOC layout: page by page, with the same little memory for any number of images."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ml.masks import ObjectMask
from ml.voc.annotation import VocAnnotation, VocObject
from ml.voc.errors import VocError
from ml.voc.picture_masks import PictureMasks
from ml.voc.writer import VocWriter
from server.domain.errors import BadInput, NotFound
from server.flows import classes, exports
from server.flows.exports import ExportedImage, ExportedObject, ExportOptions, Uncertain
from server.store.blobs import blobs
from server.store.database import database
from worker.attempt import Attempt
from worker.masks import corners, from_stored
from worker.scratch import scratch_folder

PAGE = 100

Report = Callable[[int, int], None]
"""Called with the images done and all images."""


@dataclass
class Written:
    """What an export holds, and what had to be left out."""

    images: int = 0
    problems: list[dict[str, str]] = field(default_factory=list[dict[str, str]])


def handle(attempt: Attempt) -> dict[str, Any]:
    """Do an export job: {"blob", "name", "images", "problems": [{"file", "why"}]}; the blob is a zip."""
    claim = attempt.claim
    payload = claim.payload
    options = ExportOptions(payload["with_suggestions"], Uncertain(payload["uncertain"]))
    with scratch_folder(claim.job_id) as folder:
        target = folder / "voc.zip"
        written = write_voc(
            claim.project_id, options, target, lambda done, total: attempt.report("exporting", done, total, "images")
        )
        with target.open("rb") as finished:
            blob = blobs().put(finished)
    with database().read() as session:
        name = exports.file_name(session, claim.project_id)
    return {"blob": blob, "name": name, "images": written.images, "problems": written.problems}


def write_voc(project_id: int, options: ExportOptions, target: Path, report: Report) -> Written:
    """Write the project to `target`, a zip when it is called so, else a new folder; it appears whole or not at all.

    Gold images are the set `val`, the others `train`. Raises Refused when there is nothing to write, BadInput when the
    target exists.
    """
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise BadInput(f"{target} is there already.", "Choose another name, or remove it first.")
    with database().read() as session:
        total = exports.require_images(session, project_id, options)
        names = [row.name for row in classes.list_classes(session, project_id)]
    target.parent.mkdir(parents=True, exist_ok=True)
    written = Written()
    with tempfile.TemporaryDirectory(prefix=".boxwright-export-", dir=target.parent) as folder:
        part = Path(folder, target.name)
        with VocWriter(part, names, options.uncertain.value) as writer:
            for number, image in enumerate(_images(project_id, options)):
                report(number, total)
                _add(writer, image, written)
        part.replace(target)
    report(total, total)
    return written


def _images(project_id: int, options: ExportOptions) -> Iterator[ExportedImage]:
    """All images of the export by id, a page in memory at a time."""
    after = 0
    while True:
        with database().read() as session:
            page = exports.list_exported(session, project_id, options, after, PAGE)
        yield from page
        if len(page) < PAGE:
            return
        after = page[-1].id


def _add(writer: VocWriter, image: ExportedImage, written: Written) -> None:
    objects = tuple(
        VocObject(thing.class_name, corners(thing.box), thing.pose, thing.truncated, thing.difficult, thing.occluded)
        for thing in image.objects
    )
    annotation = VocAnnotation(f"{image.name}.jpg", image.width, image.height, objects)
    unresolved = from_stored(image.unresolved) if image.unresolved else None
    masks = PictureMasks(tuple(_mask(thing) for thing in image.objects), unresolved=unresolved)
    try:
        with blobs().open(image.blob) as picture:
            writer.add(picture.read(), annotation, masks, "val" if image.gold else "train")
        written.images += 1
    except (VocError, NotFound) as problem:
        written.problems.append({"file": image.name, "why": str(problem)})


def _mask(thing: ExportedObject) -> ObjectMask:
    """The object's mask; the whole box is ignored when it has none, since calling it background would be a lie."""
    if thing.mask is not None:
        return from_stored(thing.mask)
    shape = thing.box.height, thing.box.width
    return ObjectMask(corners(thing.box), np.zeros(shape, bool), None, np.ones(shape, bool))
