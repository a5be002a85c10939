"""`boxwright suggest`, `round` and `promote`."""

import json
from typing import Any

from rich.markup import escape

from ml.config import ConfigError, load_settings
from server.domain.errors import BadInput
from server.flows import projects, promotions, rounds, suggestions
from server.store.database import database
from worker.cli.console import finish_job, open_data, out


def suggest(project: str, *, again: bool) -> None:
    """Run the job that suggests masks for all objects without one, or `again` for all that nobody has decided about."""
    open_data()
    with database().write() as session:
        job_id = suggestions.request_for_all(session, projects.project_named(session, project).id, again=again).id
    result = finish_job(job_id).result
    out.print(f"{result['objects']} objects got a mask, in {result['images']} images")


def start(project: str, profile: str, changes: list[str], *, wait: bool) -> None:
    """Queue a round; with `wait` run it here, or watch the worker that does, and tell the verdict."""
    open_data()
    rounds.check_profile(profile)
    settings = _read_settings(profile, changes)
    with database().write() as session:
        started = rounds.start_round(session, projects.project_named(session, project), profile, settings)
        number, job_id, counts = started.number, started.job_id, started.counts
    held = ", ".join(f"{count} {kind}" for kind, count in counts.items())
    out.print(f"Round {number} queued: {held}.")
    if not wait or job_id is None:
        out.print("A running `boxwright up` trains it; see its page, or use --wait.")
        return
    result = finish_job(job_id).result
    out.print(f"Round {number} is done. {escape(result['verdict'] or '')}")
    if result["better"]:
        out.print(f"To use it: boxwright promote {escape(project)} {number}")


def promote(project: str, number: int) -> None:
    """Put the round's model in force."""
    open_data()
    with database().write() as session:
        row = projects.project_named(session, project)
        promotions.promote(session, row, rounds.find(session, row.id, number), None)
    out.print(f"Round {number} suggests the masks in {escape(project)} from now on.")


def _read_settings(profile: str, changes: list[str]) -> dict[str, Any]:
    """The changes as {key: value}; raises BadInput for what the profile does not have or cannot be."""
    try:
        load_settings(profile, changes)
    except ConfigError as problem:
        raise BadInput(f"{problem}.", f"`python -m ml settings {profile}` lists every setting.") from None
    pairs = (change.partition("=") for change in changes)
    return {key.strip(): _value(text.strip()) for key, _, text in pairs}


def _value(text: str) -> bool | int | float | str:
    """A number, true or false where the text is one."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, bool | int | float) else text
