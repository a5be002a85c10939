"""Promotions: which model suggests masks in a project. The newest row is in force; without any, the proposals."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.domain.errors import Refused
from server.domain.round_state import RoundState
from server.flows import events
from server.store.tables import Model, Project, Promotion, Round


def current(session: Session, project_id: int) -> Promotion | None:
    """The promotion in force; None while the proposals suggest."""
    newest = select(Promotion).where(Promotion.project_id == project_id).order_by(Promotion.id.desc()).limit(1)
    promotion = session.scalars(newest).one_or_none()
    return promotion if promotion and promotion.round_id is not None else None


def suggesting_model(session: Session, project_id: int) -> Model | None:
    """The AnnNet that suggests; None while the proposals do."""
    promotion = current(session, project_id)
    if promotion is None:
        return None
    return session.scalars(
        select(Model).where(Model.round_id == promotion.round_id, Model.kind == "annnet")
    ).one_or_none()


def suggesting_blobs(session: Session, limit: int) -> list[str]:
    """Blobs of the AnnNets that suggest somewhere, most recently promoted first."""
    newest = select(func.max(Promotion.id)).group_by(Promotion.project_id)
    query = select(Model.blob).join(Promotion, Promotion.round_id == Model.round_id)
    query = query.where(Promotion.id.in_(newest), Model.kind == "annnet").order_by(Promotion.id.desc())
    return list(session.scalars(query.limit(limit)))


def promote(session: Session, project: Project, candidate: Round, user_id: int | None) -> Promotion:
    """Let the round's AnnNet suggest. Refused unless it beat, on gold, what suggests now."""
    session.refresh(project, with_for_update=True)
    promoted = current(session, project.id)
    champion_id = promoted.round_id if promoted else None
    _require_finished(candidate)
    if candidate.id == champion_id:
        raise Refused(f"Round {candidate.number} suggests already.")
    if not candidate.better:
        raise Refused(f"Round {candidate.number} cannot be promoted.", candidate.verdict or "")
    if candidate.champion_round_id != champion_id:
        raise Refused(
            f"Round {candidate.number} was compared with {_name(session, candidate.champion_round_id)}, "
            f"but {_name(session, champion_id)} suggest now.",
            "Start a new round, which is compared with what suggests now; or roll back first.",
        )
    return _put_in_force(session, project, candidate, user_id)


def roll_back(session: Session, project: Project, user_id: int | None) -> Promotion:
    """Let what suggested before the promoted round suggest again. Refused while the proposals suggest."""
    session.refresh(project, with_for_update=True)
    promoted = current(session, project.id)
    if promoted is None:
        raise Refused("Nothing is promoted: the proposals suggest already.")
    first_time = select(func.min(Promotion.id)).where(
        Promotion.project_id == project.id, Promotion.round_id == promoted.round_id
    )
    before = session.scalars(
        select(Promotion)
        .where(Promotion.project_id == project.id, Promotion.id < first_time.scalar_subquery())
        .order_by(Promotion.id.desc())
        .limit(1)
    ).one_or_none()
    earlier = session.get(Round, before.round_id) if before and before.round_id else None
    return _put_in_force(session, project, earlier, user_id)


def _put_in_force(session: Session, project: Project, chosen: Round | None, user_id: int | None) -> Promotion:
    promotion = Promotion(project_id=project.id, round_id=chosen.id if chosen else None, user_id=user_id)
    session.add(promotion)
    session.flush()
    number = chosen.number if chosen else None
    events.record(session, project.id, "project.promoted", user_id=user_id, round=number)
    return promotion


def _require_finished(candidate: Round) -> None:
    if candidate.state is not RoundState.DONE:
        raise Refused(
            f"Round {candidate.number} is {candidate.state.value}: only a finished round can be promoted.",
            "Wait until it is done.",
        )


def _name(session: Session, round_id: int | None) -> str:
    if round_id is None:
        return "the proposals"
    return f"the masks of round {session.get_one(Round, round_id).number}"
