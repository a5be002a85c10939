"""Manifests: the frozen list of what a round trains on (F, W) and is measured with (gold)."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from server.domain.errors import Refused
from server.domain.image_state import ImageState
from server.store.tables import Image, Model, Object, ObjectClass, ObjectMask

CHAMPION = "champion.safetensors"
SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png"}
BATCH = 500


def count_parts(session: Session, project_id: int) -> dict[str, int]:
    """How many images are F, W and gold now: accepted; boxed; accepted and set apart. Gold never trains.

    `twins` of gold, whose picture is gold under another name, are left out.
    """
    ready = Image.state.in_((ImageState.ACCEPTED, ImageState.BOXED))
    twin = ~Image.gold & Image.blob.in_(_gold_blobs(project_id))
    images = select(Image.state, Image.gold, twin.label("twin")).where(Image.project_id == project_id, ready).subquery()
    kind = (images.c.state, images.c.gold, images.c.twin)
    counts = {tuple(row[:3]): row[3] for row in session.execute(select(*kind, func.count()).group_by(*kind))}
    return {
        "F": counts.get((ImageState.ACCEPTED, False, False), 0),
        "W": counts.get((ImageState.BOXED, False, False), 0),
        "gold": counts.get((ImageState.ACCEPTED, True, False), 0),
        "twins": sum(count for (_, _, twin), count in counts.items() if twin),
    }


def require_trainable(session: Session, project_id: int) -> dict[str, int]:
    """The counts of `count_parts`; Refused, saying what is missing, when no accepted image with an object can train."""
    counts = count_parts(session, project_id)
    trains = select(Object.id).join(Image, Image.id == Object.image_id).where(Image.project_id == project_id)
    trains = trains.where(Image.state == ImageState.ACCEPTED, Image.gold.is_(False), Object.deleted_at.is_(None))
    if session.scalar(trains.where(Image.blob.not_in(_gold_blobs(project_id))).limit(1)) is None:
        twins = f" Left out, because they are gold under another name: {counts['twins']}." if counts["twins"] else ""
        raise Refused(
            "A round needs at least one accepted image with an object, besides the gold ones. "
            f"Now accepted: {counts['F']} without an object and {counts['gold']} gold; only boxed: {counts['W']}."
            f"{twins}",
            "Accept or fix the masks of some images and accept the images; take some out of gold if all are in it.",
        )
    return counts


def freeze(session: Session, project_id: int, champion: Model | None) -> dict[str, Any]:
    """The manifest of the project as it is now (format: ml/README.md); pictures are `images/<sha256><suffix>`."""
    classes = select(ObjectClass).where(ObjectClass.project_id == project_id).order_by(ObjectClass.index)
    rows = list(session.scalars(classes))
    indexes = {row.id: row.index for row in rows}
    return {
        "version": 1,
        "classes": [row.name for row in rows],
        "images": [entry for batch in _batches(session, project_id) for entry in _entries(session, batch, indexes)],
        "champion": CHAMPION if champion else None,
    }


def encode(manifest: dict[str, Any]) -> bytes:
    """The manifest as the file's bytes: the same content gives the same bytes."""
    return json.dumps(manifest, indent=1, sort_keys=True).encode()


def count_entries(manifest: dict[str, Any]) -> dict[str, int]:
    """Images per part of a frozen manifest."""
    parts = [entry["part"] for entry in manifest["images"]]
    return {part: parts.count(part) for part in ("F", "W", "gold")}


def _batches(session: Session, project_id: int) -> Iterator[list[Image]]:
    """The images that may enter, oldest first, some at a time: open ones never do, nor gold that is not accepted.

    Nor does a picture train that is gold under another name.
    """
    last = 0
    enters = (Image.state == ImageState.ACCEPTED) | ((Image.state == ImageState.BOXED) & Image.gold.is_(False))
    while True:
        query = select(Image).where(Image.project_id == project_id, enters, Image.id > last)
        query = query.where(Image.gold | Image.blob.not_in(_gold_blobs(project_id)))
        batch = list(session.scalars(query.order_by(Image.id).limit(BATCH)))
        if not batch:
            return
        yield batch
        last = batch[-1].id


def _gold_blobs(project_id: int) -> Select[str]:
    twin = aliased(Image)
    return select(twin.blob).where(twin.project_id == project_id, twin.gold)


def _entries(session: Session, images: list[Image], indexes: dict[int, int]) -> Iterator[dict[str, Any]]:
    things: dict[int, list[dict[str, Any]]] = {image.id: [] for image in images}
    accepted = {image.id for image in images if image.state is ImageState.ACCEPTED}
    for thing, mask in _objects(session, things):
        things[thing.image_id].append(
            {
                "id": thing.id,
                "box": [thing.x0, thing.y0, thing.x1, thing.y1],
                "class": indexes[thing.class_id],
                "mask": _mask(mask) if mask and thing.image_id in accepted else None,
            }
        )
    for image in images:
        yield {
            "id": str(image.id),
            "file": f"images/{image.blob}{SUFFIXES.get(image.media_type, '')}",
            "sha256": image.blob,
            "width": image.width,
            "height": image.height,
            "part": "gold" if image.gold else "F" if image.id in accepted else "W",
            "objects": things[image.id],
        }


def _objects(session: Session, image_ids: Iterable[int]) -> Iterable[tuple[Object, ObjectMask | None]]:
    query = select(Object, ObjectMask).outerjoin(ObjectMask, ObjectMask.id == Object.mask_id)
    query = query.where(Object.image_id.in_(list(image_ids)), Object.deleted_at.is_(None))
    rows = session.execute(query.order_by(Object.image_id, Object.number))
    return ((thing, mask) for thing, mask in rows)


def _mask(mask: ObjectMask) -> dict[str, Any]:
    return {
        "rect": [mask.x0, mask.y0, mask.x1, mask.y1],
        "foreground": mask.foreground,
        "uncertain": None,
        "ignored": mask.ignored,
    }
