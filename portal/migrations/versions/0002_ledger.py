"""Claims, the ledger, plans and bank statements."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ACCOUNTS = (
    "'receivable_principal', 'receivable_fee', 'receivable_interest',"
    " 'charged', 'bank', 'suspense', 'waived'"
)


def upgrade() -> None:
    op.create_table(
        "bank_statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("opening", sa.BigInteger(), nullable=False),
        sa.Column("opening_on", sa.Date(), nullable=False),
        sa.Column("closing", sa.BigInteger(), nullable=False),
        sa.Column("closing_on", sa.Date(), nullable=False),
        sa.Column("difference", sa.BigInteger(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_statement")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_bank_statement_fingerprint")),
    )
    op.create_table(
        "bank_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("counterparty_account", sa.String(), nullable=False),
        sa.Column("counterparty_name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("posted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["bank_statement.id"], name=op.f("fk_bank_line_statement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_line")),
        sa.UniqueConstraint(
            "statement_id", "position", name=op.f("uq_bank_line_statement_id_position")
        ),
    )
    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("unit_phone", sa.String(), nullable=False),
        sa.Column("arose_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("principal", sa.BigInteger(), nullable=False),
        sa.Column("payment_reference", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("transferred_on", sa.Date(), nullable=True),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("months_paid", sa.Integer(), nullable=False),
        sa.Column("time_bar_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "cause in ('none', 'information_breach', 'intent')", name=op.f("ck_claim_cause")
        ),
        sa.CheckConstraint(
            "stage in ('open', 'reminded', 'transferred')", name=op.f("ck_claim_stage")
        ),
        sa.CheckConstraint("due_on >= arose_on", name=op.f("ck_claim_dates")),
        sa.CheckConstraint("months_paid >= 0", name=op.f("ck_claim_months_paid")),
        sa.CheckConstraint("principal > 0", name=op.f("ck_claim_principal")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_claim_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint("number", name=op.f("uq_claim_number")),
        sa.UniqueConstraint("payment_reference", name=op.f("uq_claim_payment_reference")),
        sa.UniqueConstraint("ref", name=op.f("uq_claim_ref")),
    )
    op.create_index(op.f("ix_claim_person_id"), "claim", ["person_id"])
    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("monthly", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("policy_version", sa.String(), nullable=False),
        sa.Column("since_entry", sa.Integer(), nullable=False),
        sa.Column("instalments_met", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=False),
        sa.CheckConstraint("(ended_on is null) = (end_reason = '')", name=op.f("ck_plan_end")),
        sa.CheckConstraint("monthly > 0 and total > 0", name=op.f("ck_plan_amounts")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_plan_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("ref", name=op.f("uq_plan_ref")),
    )
    op.create_index(op.f("ix_plan_person_id"), "plan", ["person_id"])
    op.create_table(
        "instalment",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_instalment_amount")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_instalment_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", "no", name=op.f("pk_instalment")),
    )
    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("debit", sa.String(), nullable=False),
        sa.Column("credit", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=True),
        sa.Column("bank_line_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(claim_id is not null) = (debit like 'receivable_%' or credit like 'receivable_%')",
            name=op.f("ck_ledger_entry_claim"),
        ),
        sa.CheckConstraint(f"credit in ({ACCOUNTS})", name=op.f("ck_ledger_entry_credit")),
        sa.CheckConstraint(f"debit in ({ACCOUNTS})", name=op.f("ck_ledger_entry_debit")),
        sa.CheckConstraint(
            "kind in ('charge', 'fee', 'interest', 'payment', 'suspense', 'match', 'waiver',"
            " 'correction')",
            name=op.f("ck_ledger_entry_kind"),
        ),
        sa.CheckConstraint(
            "not (debit like 'receivable_%' and credit like 'receivable_%')",
            name=op.f("ck_ledger_entry_one_receivable"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_ledger_entry_amount")),
        sa.CheckConstraint("debit <> credit", name=op.f("ck_ledger_entry_sides")),
        sa.ForeignKeyConstraint(
            ["bank_line_id"], ["bank_line.id"], name=op.f("fk_ledger_entry_bank_line_id")
        ),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_ledger_entry_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint("key", name=op.f("uq_ledger_entry_key")),
    )
    op.create_index(op.f("ix_ledger_entry_bank_line_id"), "ledger_entry", ["bank_line_id"])
    op.create_index(op.f("ix_ledger_entry_claim_id"), "ledger_entry", ["claim_id"])
    op.create_table(
        "plan_claim",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_plan_claim_claim_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_claim_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", "claim_id", name=op.f("pk_plan_claim")),
    )
    op.create_index(
        "uq_plan_claim_running",
        "plan_claim",
        ["claim_id"],
        unique=True,
        sqlite_where=sa.text("ended_on is null"),
        postgresql_where=sa.text("ended_on is null"),
    )
    op.create_table(
        "postponement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_postponement_dates")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_postponement_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_postponement")),
    )
    op.create_index(op.f("ix_postponement_claim_id"), "postponement", ["claim_id"])


def downgrade() -> None:
    op.drop_table("postponement")
    op.drop_table("plan_claim")
    op.drop_table("ledger_entry")
    op.drop_table("instalment")
    op.drop_table("plan")
    op.drop_table("claim")
    op.drop_table("bank_line")
    op.drop_table("bank_statement")
