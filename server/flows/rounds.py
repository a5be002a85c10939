"""Training rounds: started by people or the schedule, frozen, followed stage by stage, judged on gold."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from server.domain.errors import BadInput, NotFound, Refused
from server.domain.job_state import JobKind
from server.domain.round_state import ENTERING, RUNNING, RoundAction, RoundState, after
from server.flows import events, jobs, live, manifests, promotions
from server.flows.verdict import judge
from server.store.tables import Model, Project, Round, RoundEvent, now

PROFILES = ("cpu", "few", "gpu", "paper")
"""Offered to people; `tiny` is there for tests, `experiment` for the paper's tables."""

KEPT = ("stage", "epoch", "log")
"""Kinds of events kept as rows; progress is only the job's."""


@dataclass(frozen=True)
class ModelMade:
    """A network that a round made: `annnet` or `segnet`, its blob, and what stands on its card."""

    kind: str
    blob: str
    card: dict[str, Any]


def start_round(
    session: Session,
    project: Project,
    profile: str,
    settings: dict[str, Any],
    user_id: int | None = None,
    scheduled: bool = False,
) -> Round:
    """Queue a round and freeze the project's classes. Refused while another runs or when nothing could be trained on.

    `settings` overrides the profile: {"rounds": 2, "epochs": 5}.
    """
    _check_settings(profile, settings)
    session.refresh(project, with_for_update=True)
    if active := running(session, project.id):
        raise Refused(f"Round {active.number} is {active.state.value} already.", "Wait for its end, or cancel it.")
    promoted = promotions.current(session, project.id)
    started = Round(
        project_id=project.id,
        number=1 + (session.scalar(select(func.max(Round.number)).where(Round.project_id == project.id)) or 0),
        profile=profile,
        settings=settings,
        scheduled=scheduled,
        counts=manifests.require_trainable(session, project.id),
        champion_round_id=promoted.round_id if promoted else None,
        created_by=user_id,
    )
    session.add(started)
    project.classes_frozen = True
    session.flush()
    started.job_id = jobs.enqueue(session, JobKind.ROUND, project.id, {"round_id": started.id}, user_id).id
    events.record(session, project.id, "round.started", user_id=user_id, number=started.number)
    return started


def find(session: Session, project_id: int, number: int) -> Round:
    """The project's round of that number; raises NotFound."""
    found = session.scalars(select(Round).where(Round.project_id == project_id, Round.number == number)).one_or_none()
    if found is None:
        raise NotFound(f"There is no round {number} in this project.")
    return found


def list_rounds(session: Session, project_id: int) -> list[Round]:
    """All rounds of the project, newest first."""
    return list(session.scalars(select(Round).where(Round.project_id == project_id).order_by(Round.number.desc())))


def cancel(session: Session, project_id: int, number: int, user_id: int | None) -> Round:
    """Cancel a queued round at once, ask a running one to stop. Refused when it has ended."""
    cancelled = find(session, project_id, number)
    if cancelled.state not in RUNNING or cancelled.job_id is None:
        raise Refused(f"Round {number} has already ended: it is {cancelled.state.value}.")
    jobs.cancel(session, jobs.find(session, project_id, cancelled.job_id))
    events.record(session, project_id, "round.cancelled", user_id=user_id, number=number)
    return cancelled


def freeze_manifest(session: Session, round_id: int) -> dict[str, Any]:
    """The manifest of the project as it is now, with the promoted AnnNet as its champion."""
    frozen = session.get_one(Round, round_id)
    return manifests.freeze(session, frozen.project_id, champion_model(session, round_id))


def champion_model(session: Session, round_id: int) -> Model | None:
    """The AnnNet that the round must beat; None when that is the proposals."""
    champion = select(Model).join(Round, Round.champion_round_id == Model.round_id)
    return session.scalars(champion.where(Round.id == round_id, Model.kind == "annnet")).one_or_none()


def record_manifest(session: Session, round_id: int, blob: str, counts: dict[str, int]) -> None:
    """Keep what the round was frozen to; its time starts now."""
    frozen = session.get_one(Round, round_id)
    frozen.manifest, frozen.counts, frozen.started_at = blob, counts, now()
    _tell(session, frozen)


def next_sequence(session: Session, round_id: int) -> int:
    """The number after the last event kept; they count from 1."""
    return 1 + (session.scalar(select(func.max(RoundEvent.sequence)).where(RoundEvent.round_id == round_id)) or 0)


def forget_events(session: Session, round_id: int) -> None:
    """Drop what an earlier attempt said, because this one starts from the beginning."""
    session.execute(delete(RoundEvent).where(RoundEvent.round_id == round_id))


def record_event(session: Session, round_id: int, sequence: int, kind: str, data: dict[str, Any]) -> None:
    """Keep an event (`KEPT`) of the training process; a stage moves the round's state. Once per sequence number."""
    active = session.get_one(Round, round_id)
    session.add(RoundEvent(round_id=round_id, sequence=sequence, kind=kind, data=data))
    if kind == "stage":
        _enter_stage(active, RoundState(data["stage"]))
    _tell(session, active)


def record_result(session: Session, round_id: int, result: dict[str, Any], models: list[ModelMade]) -> Round:
    """Finish the round: its scores, its models and the verdict."""
    done = session.get_one(Round, round_id)
    champion = session.get(Round, done.champion_round_id) if done.champion_round_id else None
    _enter_stage(done, RoundState.MEASURING)
    done.state = after(done.state, RoundAction.FINISH)
    done.result, done.finished_at = result, now()
    done.better, done.verdict = judge(result, done.counts, champion.number if champion else None)
    for made in models:
        row = Model(project_id=done.project_id, round_id=round_id, kind=made.kind, blob=made.blob, card=made.card)
        session.add(row)
    events.record(session, done.project_id, "round.done", user_id=None, number=done.number, better=done.better)
    return done


def _enter_stage(active: Round, stage: RoundState) -> None:
    """Move to `stage`; a resumed round passes through the stages that it finished before, of which it says nothing."""
    if active.state is RoundState.QUEUED:
        for passed in list(ENTERING)[: list(ENTERING).index(stage)]:
            active.state = after(active.state, ENTERING[passed])
    if active.state is not stage:
        active.state = after(active.state, ENTERING[stage])


def last_start(session: Session, project_id: int) -> datetime | None:
    """When the project's newest round was started."""
    newest = select(Round.created_at).where(Round.project_id == project_id).order_by(Round.number.desc())
    return session.scalar(newest.limit(1))


def after_last_start(session: Session, project_id: int) -> datetime:
    """Now, so that it counts as after the newest round's start even when the clock was set back since."""
    last = last_start(session, project_id)
    return now() if last is None else max(now(), last + timedelta(microseconds=1))


def running(session: Session, project_id: int) -> Round | None:
    """The project's round that has not ended, if there is one."""
    query = select(Round).where(Round.project_id == project_id, Round.state.in_(RUNNING))
    return session.scalars(query.limit(1)).one_or_none()


def check_profile(profile: str) -> None:
    """Raise BadInput, naming the profiles, unless `profile` is one."""
    if profile not in (*PROFILES, "tiny"):
        raise BadInput(f"There is no profile {profile!r}.", f"There are: {', '.join(PROFILES)}.")


def _check_settings(profile: str, settings: dict[str, Any]) -> None:
    check_profile(profile)
    for key, value in settings.items():
        if not re.fullmatch(r"[a-z_]+(\.[a-z_]+)?", key) or not isinstance(value, bool | int | float | str):
            raise BadInput(f"The round's setting {key!r} = {value!r} is not a name and a plain value.")
    for key in ("rounds", "epochs"):
        if key in settings and not (type(settings[key]) is int and 1 <= settings[key] <= 1000):
            raise BadInput(f"{key} must be a whole number from 1 to 1000, not {settings[key]!r}.")


def _tell(session: Session, changed: Round) -> None:
    live.publish(session, changed.project_id, "round", number=changed.number)
