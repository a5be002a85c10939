"""Where an object's mask came from, on the object, so that reviews filter by it in the indexes of their orders"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ORDERS = {"certainty": "id", "looks": "id", "lot": "id", "image_id": "number"}
FILTERED = "class_id", "model_id", "mask_by", "created_by", "truncated", "difficult", "occluded", "certainty", "lot", "id"
COLUMNS = {"origin": sa.String(length=20), "model_id": sa.Integer(), "mask_by": sa.Integer()}
FROM_MASKS = """
UPDATE objects SET (origin, model_id, mask_by) = (
    SELECT masks.origin, masks.model_id, masks.created_by FROM masks WHERE masks.id = objects.mask_id
) WHERE mask_id IS NOT NULL
"""


def upgrade() -> None:
    for name, kind in COLUMNS.items():
        op.add_column("objects", sa.Column(name, kind, nullable=True))
    op.execute(FROM_MASKS)
    live = sa.text("deleted_at IS NULL")
    for key, tie in ORDERS.items():
        op.drop_index(f"ix_objects_project_id_state_{key}", "objects")
        columns = list(dict.fromkeys(("project_id", "state", "origin", key, tie, *FILTERED)))
        op.create_index(f"ix_objects_review_{key}", "objects", columns, sqlite_where=live, postgresql_where=live)


def downgrade() -> None:
    for key, tie in ORDERS.items():
        op.drop_index(f"ix_objects_review_{key}", "objects")
        op.create_index(f"ix_objects_project_id_state_{key}", "objects", ["project_id", "state", key, tie, "class_id"])
    for name in COLUMNS:
        op.drop_column("objects", name)
