"""`boxwright evaluate`: how good the project's current masks are, measured against the masks of a VOC data set."""

import math
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from rich.markup import escape
from rich.table import Table
from sqlalchemy import select

from ml.label_map import IGNORED, compose
from ml.masks import Box as Corners
from ml.masks import ObjectMask
from ml.metrics import ConfusionMatrix, object_iou
from ml.voc import VocError, VocFolder, VocPicture, label_maps
from server.domain.errors import BadInput
from server.flows import classes, views
from server.flows.views import ObjectView
from server.store.database import database
from server.store.tables import Image
from worker.cli.console import err, out, progress_bar

SAME_BOX = 0.5
"""Boxes of one class that overlap less (IoU) are not of the same object."""


@dataclass
class Scores:
    """What was measured so far."""

    matrix: ConfusionMatrix
    images: int = 0
    by_source: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """IoU of matched objects by state and origin of the mask"""
    by_class: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    left_out: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """why images or objects were not measured"""


def run(project_id: int, voc: Path, list_file: Path | None) -> None:
    """Print mean IoU per object and IoU per class over the images that both have, by best guess."""
    try:
        folder = VocFolder(voc)
        names = folder.names(list_file)
    except VocError as problem:
        raise BadInput(
            f"{problem}.", "Give the folder that holds JPEGImages and Annotations, and a list of names."
        ) from None
    with database().read() as session:
        class_names = {row.id: row.name for row in classes.list_classes(session, project_id)}
    # Label maps of both sides in one numbering: the data set's, then what only the project knows.
    numbering = [*folder.classes, *(name for name in class_names.values() if name not in folder.classes)]
    scores = Scores(ConfusionMatrix(len(numbering)))
    with progress_bar() as show:
        for done, name in enumerate(names):
            show({"stage": "comparing", "done": done, "total": len(names), "unit": "images"})
            _compare(project_id, folder, name, class_names, numbering, scores)
        show({"stage": "comparing", "done": len(names), "total": len(names), "unit": "images"})
    if not scores.images:
        raise BadInput("None of the images is in both the project and the data set with masks.", _reasons(scores))
    _print(scores, numbering)


def _compare(
    project_id: int, folder: VocFolder, name: str, class_names: dict[int, str], numbering: list[str], scores: Scores
) -> None:
    """Add one image to the scores."""
    with database().read() as session:
        row = session.scalar(select(Image).where(Image.project_id == project_id, Image.name == name))
        ours = views.open_image(session, row).objects if row else []
    if row is None:
        scores.left_out["images that are not in the project"] += 1
        return
    try:
        truth = folder.read(name)
    except VocError as problem:
        err.print(f"  {escape(str(problem))}")
        scores.left_out["images that cannot be read"] += 1
        return
    if truth.masks is None or (truth.annotation.width, truth.annotation.height) != (row.width, row.height):
        scores.left_out["images without true masks of the same size"] += 1
        return
    scores.images += 1
    true_map = _add_maps(truth, ours, class_names, numbering, scores)
    _add_objects(truth, ours, class_names, true_map != IGNORED, scores)


def _add_maps(
    truth: VocPicture, ours: list[ObjectView], class_names: dict[int, str], numbering: list[str], scores: Scores
) -> np.ndarray:
    """Compare the whole label maps; return the true one."""
    assert truth.masks is not None
    height, width = truth.annotation.height, truth.annotation.width
    values = [numbering.index(thing.name) + 1 for thing in truth.annotation.objects]
    true_map = label_maps(height, width, truth.masks, values, "ignore")[0]
    painted = [
        (mask, numbering.index(class_names[thing.class_id]) + 1) for thing in ours if (mask := _mask(thing)) is not None
    ]
    scores.matrix.update(compose(height, width, painted, "best-guess"), true_map)
    return true_map


def _add_objects(
    truth: VocPicture, ours: list[ObjectView], class_names: dict[int, str], counted: np.ndarray, scores: Scores
) -> None:
    """Compare the masks of objects whose boxes match: each true one takes the best free one of its class."""
    assert truth.masks is not None
    free = dict(enumerate(ours))
    for thing, mask in zip(truth.annotation.objects, truth.masks.objects, strict=True):
        same = [n for n, mine in free.items() if class_names[mine.class_id] == thing.name]
        best = max(same, key=lambda n: _box_iou(thing.box, _corners(free[n])), default=None)
        if best is None or _box_iou(thing.box, _corners(free[best])) < SAME_BOX:
            scores.left_out["true objects that the project has no box for"] += 1
            continue
        mine = free.pop(best)
        found = _mask(mine)
        if mask is None or not mask.foreground.any():
            scores.left_out["true objects without a pixel"] += 1
        elif found is None or mine.mask is None:
            scores.left_out["objects that have no mask yet"] += 1
        else:
            iou = object_iou(found, mask, counted)
            scores.by_source[f"{mine.state.value}, {mine.mask.origin.value}"].append(iou)
            scores.by_class[thing.name].append(iou)
    if free:
        scores.left_out["objects of the project that match no true one"] += len(free)


def _mask(thing: ObjectView) -> ObjectMask | None:
    view = thing.mask
    if view is None:
        return None
    parts = {"foreground": view.foreground, "uncertain": view.uncertain, "ignored": view.ignored}
    return ObjectMask.from_json({"rect": view.rect, **parts})


def _corners(thing: ObjectView) -> Corners:
    x0, y0, x1, y1 = thing.box
    return x0, y0, x1, y1


def _box_iou(a: Corners, b: Corners) -> float:
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    shared = max(width, 0) * max(height, 0)
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (a, b)]
    return shared / (sum(areas) - shared)


def _print(scores: Scores, numbering: list[str]) -> None:
    every = [iou for ious in scores.by_source.values() for iou in ious]
    objects = Table("objects (state, mask from)", "n", "mean IoU", "median", box=None)
    for source, ious in [*sorted(scores.by_source.items()), ("all", every)]:
        if ious:
            objects.add_row(source, str(len(ious)), f"{np.mean(ious):.3f}", f"{np.median(ious):.3f}")
    by_class = Table("class", "objects", "mean IoU", "images", "IoU of pixels", box=None)
    for index, (name, iou) in enumerate(zip(["background", *numbering], scores.matrix.iou(), strict=True)):
        if math.isnan(iou):
            continue
        ious = scores.by_class.get(name, [])
        mean = f"{np.mean(ious):.3f}" if ious else ""
        by_class.add_row(escape(name), str(len(ious) or ""), mean, str(scores.matrix.images[index]), f"{iou:.3f}")
    out.print(objects)
    out.print()
    out.print(by_class)
    out.print(f"\nmIoU {scores.matrix.miou():.3f} over {scores.images} images")
    if reasons := _reasons(scores):
        out.print(f"Not measured: {reasons}")


def _reasons(scores: Scores) -> str:
    return ", ".join(f"{count} {why}" for why, count in sorted(scores.left_out.items()))
