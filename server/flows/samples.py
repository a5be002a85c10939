"""The sample project: pictures drawn by code with their exact masks, enough to try the whole loop."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.flows import classes, imports, projects
from server.flows.imports import ImportFormat, ImportOptions
from server.store.tables import Job, Project

CLASSES = ("leaf", "stone", "ring", "star")
NAME = "Sample"


def create_sample(session: Session, user_id: int | None, name: str | None = None) -> tuple[Project, Job]:
    """Create the sample project with its classes, and the import job that draws its pictures (a few seconds).

    Without a name it is called "Sample", or "Sample 2" and so on; raises Refused when the given name is taken.
    """
    wanted = [classes.ClassWanted(class_name, key=key) for class_name, key in zip(CLASSES, classes.KEYS, strict=False)]
    project = projects.create_project(session, name or _free_name(session), wanted, user_id)
    job = imports.start_import(session, project.id, ImportOptions(ImportFormat.SAMPLE), user_id=user_id)
    return project, job


def _free_name(session: Session) -> str:
    taken = set(session.scalars(select(Project.name).where(Project.name.startswith(NAME))))
    number, name = 1, NAME
    while name in taken:
        number += 1
        name = f"{NAME} {number}"
    return name
