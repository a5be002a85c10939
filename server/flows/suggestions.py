"""Suggestions: asking for a mask, gathering what a worker needs, recording it unless the object changed meanwhile."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.domain.errors import NotFound
from server.domain.job_state import JobKind, JobState
from server.domain.mask import Mask, Origin
from server.domain.object_state import DECIDED, ObjectAction, ObjectState, after
from server.flows import events, jobs, masks, promotions
from server.store.tables import Image, Job, Object, ObjectClass

Corners = tuple[int, int, int, int]
Points = list[tuple[int, int]]


@dataclass(frozen=True)
class Wanted:
    """An object that is to get a mask; `position` is its place among the image's boxes, `mask_id` what it has now."""

    object_id: str
    position: int
    mask_id: int | None


@dataclass(frozen=True)
class Gathered:
    """What a worker needs to suggest masks in one image: the picture, all its boxes and class indices, the model."""

    image_id: int
    blob: str
    boxes: list[Corners]
    class_ids: list[int]
    classes: list[int]
    """indices 1..N, one per box"""
    points: list[Points | None]
    """the extreme points each box was drawn by"""
    model_id: int | None
    """None: the proposals suggest"""
    model_blob: str | None
    wanted: list[Wanted]


def request_suggestion(session: Session, object_id: str, user_id: int | None = None) -> Job:
    """Enqueue a `suggest` job for the object as it is now (box and class); raises NotFound."""
    thing = session.get(Object, object_id)
    if thing is None or thing.deleted_at is not None:
        raise NotFound("There is no such object.")
    image = session.get_one(Image, thing.image_id)
    payload = {"object_id": object_id, "box": list(_corners(thing)), "class_id": thing.class_id}
    return jobs.enqueue(session, JobKind.SUGGEST, image.project_id, payload, user_id)


def request_for_all(session: Session, project_id: int, user_id: int | None = None, again: bool = False) -> Job:
    """Enqueue a `suggest_all` job: masks for all objects without one, or with `again` for all undecided ones."""
    return jobs.enqueue(session, JobKind.SUGGEST_ALL, project_id, {"again": again}, user_id)


def pending(session: Session, project_id: int, object_ids: Collection[str]) -> set[str]:
    """Those of the project's objects for which a `suggest` job is queued or running."""
    object_id = Job.payload["object_id"].as_string()
    waiting = select(object_id).where(
        Job.state.in_((JobState.QUEUED, JobState.RUNNING)), Job.project_id == project_id, Job.kind == JobKind.SUGGEST
    )
    return set(session.scalars(waiting.where(object_id.in_(object_ids))))


def gather(session: Session, payload: dict[str, Any]) -> Gathered | None:
    """For a `suggest` job: None when its object is gone, decided, or was drawn anew since it was asked for."""
    thing = session.get(Object, payload["object_id"])
    if thing is None or not _is_open(thing):
        return None
    if list(_corners(thing)) != payload["box"] or thing.class_id != payload["class_id"]:
        return None
    return gather_objects(session, session.get_one(Image, thing.image_id), {thing.id})


def waiting_images(session: Session, project_id: int, again: bool) -> list[int]:
    """Ids of the images with an object that `suggest_all` is for."""
    states = (ObjectState.DRAWN, ObjectState.SUGGESTED) if again else (ObjectState.DRAWN,)
    query = select(Object.image_id).join(Image, Image.id == Object.image_id).where(Image.project_id == project_id)
    query = query.where(Object.state.in_(states), Object.deleted_at.is_(None)).distinct()
    return sorted(session.scalars(query))


def gather_image(session: Session, image_id: int, again: bool) -> Gathered | None:
    """For a `suggest_all` job: all undecided objects of the image (without `again`, only those that have no mask)."""
    image = session.get(Image, image_id)
    if image is None:
        return None
    things = select(Object).where(Object.image_id == image_id)
    chosen = {thing.id for thing in session.scalars(things) if _is_open(thing) and (again or thing.mask_id is None)}
    return gather_objects(session, image, chosen) if chosen else None


def record_suggestion(
    session: Session, gathered: Gathered, wanted: Wanted, mask: Mask, origin: Origin
) -> Wanted | None:
    """Give the object the mask, as long as it is what was gathered: same box, class and mask, and nobody decided.

    So what changed, was deleted, rejected, accepted or fixed meanwhile keeps what it has: None then. Otherwise what the
    next record for the same object starts from.
    """
    thing = session.scalars(select(Object).where(Object.id == wanted.object_id).with_for_update()).one_or_none()
    if thing is None or not _is_open(thing) or thing.mask_id != wanted.mask_id:
        return None
    if not is_drawn_as(thing, gathered, wanted):
        return None
    before = events.state_of(thing)
    model_id = gathered.model_id if origin is Origin.ANNNET else None
    masks.give(thing, masks.keep(session, thing.id, mask, origin, model_id=model_id))
    thing.state, thing.version = after(thing.state, ObjectAction.SUGGEST), thing.version + 1
    image = session.get_one(Image, thing.image_id)
    events.record(session, image.project_id, "object.suggested", user_id=None, image=image, row=thing, before=before)
    return Wanted(wanted.object_id, wanted.position, thing.mask_id)


def is_drawn_as(thing: Object, gathered: Gathered, wanted: Wanted) -> bool:
    """Whether box, class and extreme points are what was gathered."""
    place = wanted.position
    drawn = (gathered.boxes[place], gathered.class_ids[place], gathered.points[place])
    return drawn == (_corners(thing), thing.class_id, _points(thing))


def gather_objects(session: Session, image: Image, chosen: set[str]) -> Gathered:
    """What is needed to make masks for the chosen objects of the image."""
    rows = select(Object, ObjectClass.index).join(ObjectClass, ObjectClass.id == Object.class_id)
    rows = rows.where(Object.image_id == image.id, Object.deleted_at.is_(None)).order_by(Object.number, Object.id)
    pairs = [(thing, index) for thing, index in session.execute(rows)]
    model = promotions.suggesting_model(session, image.project_id)
    return Gathered(
        image_id=image.id,
        blob=image.blob,
        boxes=[_corners(thing) for thing, _ in pairs],
        class_ids=[thing.class_id for thing, _ in pairs],
        classes=[index for _, index in pairs],
        points=[_points(thing) for thing, _ in pairs],
        model_id=model.id if model else None,
        model_blob=model.blob if model else None,
        wanted=_wanted((thing for thing, _ in pairs), chosen),
    )


def _wanted(things: Iterable[Object], chosen: set[str]) -> list[Wanted]:
    return [Wanted(thing.id, place, thing.mask_id) for place, thing in enumerate(things) if thing.id in chosen]


def _is_open(thing: Object) -> bool:
    return thing.deleted_at is None and thing.state not in DECIDED


def _points(thing: Object) -> Points | None:
    return thing.points and [(x, y) for x, y in thing.points]


def _corners(thing: Object) -> Corners:
    return thing.x0, thing.y0, thing.x1, thing.y1
