"""How a plan changes while it runs; the day it is counted from, and the months that were met."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.guards import append_only

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("alter table plan add column anchor date")
    op.execute("alter table plan add column months_met integer not null default '0'")
    op.execute("update plan set months_met = instalments_met")
    op.create_table(
        "plan_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind in ('made', 'day', 'pause', 'amounts', 'longer', 'ended', 'undo')",
            name=op.f("ck_plan_change_kind"),
        ),
        sa.CheckConstraint(
            "(\"kind\" = 'undo') = (undoes is not null)", name=op.f("ck_plan_change_undo")
        ),
        sa.CheckConstraint(
            "\"by\" not like 'staff:%' or \"kind\" = 'made' or length(trim(reason)) > 0",
            name=op.f("ck_plan_change_reason"),
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_change_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_change")),
        sa.UniqueConstraint("plan_id", "no", name=op.f("uq_plan_change_plan_id_no")),
    )
    append_only("plan_change")


def downgrade() -> None:
    op.drop_table("plan_change")
    for column in ("months_met", "anchor"):
        op.drop_column("plan", column)
