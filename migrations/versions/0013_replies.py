"""Replies to comments: each names the comment that its thread begins with"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# What a thread is like, its replies become as comments of their own: a settled one asks for nothing again
AS_THEIR_THREAD = """
UPDATE comments SET
    resolved_at = (SELECT head.resolved_at FROM comments AS head WHERE head.id = comments.reply_to),
    resolved_by = (SELECT head.resolved_by FROM comments AS head WHERE head.id = comments.reply_to),
    done_at = (SELECT head.done_at FROM comments AS head WHERE head.id = comments.reply_to),
    done_by = (SELECT head.done_by FROM comments AS head WHERE head.id = comments.reply_to)
WHERE reply_to IS NOT NULL
"""


NAME = "fk_comments_reply_to_comments"
REFERENCE = f", CONSTRAINT {NAME} FOREIGN KEY(reply_to) REFERENCES comments (id) ON DELETE CASCADE"


def upgrade() -> None:
    op.add_column("comments", sa.Column("reply_to", sa.String(length=36), nullable=True))
    if op.get_bind().dialect.name == "sqlite":
        _declare("substr(sql, 1, length(sql) - 1) || ? || ')'")
    else:
        op.create_foreign_key(NAME, "comments", "comments", ["reply_to"], ["id"], ondelete="CASCADE")
    op.create_index("ix_comments_reply_to", "comments", ["reply_to"])


def downgrade() -> None:
    op.execute(AS_THEIR_THREAD)
    op.drop_index("ix_comments_reply_to", "comments")
    if op.get_bind().dialect.name == "sqlite":
        _declare("replace(sql, ?, '')")
    else:
        op.drop_constraint(NAME, "comments", type_="foreignkey")
    op.drop_column("comments", "reply_to")


def _declare(expression: str) -> None:
    """Write the reference into what SQLite keeps of the table's declaration, or take it out, as revision 0011 does.

    Alembic would copy the table, and dropping the old one would look through the copy for replies to each of its rows.
    """
    connection = op.get_bind()
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    declared = f"UPDATE sqlite_master SET sql = {expression} WHERE type = 'table' AND name = 'comments'"
    connection.exec_driver_sql(declared, (REFERENCE,))
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")
