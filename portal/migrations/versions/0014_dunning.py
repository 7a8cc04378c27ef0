"""What was sent about claims that were not paid in time."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.guards import append_only

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("asked", sa.BigInteger(), nullable=False),
        sa.Column("fee", sa.BigInteger(), nullable=False),
        sa.Column("fee_key", sa.String(), nullable=True),
        sa.Column("notice", sa.Boolean(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("instalment_no", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind in ('word', 'reminder')", name=op.f("ck_reminder_kind")),
        sa.CheckConstraint("no > 0 and asked > 0 and fee >= 0", name=op.f("ck_reminder_numbers")),
        sa.CheckConstraint("answer_by >= sent_on", name=op.f("ck_reminder_dates")),
        sa.CheckConstraint(
            "(fee > 0) = (fee_key is not null)", name=op.f("ck_reminder_fee_is_booked")
        ),
        sa.CheckConstraint(
            "kind = 'reminder' or (fee = 0 and not notice)", name=op.f("ck_reminder_word_is_free")
        ),
        sa.CheckConstraint(
            "(plan_id is null) = (instalment_no is null)", name=op.f("ck_reminder_instalment")
        ),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_reminder_claim_id")),
        sa.ForeignKeyConstraint(
            ["fee_key"], ["ledger_entry.key"], name=op.f("fk_reminder_fee_key")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_reminder_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("claim_id", "kind", "no", name=op.f("uq_reminder_claim_id_kind_no")),
        sa.UniqueConstraint(
            "claim_id", "kind", "plan_id", "instalment_no", name=op.f("uq_reminder_missed")
        ),
    )
    op.create_index(op.f("ix_reminder_plan_id"), "reminder", ["plan_id"])
    append_only("reminder")


def downgrade() -> None:
    op.drop_table("reminder")
