"""What a project holds: images and objects by state, objects per class, and what came since the last round."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.domain.image_state import ImageState
from server.domain.object_state import DECIDED, ObjectState
from server.flows import schedule
from server.store.tables import Image, Object, ObjectClass


@dataclass(frozen=True)
class ImageCounts:
    """Images by state; gold ones are counted in their state, too."""

    open: int
    boxed: int
    accepted: int
    gold: int


@dataclass(frozen=True)
class ObjectCounts:
    """Live objects by state."""

    drawn: int
    suggested: int
    accepted: int
    fixed: int


@dataclass(frozen=True)
class ClassCounts:
    """Live objects of one class, and how many of them a person decided about."""

    class_id: int
    objects: int
    decided: int


@dataclass(frozen=True)
class Summary:
    """The counts of one project."""

    images: ImageCounts
    objects: ObjectCounts
    per_class: list[ClassCounts]
    accepted_since_last_round: int


def summarise(session: Session, project_id: int) -> Summary:
    """Count what the project holds."""
    images: dict[ImageState, int] = dict.fromkeys(ImageState, 0)
    by_state = select(Image.state, func.count()).where(Image.project_id == project_id).group_by(Image.state)
    for state, count in session.execute(by_state):
        images[state] = count
    # A query of its own: both are answered from an index alone, together they would read every image.
    gold = session.scalar(select(func.count()).where(Image.project_id == project_id, Image.gold.is_(True))) or 0
    objects, per_class = _count_objects(session, project_id)
    return Summary(
        ImageCounts(images[ImageState.OPEN], images[ImageState.BOXED], images[ImageState.ACCEPTED], gold),
        ObjectCounts(**{state.value: count for state, count in objects.items()}),
        per_class,
        schedule.accepted_since_last_round(session, project_id),
    )


def _count_objects(session: Session, project_id: int) -> tuple[dict[ObjectState, int], list[ClassCounts]]:
    totals: dict[ObjectState, int] = dict.fromkeys(ObjectState, 0)
    per_class: dict[int, dict[ObjectState, int]] = {}
    class_ids = select(ObjectClass.id).where(ObjectClass.project_id == project_id).order_by(ObjectClass.index)
    for class_id in session.scalars(class_ids):
        per_class[class_id] = {}
    query = select(Object.class_id, Object.state, func.count()).where(Object.deleted_at.is_(None))
    query = query.where(Object.class_id.in_(per_class)).group_by(Object.class_id, Object.state)
    for class_id, state, count in session.execute(query):
        per_class[class_id][state] = count
        totals[state] += count
    rows = [
        ClassCounts(class_id, sum(counts.values()), sum(counts.get(state, 0) for state in DECIDED))
        for class_id, counts in per_class.items()
    ]
    return totals, rows
