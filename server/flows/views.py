"""What images, objects and masks look like from outside: rows with what belongs to them, read in few queries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.domain.image_state import ImageState
from server.domain.mask import Origin
from server.domain.object_state import ObjectState
from server.domain.pyramid import Pyramid
from server.flows import suggestions
from server.store.tables import Image, Levels, Model, Object, ObjectMask, Round


@dataclass(frozen=True)
class MaskView:
    """A mask as the contract's Mask JSON, with where it came from; `round` is the number of the model's round.

    `by`: the user who painted, chose or accepted it; None: nobody did, it was suggested or imported.
    """

    id: int
    origin: Origin
    round: int | None
    rect: list[int]
    foreground: str
    uncertain: str | None
    ignored: str | None
    certainty: float | None
    looks: float | None
    by: int | None


@dataclass(frozen=True)
class ObjectView:
    """An object with its current mask; `suggesting`: a worker is about to answer with a suggestion."""

    id: str
    class_id: int
    box: list[int]
    state: ObjectState
    version: int
    number: int
    pose: str
    truncated: bool
    difficult: bool
    occluded: bool
    points: list[list[int]] | None
    mask: MaskView | None
    suggesting: bool


@dataclass(frozen=True)
class ImageListed:
    """An image as lists show it, with its picture's blob; counts of its live objects: all, and by state."""

    id: int
    name: str
    blob: str
    width: int
    height: int
    state: ImageState
    gold: bool
    version: int
    comment: str | None
    assignee_id: int | None
    objects: int
    drawn: int
    suggested: int
    accepted: int
    fixed: int


@dataclass(frozen=True)
class ImageOpened:
    """An image with its picture's blob and all its live objects, in their order.

    `large`: the picture is to be looked at by tiles; `tiled`: they are there.
    """

    id: int
    name: str
    blob: str
    large: bool
    tiled: bool
    width: int
    height: int
    state: ImageState
    gold: bool
    version: int
    comment: str | None
    objects: list[ObjectView]


def live_objects(session: Session, image_id: int, ids: Collection[str] | None = None) -> list[Object]:
    """The image's objects that are not deleted, all or those with these ids, by number."""
    query = select(Object).where(Object.image_id == image_id, Object.deleted_at.is_(None))
    if ids is not None:
        query = query.where(Object.id.in_(ids))
    return list(session.scalars(query.order_by(Object.number, Object.id)))


def list_objects(session: Session, image: Image, ids: Collection[str]) -> list[ObjectView]:
    """Those of the image's live objects that have these ids, by number."""
    return view_objects(session, image.project_id, live_objects(session, image.id, ids))


def view_objects(session: Session, project_id: int, rows: Sequence[Object]) -> list[ObjectView]:
    """The objects with masks and whether a suggestion is on its way."""
    masks = view_masks(session, [row.mask_id for row in rows if row.mask_id is not None])
    waiting = suggestions.pending(session, project_id, [row.id for row in rows]) if rows else set[str]()
    return [
        ObjectView(
            id=row.id,
            class_id=row.class_id,
            box=[row.x0, row.y0, row.x1, row.y1],
            state=row.state,
            version=row.version,
            number=row.number,
            pose=row.pose,
            truncated=row.truncated,
            difficult=row.difficult,
            occluded=row.occluded,
            points=row.points,
            mask=masks[row.mask_id] if row.mask_id is not None else None,
            suggesting=row.id in waiting,
        )
        for row in rows
    ]


def view_object(session: Session, project_id: int, row: Object) -> ObjectView:
    """One object, see view_objects."""
    return view_objects(session, project_id, [row])[0]


def view_masks(session: Session, ids: list[int]) -> dict[int, MaskView]:
    """The masks of these ids, by id."""
    query = select(ObjectMask, Round.number).outerjoin(Model, Model.id == ObjectMask.model_id)
    query = query.outerjoin(Round, Round.id == Model.round_id).where(ObjectMask.id.in_(ids))
    return {
        mask.id: MaskView(
            id=mask.id,
            origin=mask.origin,
            round=number,
            rect=[mask.x0, mask.y0, mask.x1, mask.y1],
            foreground=mask.foreground,
            uncertain=mask.uncertain,
            ignored=mask.ignored,
            certainty=mask.certainty,
            looks=mask.looks,
            by=mask.created_by,
        )
        for mask, number in session.execute(query)
    }


def list_images(session: Session, rows: Sequence[Image]) -> list[ImageListed]:
    """The images with how many objects each has."""
    query = select(Object.image_id, Object.state, func.count()).where(Object.deleted_at.is_(None))
    query = query.where(Object.image_id.in_([row.id for row in rows])).group_by(Object.image_id, Object.state)
    counts: dict[int, dict[str, int]] = {row.id: {state.value: 0 for state in ObjectState} for row in rows}
    for image_id, state, number in session.execute(query):
        counts[image_id][state.value] = number
    return [
        ImageListed(
            id=row.id,
            name=row.name,
            blob=row.blob,
            width=row.width,
            height=row.height,
            state=row.state,
            gold=row.gold,
            version=row.version,
            comment=row.comment,
            assignee_id=row.assignee_id,
            objects=sum(counts[row.id].values()),
            **counts[row.id],
        )
        for row in rows
    ]


def open_image(session: Session, row: Image) -> ImageOpened:
    """The image with all its live objects."""
    large = Pyramid(row.width, row.height).is_tiled
    return ImageOpened(
        id=row.id,
        name=row.name,
        blob=row.blob,
        large=large,
        tiled=large and session.get(Levels, row.blob) is not None,
        width=row.width,
        height=row.height,
        state=row.state,
        gold=row.gold,
        version=row.version,
        comment=row.comment,
        objects=view_objects(session, row.project_id, live_objects(session, row.id)),
    )
