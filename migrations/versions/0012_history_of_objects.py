"""The history of one object without reading that of its image"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_events_object_id_id", "events", ["object_id", "id"])


def downgrade() -> None:
    op.drop_index("ix_events_object_id_id", "events")
