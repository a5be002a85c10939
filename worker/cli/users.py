"""`boxwright users`: accounts, for whoever may read the data folder."""

import sys
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table
from sqlalchemy import select

from server.domain.errors import BadInput
from server.flows import accounts
from server.store.database import database
from server.store.tables import User
from worker.cli.console import open_data, out

SHORTEST_PASSWORD = 8

app = typer.Typer(no_args_is_help=True, help="List, add and disable users, and set their passwords.")

Name = Annotated[str, typer.Argument(metavar="NAME")]


@app.command("list")
def list_() -> None:
    """Show everybody who has an account."""
    open_data()
    with database().read() as session:
        people = session.scalars(select(User).order_by(User.name)).all()
    table = Table("name", "admin", "disabled", box=None)
    for person in people:
        table.add_row(
            escape(person.name), "yes" if person.is_admin else "", "yes" if person.disabled_at is not None else ""
        )
    out.print(table if people else "There are no users yet; the first visitor of the page becomes admin.")


@app.command()
def add(
    name: Name, admin: Annotated[bool, typer.Option("--admin", help="An admin of the whole install.")] = False
) -> None:
    """Add a user; the password is asked for (or read from standard input)."""
    open_data()
    password = _ask_password()
    with database().write() as session:
        accounts.create_user(session, name, password, is_admin=admin)
    out.print(f"{escape(name)} may sign in now.")


@app.command()
def set_password(name: Name) -> None:
    """Set a user's password; it is asked for (or read from standard input). Signs them out everywhere."""
    open_data()
    password = _ask_password()
    _change(name, password=password)
    out.print(f"{escape(name)} has a new password.")


@app.command()
def disable(name: Name) -> None:
    """Lock a user out at once; what they did stays. An admin can enable them again on the page."""
    open_data()
    _change(name, disabled=True)
    out.print(f"{escape(name)} may not sign in any more.")


def _change(name: str, *, disabled: bool | None = None, password: str | None = None) -> None:
    with database().write() as session:
        person = accounts.user_named(session, name)
        accounts.change_user(session, person.id, is_admin=None, disabled=disabled, password=password)


def _ask_password() -> str:
    """Typed twice without showing, or one line of standard input when that is no terminal."""
    if sys.stdin.isatty():
        password: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        password = sys.stdin.readline().rstrip("\n")
    if len(password) < SHORTEST_PASSWORD:
        raise BadInput(f"The password has {len(password)} characters.", f"Use at least {SHORTEST_PASSWORD}.")
    return password
