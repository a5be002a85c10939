"""Comments that are said to be done, until who wrote them or a reviewer resolves them"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("comments", sa.Column("done_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("comments", sa.Column("done_by", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("comments", "done_by")
    op.drop_column("comments", "done_at")
