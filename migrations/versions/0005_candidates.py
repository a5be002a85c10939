"""Candidates for an object's mask, and the extreme points a box was drawn by"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('objects', sa.Column('points', sa.JSON(), nullable=True))
    op.create_table('candidates',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('object_id', sa.String(length=36), nullable=False),
    sa.Column('basis', sa.String(length=64), nullable=False),
    sa.Column('origin', sa.String(length=20), nullable=False),
    sa.Column('model_id', sa.Integer(), nullable=True),
    sa.Column('x0', sa.Integer(), nullable=False),
    sa.Column('y0', sa.Integer(), nullable=False),
    sa.Column('x1', sa.Integer(), nullable=False),
    sa.Column('y1', sa.Integer(), nullable=False),
    sa.Column('foreground', sa.Text(), nullable=False),
    sa.Column('uncertain', sa.Text(), nullable=True),
    sa.Column('certainty', sa.Double(), nullable=True),
    sa.Column('looks', sa.Double(), nullable=True),
    sa.Column('probabilities', sa.String(length=64), nullable=True),
    sa.Column('tau', sa.Double(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['model_id'], ['models.id'], name=op.f('fk_candidates_model_id_models'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['object_id'], ['objects.id'], name=op.f('fk_candidates_object_id_objects'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_candidates'))
    )
    op.create_index(op.f('ix_candidates_object_id'), 'candidates', ['object_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_candidates_object_id'), table_name='candidates')
    op.drop_table('candidates')
    op.drop_column('objects', 'points')
