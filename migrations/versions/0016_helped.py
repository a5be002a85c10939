"""On events: masks accepted after a person chose or guided them, apart from untouched ones; who is in the random sample"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

SAMPLE = 2**31 // 10  # lots below: a tenth of the objects

objects = sa.table("objects", sa.column("id"), sa.column("lot", sa.Integer))
masks = sa.table("masks", *map(sa.column, ("id", "object_id", "origin", "created_by", "x0", "y0", "x1", "y1", "foreground")))
events = sa.table(
    "events",
    *map(sa.column, ("object_id", "kind", "accepted", "helped", "sampled", "day")),
    sa.column("data", sa.JSON),
)


def upgrade() -> None:
    op.add_column("events", sa.Column("helped", sa.SmallInteger(), nullable=False, server_default="0"))
    op.add_column("events", sa.Column("sampled", sa.Boolean(), nullable=False, server_default=sa.false()))
    sample = sa.select(objects.c.id).where(objects.c.lot < SAMPLE)
    op.execute(events.update().values(sampled=sa.true()).where(events.c.day.is_not(None), events.c.object_id.in_(sample)))
    now, before = events.c.data, events.c.data["before"]
    is_now = sa.and_(events.c.kind != "object.deleted", _is_helped(now["state"], now["mask_id"]))
    gained = sa.case((is_now, 1), else_=0) - sa.case((_is_helped(before["state"], before["mask_id"]), 1), else_=0)
    op.execute(events.update().values(helped=gained).where(events.c.day.is_not(None)))
    op.execute(events.update().values(accepted=events.c.accepted - events.c.helped).where(events.c.helped != 0))


def _is_helped(state: sa.ColumnElement, mask_id: sa.ColumnElement) -> sa.ColumnElement[bool]:
    """Whether this was an accepted mask with other pixels than those suggested last before it."""
    mask, offer, last = masks.alias(), masks.alias(), masks.alias()
    suggested = sa.select(sa.func.max(last.c.id)).where(last.c.object_id == mask.c.object_id, last.c.id < mask.c.id)
    suggested = suggested.where(last.c.created_by.is_(None), last.c.origin != "human").scalar_subquery()
    same = [offer.c[name] == mask.c[name] for name in ("x0", "y0", "x1", "y1", "foreground")]
    untouched = sa.exists().where(offer.c.id == suggested, *same)
    known = mask.c.id == mask_id.as_integer()  # of a deleted picture nothing is known: it stays as it was
    helped = sa.exists().where(known, mask.c.created_by.is_not(None), sa.not_(untouched))
    return sa.and_(state.as_string() == "accepted", helped)


def downgrade() -> None:
    op.execute("UPDATE events SET accepted = accepted + helped")
    op.drop_column("events", "sampled")
    op.drop_column("events", "helped")
