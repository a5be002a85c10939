"""All problems that jobs met, one by one: what they left out or could not make, and why"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "job_problems",
        sa.Column("id", big, nullable=False),
        sa.Column("job_id", big, nullable=False),
        sa.Column("image_id", big, nullable=True),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name="fk_job_problems_job_id_jobs", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_job_problems"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_job_problems_job_id_id", "job_problems", ["job_id", "id"])
    op.create_index("ix_job_problems_job_id_image_id", "job_problems", ["job_id", "image_id"])


def downgrade() -> None:
    op.drop_table("job_problems")
