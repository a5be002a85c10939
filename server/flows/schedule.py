"""The schedule: rounds that start by themselves after so many newly accepted images and/or so many hours."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.domain.errors import BadInput, Refused
from server.flows import events, rounds
from server.store.tables import Image, Project, Round, now


def set_schedule(
    session: Session, project: Project, images: int | None, hours: float | None, profile: str, user_id: int | None
) -> None:
    """Start a round after `images` newly accepted images and/or every `hours`; both None: never."""
    if images is not None and not 1 <= images <= 1_000_000:
        raise BadInput(f"A round after every {images} images is not possible.", "Give a number from 1 on, or none.")
    if hours is not None and not 0.1 <= hours <= 10_000:
        raise BadInput(f"A round every {hours} hours is not possible.", "Give 0.1 to 10000 hours, or none.")
    rounds.check_profile(profile)
    project.schedule_images, project.schedule_hours, project.schedule_profile = images, hours, profile
    events.record(
        session, project.id, "project.scheduled", user_id=user_id, images=images, hours=hours, profile=profile
    )


def due_projects(session: Session) -> list[int]:
    """Ids of the projects whose next round is due and that have none running."""
    scheduled = select(Project).where(Project.schedule_images.is_not(None) | Project.schedule_hours.is_not(None))
    return [project.id for project in session.scalars(scheduled) if _is_due(session, project)]


def start_due(session: Session, project_id: int) -> Round | None:
    """Start the project's due round; None when it is not due any more or nothing can be trained on yet."""
    project = session.get(Project, project_id, with_for_update=True)
    if project is None or not _is_due(session, project):
        return None
    try:
        return rounds.start_round(session, project, project.schedule_profile, {}, scheduled=True)
    except Refused:
        return None


def accepted_since_last_round(session: Session, project_id: int) -> int:
    """Accepted images that the last round has not seen."""
    last = rounds.last_start(session, project_id)
    accepted = select(func.count()).where(Image.project_id == project_id, Image.accepted_at.is_not(None))
    return session.scalar(accepted if last is None else accepted.where(Image.accepted_at > last)) or 0


def _is_due(session: Session, project: Project) -> bool:
    """Enough new images, or enough hours and at least one new image (the same data would give the same model)."""
    fresh = accepted_since_last_round(session, project.id)
    if fresh == 0 or rounds.running(session, project.id) is not None:
        return False
    if project.schedule_images is not None and fresh >= project.schedule_images:
        return True
    since = rounds.last_start(session, project.id) or project.created_at
    return project.schedule_hours is not None and now() - since >= timedelta(hours=project.schedule_hours)
