"""Reviewing: a project's objects across its images."""

from typing import Annotated

from fastapi import APIRouter, Query

from server.api.access import Annotator, Reviewer
from server.api.schemas.review import Reviewed, ReviewedWanted, ReviewPage
from server.api.types import MAX_INT
from server.domain.mask import Origin
from server.domain.object_state import ObjectState
from server.flows import review
from server.flows.review import Filter, Flag, Order
from server.flows.reviewed import Seen, mark_reviewed
from server.store.database import database

router = APIRouter(prefix="/projects/{project_id}", tags=["review"])

Number = Annotated[int | None, Query(ge=1, le=MAX_INT)]
Share = Annotated[float | None, Query(ge=0, le=1, allow_inf_nan=False)]


@router.get("/objects")
def list_objects(
    member: Annotator,
    state: Annotated[list[ObjectState], Query(max_length=4)] = [ObjectState.SUGGESTED],  # noqa: B006 (FastAPI copies it)
    class_id: Number = None,
    origin: Origin | None = None,
    round: Number = None,
    person: Number = None,
    certainty_from: Share = None,
    certainty_to: Share = None,
    flag: Flag | None = None,
    commented: bool = False,
    reviewed: bool | None = None,
    order: Order = Order.LOOKS,
    random: Annotated[float, Query(ge=0, le=0.5, allow_inf_nan=False)] = 0.1,
    after: Annotated[str | None, Query(max_length=300)] = None,
    limit: Annotated[int, Query(ge=1, le=review.PAGE)] = 100,
) -> ReviewPage:
    """A page of objects in an order that pays; `random` of them of the sample. Give `next` as `after` for more."""
    wanted = Filter(
        tuple(state), class_id, origin, round, person, certainty_from, certainty_to, flag, commented, reviewed
    )
    with database().read() as session:
        page = review.list_page(session, member.project_id, wanted, order, share=random, after=after, limit=limit)
        return ReviewPage.of(page)


@router.post("/objects/reviewed")
def review_objects(wanted: ReviewedWanted, member: Reviewer) -> Reviewed:
    """Say that these accepted or fixed objects are good as they are, or take it back; a change of one ends it, too."""
    seen = [Seen(str(one.object_id), one.version, one.active_seconds) for one in wanted.objects]
    with database().write() as session:
        done = mark_reviewed(session, member.project_id, seen, member.asker.id, good=wanted.good)
        return Reviewed.of(done)
