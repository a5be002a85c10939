"""How alembic runs here: on the connection that server.store.migrate gives it, in that connection's transaction."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection

from server.store.tables import Table, UtcDateTime, Word


def render_plainly(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Write our column types as what they are in the database, so that old revisions do not depend on today's code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Word):
        return "sa.String(length=20)"
    return False


def run(connection: Connection) -> None:
    """Run the command's migrations."""
    is_sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=Table.metadata,
        render_item=render_plainly,
        render_as_batch=is_sqlite,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
