"""Training rounds: starting, watching, cancelling, promoting and rolling back."""

from typing import Annotated

from fastapi import APIRouter, Query

from server.api.access import Annotator, ProjectAdmin, require
from server.api.schemas.projects import Suggesting
from server.api.schemas.rounds import LogLine, Round, RoundCounts, RoundListed, RoundWanted
from server.api.types import MAX_INT, RoundNumber
from server.flows import manifests, projects, promotions, round_views, rounds
from server.store.database import database

router = APIRouter(tags=["rounds"])


@router.get("/profiles", dependencies=[require.user()])
def list_profiles() -> list[str]:
    """The training profiles a round may use."""
    return list(rounds.PROFILES)


@router.get("/projects/{project_id}/rounds")
def list_rounds(member: Annotator) -> list[RoundListed]:
    """The rounds, newest first."""
    with database().read() as session:
        return [RoundListed.of(one) for one in round_views.list_rounds(session, member.project_id)]


@router.post("/projects/{project_id}/rounds", status_code=201)
def start_round(wanted: RoundWanted, member: ProjectAdmin) -> Round:
    """Freeze the manifest and queue a round."""
    with database().write() as session:
        project = projects.get_project(session, member.project_id)
        settings = wanted.settings.model_dump(exclude_none=True)
        started = rounds.start_round(session, project, wanted.profile, settings, user_id=member.asker.id)
        return Round.of(round_views.open_round(session, started))


@router.post("/projects/{project_id}/rounds/rollback")
def roll_back(member: ProjectAdmin) -> Suggesting:
    """Let suggest again what suggested before the last promotion."""
    with database().write() as session:
        promotions.roll_back(session, projects.get_project(session, member.project_id), member.asker.id)
        return Suggesting.of(projects.open_project(session, member.project_id, member.role).suggesting)


@router.get("/projects/{project_id}/rounds/next")
def count_next(member: Annotator) -> RoundCounts:
    """The images that a round would take if it started now."""
    with database().read() as session:
        return RoundCounts(**manifests.count_parts(session, member.project_id))


@router.get("/projects/{project_id}/rounds/{number}")
def open_round(number: RoundNumber, member: Annotator) -> Round:
    """A round with its curves and scores."""
    with database().read() as session:
        return Round.of(round_views.open_round(session, rounds.find(session, member.project_id, number)))


@router.get("/projects/{project_id}/rounds/{number}/log")
def read_log(
    number: RoundNumber, member: Annotator, after: Annotated[int, Query(ge=-1, le=MAX_INT)] = -1
) -> list[LogLine]:
    """What the round said after the line with the sequence number `after`."""
    with database().read() as session:
        return [
            LogLine.of(line)
            for line in round_views.read_log(session, rounds.find(session, member.project_id, number), after)
        ]


@router.post("/projects/{project_id}/rounds/{number}/cancel")
def cancel_round(number: RoundNumber, member: ProjectAdmin) -> Round:
    """Cancel a round that is queued or running."""
    with database().write() as session:
        cancelled = rounds.cancel(session, member.project_id, number, member.asker.id)
        return Round.of(round_views.open_round(session, cancelled))


@router.post("/projects/{project_id}/rounds/{number}/promote")
def promote_round(number: RoundNumber, member: ProjectAdmin) -> Suggesting:
    """Let the round's AnnNet suggest; refused unless it beat what annotators get today."""
    with database().write() as session:
        project = projects.get_project(session, member.project_id)
        candidate = rounds.find(session, member.project_id, number)
        promotions.promote(session, project, candidate, member.asker.id)
        return Suggesting.of(projects.open_project(session, member.project_id, member.role).suggesting)
