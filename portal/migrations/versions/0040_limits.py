"""Limits that all web processes share."""

import sqlalchemy as sa
from alembic import op

from portal.db import Moment

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pace",
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("over_at", Moment(timezone=True), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.CheckConstraint("taken > 0", name=op.f("ck_pace_taken")),
        sa.PrimaryKeyConstraint("handle", name=op.f("pk_pace")),
    )
    op.create_index(op.f("ix_pace_over_at"), "pace", ["over_at"])


def downgrade() -> None:
    op.drop_table("pace")
