"""An index as narrow as can be for jumps deep into a list of images: it is counted through from its beginning"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_images_project_id_id", "images", ["project_id", "id"])


def downgrade() -> None:
    op.drop_index("ix_images_project_id_id", "images")
