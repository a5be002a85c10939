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


def upgrade() -> None:
    with op.batch_alter_table("comments") as comments:  # SQLite adds no foreign key to a table: it is copied
        comments.add_column(sa.Column("reply_to", sa.String(length=36), nullable=True))
        comments.create_foreign_key("fk_comments_reply_to_comments", "comments", ["reply_to"], ["id"], ondelete="CASCADE")
        comments.create_index("ix_comments_reply_to", ["reply_to"])


def downgrade() -> None:
    op.execute(AS_THEIR_THREAD)
    with op.batch_alter_table("comments") as comments:
        comments.drop_index("ix_comments_reply_to")
        comments.drop_constraint("fk_comments_reply_to_comments", type_="foreignkey")
        comments.drop_column("reply_to")
