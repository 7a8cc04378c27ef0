"""What is measured: arrears at the end of a month, second looks and what they said."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.guards import append_only

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

BLANKS = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)


def upgrade() -> None:
    op.create_table(
        "arrears_month",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("claims > 0 and amount > 0", name=op.f("ck_arrears_month_amounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrears_month")),
        sa.UniqueConstraint("month", "kind", name=op.f("uq_arrears_month_month_kind")),
    )
    append_only("arrears_month")
    op.create_table(
        "second_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("drawn_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_second_look_decision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_look")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_second_look_decision_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_second_look_ref")),
    )
    append_only("second_look")
    op.create_table(
        "second_opinion",
        sa.Column("look_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("monthly", sa.BigInteger(), nullable=True),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "outcome in ('granted', 'granted_partly', 'refused')",
            name=op.f("ck_second_opinion_outcome"),
        ),
        sa.CheckConstraint(
            "monthly is null or monthly > 0", name=op.f("ck_second_opinion_monthly")
        ),
        sa.CheckConstraint(
            f"outcome = 'granted' or length(trim(reason, '{BLANKS}')) >= 10",
            name=op.f("ck_second_opinion_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["look_id"], ["second_look.id"], name=op.f("fk_second_opinion_look_id")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_second_opinion_staff_id")
        ),
        sa.PrimaryKeyConstraint("look_id", name=op.f("pk_second_opinion")),
    )
    append_only("second_opinion")


def downgrade() -> None:
    op.drop_table("second_opinion")
    op.drop_table("second_look")
    op.drop_table("arrears_month")
