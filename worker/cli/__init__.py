"""The `boxwright` command: the same flows as the page, on the same data folder, with or without a running server."""

import sys

from sqlalchemy.exc import DBAPIError

from server.domain.errors import BoxwrightError
from worker.cli.console import complain


def main() -> None:
    """Run one command; an error is one plain line with what to do, and exit code 1."""
    from worker.cli.commands import app

    try:
        app(prog_name="boxwright")
    except BoxwrightError as problem:
        complain(problem.message, problem.hint)
    except DBAPIError as problem:
        complain(f"The database does not answer: {str(problem.orig).strip()}.", "`boxwright doctor` looks closer.")
    except OSError as problem:
        complain(f"{problem.strerror or problem}: {problem.filename or ''}".rstrip(": ") + ".", "")
    else:
        return
    sys.exit(1)


__all__ = ["main"]
