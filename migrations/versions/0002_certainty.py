"""How certain a mask is and how it looks, on masks and, for the orders of reviewing, on objects"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ORDERS = {"certainty": "id", "looks": "id", "lot": "id", "image_id": "number"}


def upgrade() -> None:
    for column in ("certainty", "looks"):
        op.add_column("masks", sa.Column(column, sa.Double(), nullable=True))
        op.add_column("objects", sa.Column(column, sa.Double(), nullable=False, server_default="1"))
    for column in ("project_id", "lot"):
        op.add_column("objects", sa.Column(column, sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE objects SET project_id = (SELECT project_id FROM images WHERE images.id = objects.image_id)")
    _draw_lots()
    for key, tie in ORDERS.items():
        op.create_index(f"ix_objects_project_id_state_{key}", "objects", ["project_id", "state", key, tie, "class_id"])


def _draw_lots() -> None:
    """As tables.draw_lot, which may change: from the last eight hex digits of the UUID."""
    objects = sa.table("objects", sa.column("id"), sa.column("lot"))
    connection = op.get_bind()
    ids = connection.scalars(sa.select(objects.c.id)).all()
    if ids:
        put = sa.update(objects).where(objects.c.id == sa.bindparam("key")).values(lot=sa.bindparam("drawn"))
        connection.execute(put, [{"key": one, "drawn": int(one[-8:], 16) >> 1} for one in ids])


def downgrade() -> None:
    for key in ORDERS:
        op.drop_index(f"ix_objects_project_id_state_{key}", "objects")
    for column in ("lot", "project_id", "looks", "certainty"):
        op.drop_column("objects", column)
    for column in ("looks", "certainty"):
        op.drop_column("masks", column)
