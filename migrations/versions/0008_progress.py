"""What progress is summed up from: outcomes, seconds of waiting, and where suggestions came from, on events"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

COLUMNS = {"day": sa.Date(), "class_id": sa.Integer(), "origin": sa.String(length=20), "model_id": sa.Integer()}
OUTCOMES = ("accepted", "fixed", "rejected")


def upgrade() -> None:
    op.add_column("events", sa.Column("waiting_seconds", sa.Double(), nullable=True))
    for name, kind in COLUMNS.items():
        op.add_column("events", sa.Column(name, kind, nullable=True))
    for name in OUTCOMES:
        op.add_column("events", sa.Column(name, sa.SmallInteger(), nullable=False, server_default="0"))


def downgrade() -> None:
    for name in (*OUTCOMES, *COLUMNS, "waiting_seconds"):
        op.drop_column("events", name)
