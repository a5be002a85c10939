"""Whose an image is to label, and who works on it now"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('images', sa.Column('assignee_id', sa.Integer(), nullable=True))
    op.create_index(
        'ix_images_project_id_state_assignee_id_id', 'images', ['project_id', 'state', 'assignee_id', 'id']
    )
    op.create_table('leases',
    sa.Column('image_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['image_id'], ['images.id'], name=op.f('fk_leases_image_id_images'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_leases_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('image_id', name=op.f('pk_leases'))
    )


def downgrade() -> None:
    op.drop_table('leases')
    op.drop_index('ix_images_project_id_state_assignee_id_id', table_name='images')
    op.drop_column('images', 'assignee_id')
