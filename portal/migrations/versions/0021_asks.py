"""Asks that are for a person and not for the rules; what was typed as a sign-in ran out."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.checks import change_check
from portal.migrations.guards import append_only

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

BLANKS = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
ASKS_BEFORE = "ask in ('plan', 'lower_instalment', 'deferral', 'remission', 'review')"
ASKS = (
    "ask in ('plan', 'lower_instalment', 'deferral', 'remission', 'review', 'settlement',"
    " 'arrangement', 'dispute', 'objection', 'question')"
)


def upgrade() -> None:
    change_check("case", "ck_case_ask", ASKS_BEFORE, ASKS)
    op.create_table(
        "matter_outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("pay", sa.BigInteger(), nullable=True),
        sa.Column("pay_by", sa.Date(), nullable=True),
        sa.Column("let_go", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "outcome in ('answered', 'accepted', 'partly', 'not_accepted', 'reopened', 'settled',"
            " 'lapsed', 'ended')",
            name=op.f("ck_matter_outcome_outcome"),
        ),
        sa.CheckConstraint(
            f"length(trim(reason, '{BLANKS}')) >= 10", name=op.f("ck_matter_outcome_reason")
        ),
        sa.CheckConstraint("(pay is null) = (pay_by is null)", name=op.f("ck_matter_outcome_pay")),
        sa.CheckConstraint(
            "(pay is null) = (let_go is null)", name=op.f("ck_matter_outcome_let_go")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_matter_outcome_case_id")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_matter_outcome_staff_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter_outcome")),
        sa.UniqueConstraint("case_id", "no", name=op.f("uq_matter_outcome_case_id_no")),
    )
    append_only("matter_outcome")
    op.create_table(
        "typed_form",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("typed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_typed_form_person_id")),
        sa.PrimaryKeyConstraint("person_id", "path", name=op.f("pk_typed_form")),
    )


def downgrade() -> None:
    op.drop_table("typed_form")
    op.drop_table("matter_outcome")
    change_check("case", "ck_case_ask", ASKS, ASKS_BEFORE)
