"""What a page's changes are called, and an image's events in order"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('events', sa.Column('change_id', sa.String(length=36), nullable=True))
    op.create_index('ix_events_change_id', 'events', ['change_id'], unique=True)
    op.create_index('ix_events_image_id_id', 'events', ['image_id', 'id'], unique=False)
    op.drop_index(op.f('ix_events_image_id'), table_name='events')


def downgrade() -> None:
    op.create_index(op.f('ix_events_image_id'), 'events', ['image_id'], unique=False)
    op.drop_index('ix_events_image_id_id', table_name='events')
    op.drop_index('ix_events_change_id', table_name='events')
    op.drop_column('events', 'change_id')
