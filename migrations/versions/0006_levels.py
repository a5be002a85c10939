"""Thumbnails and levels of pictures; lists of a million images"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('levels',
    sa.Column('blob', sa.String(length=64), nullable=False),
    sa.Column('thumbnail', sa.String(length=64), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('tiles', sa.String(length=64), nullable=True),
    sa.Column('offsets', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('blob', name=op.f('pk_levels'))
    )
    op.drop_index('ix_images_project_id_id', table_name='images')
    op.add_column('images', sa.Column('folded', sa.String(length=200), server_default='', nullable=False))
    op.execute('UPDATE images SET folded = lower(name)')
    _fold_letters_beyond_ascii()
    op.create_index('ix_images_project_id_id_folded', 'images', ['project_id', 'id', 'folded', 'state', 'gold'])
    op.create_index('ix_images_project_id_accepted_at', 'images', ['project_id', 'accepted_at'])
    op.drop_index('ix_objects_class_id', table_name='objects')
    op.create_index('ix_objects_class_id_deleted_at_state', 'objects', ['class_id', 'deleted_at', 'state'])
    op.create_index('ix_jobs_project_id_kind_state', 'jobs', ['project_id', 'kind', 'state'])


def _fold_letters_beyond_ascii() -> None:
    """SQLite's lower() knows ASCII only, PostgreSQL's what its locale knows; people search as Python folds."""
    images = sa.table('images', sa.column('id'), sa.column('name'), sa.column('folded'))
    connection = op.get_bind()
    rows = connection.execute(sa.select(images.c.id, images.c.name)).all()
    folded = [{'key': key, 'lower': name.lower()} for key, name in rows if not name.isascii()]
    if folded:
        put = sa.update(images).where(images.c.id == sa.bindparam('key')).values(folded=sa.bindparam('lower'))
        connection.execute(put, folded)


def downgrade() -> None:
    op.drop_index('ix_jobs_project_id_kind_state', table_name='jobs')
    op.drop_index('ix_objects_class_id_deleted_at_state', table_name='objects')
    op.create_index('ix_objects_class_id', 'objects', ['class_id'])
    op.drop_index('ix_images_project_id_accepted_at', table_name='images')
    op.drop_index('ix_images_project_id_id_folded', table_name='images')
    op.drop_column('images', 'folded')
    op.create_index('ix_images_project_id_id', 'images', ['project_id', 'id'])
    op.drop_table('levels')
