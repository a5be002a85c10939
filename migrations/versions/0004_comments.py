"""Comments on images and objects; why images were sent back becomes some of them"""

import uuid
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "comments",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("image_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("object_id", sa.String(length=36), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sent_back", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name="fk_comments_project_id_projects", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["image_id"], ["images.id"], name="fk_comments_image_id_images", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["object_id"], ["objects.id"], name="fk_comments_object_id_objects", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_comments_user_id_users", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["resolved_by"], ["users.id"], name="fk_comments_resolved_by_users", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_comments"),
    )
    op.create_index("ix_comments_image_id", "comments", ["image_id"])
    op.create_index("ix_comments_object_id", "comments", ["object_id"])
    op.create_index("ix_comments_project_id_resolved_at_at", "comments", ["project_id", "resolved_at", "at"])
    _keep_words()


def _keep_words() -> None:
    images = sa.table("images", sa.column("id"), sa.column("project_id"), sa.column("comment"))
    comments = sa.table("comments", *map(sa.column, ("id", "project_id", "image_id", "text", "sent_back")), sa.column("at", sa.DateTime(timezone=True)))
    rows = op.get_bind().execute(sa.select(images).where(images.c.comment.is_not(None))).all()
    for image_id, project_id, text in rows:
        key = {"id": str(uuid.uuid4()), "project_id": project_id, "image_id": image_id}
        op.execute(comments.insert().values(text=text, sent_back=True, at=datetime.now(UTC), **key))


def downgrade() -> None:
    op.drop_table("comments")
