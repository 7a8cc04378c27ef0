"""Looks the municipality takes by itself, and the signals that start one."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.checks import change_check
from portal.migrations.guards import append_only

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ASKS_BEFORE = "ask in ('plan', 'lower_instalment', 'deferral', 'remission')"
ASKS = "ask in ('plan', 'lower_instalment', 'deferral', 'remission', 'review')"


def upgrade() -> None:
    change_check("case", "ck_case_ask", ASKS_BEFORE, ASKS)
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "reason in ('interval', 'norms', 'signal', 'remission', 'missed')",
            name=op.f("ck_review_reason"),
        ),
        sa.CheckConstraint(
            "outcome in ('lowered', 'ended', 'kept', 'staff', 'asked')",
            name=op.f("ck_review_outcome"),
        ),
        sa.CheckConstraint(
            "(outcome in ('lowered', 'ended', 'staff')) = (case_id is not null)",
            name=op.f("ck_review_case"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_review_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_review_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("key", name=op.f("uq_review_key")),
    )
    op.create_index(op.f("ix_review_person_id"), "review", ["person_id"])
    op.create_table(
        "signal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_signal_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal")),
        sa.UniqueConstraint("key", name=op.f("uq_signal_key")),
    )
    op.create_index(op.f("ix_signal_person_id"), "signal", ["person_id"])
    for table in ("review", "signal"):
        append_only(table)


def downgrade() -> None:
    op.drop_table("signal")
    op.drop_table("review")
    change_check("case", "ck_case_ask", ASKS, ASKS_BEFORE)
