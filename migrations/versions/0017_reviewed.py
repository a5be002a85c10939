"""Who found an object good as it is, on the object, so that reviews find what nobody has looked at"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ORDERS = {"certainty": "id", "looks": "id", "lot": "id", "image_id": "number"}
FLAGS = "truncated", "difficult", "occluded", "certainty", "lot", "id"
FILTERED = "class_id", "model_id", "mask_by", "created_by"


def upgrade() -> None:
    op.add_column("objects", sa.Column("reviewed_by", sa.Integer(), nullable=True))
    _index_anew((*FILTERED, "reviewed_by", *FLAGS))


def downgrade() -> None:
    _index_anew((*FILTERED, *FLAGS))
    op.drop_column("objects", "reviewed_by")


def _index_anew(filtered: tuple[str, ...]) -> None:
    live = sa.text("deleted_at IS NULL")
    for key, tie in ORDERS.items():
        op.drop_index(f"ix_objects_review_{key}", "objects")
        columns = list(dict.fromkeys(("project_id", "state", "origin", key, tie, *filtered)))
        op.create_index(f"ix_objects_review_{key}", "objects", columns, sqlite_where=live, postgresql_where=live)
