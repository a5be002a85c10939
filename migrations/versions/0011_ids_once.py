"""No id is ever given twice: a page may still hold that of a deleted image (PostgreSQL's sequences never did)"""

from alembic import op
from sqlalchemy import Connection

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLES = (
    "api_tokens",
    "candidates",
    "classes",
    "events",
    "images",
    "jobs",
    "masks",
    "models",
    "projects",
    "promotions",
    "round_events",
    "rounds",
    "users",
)
PLAIN, COUNTED = "PRIMARY KEY (id)", "PRIMARY KEY (id AUTOINCREMENT)"
# The newest image whose history is kept may be deleted: its id, too, was given
COUNT_IMAGES = """
INSERT INTO sqlite_sequence (name, seq)
SELECT 'images', max(coalesce((SELECT max(id) FROM images), 0), coalesce((SELECT max(image_id) FROM events), 0))
"""


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("CREATE TABLE counted (id INTEGER PRIMARY KEY AUTOINCREMENT)")
        connection.exec_driver_sql("DROP TABLE counted")  # SQLite has its table of counts now
        _declare(connection, PLAIN, COUNTED)
        connection.exec_driver_sql(COUNT_IMAGES)


def downgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        _declare(connection, COUNTED, PLAIN)
        connection.exec_driver_sql("DELETE FROM sqlite_sequence")


def _declare(connection: Connection, old: str, new: str) -> None:
    """Write another key into what SQLite keeps of the tables' declarations, as its own ALTER TABLE does.

    Rows are stored alike either way, so that nothing is copied: indexes, foreign keys and a million rows stay put.
    """
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    for table in TABLES:
        connection.exec_driver_sql(
            "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = ? AND instr(sql, ?) > 0",
            (old, new, table, old),
        )
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")  # reads the declarations again, and takes no more
    found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE instr(sql, ?) > 0", (new,)).scalars()
    if missing := set(TABLES) - set(found):
        raise RuntimeError(f"The keys of {', '.join(sorted(missing))} are not declared as expected.")
