"""Plans of a claim, sign-ins of somebody and money that waits are found by an index."""

from alembic import op
from sqlalchemy import text

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

INDEXES = (
    ("plan_claim", "claim_id"),
    ("sign_in", "person_id"),
    ("sign_in", "staff_id"),
    ("incoming", "received_on"),
)
WAITS = text("debit = 'suspense' or credit = 'suspense'")


def upgrade() -> None:
    for table, column in INDEXES:
        op.create_index(f"ix_{table}_{column}", table, [column])
    op.create_index(
        "ix_ledger_entry_suspense",
        "ledger_entry",
        ["bank_line_id"],
        sqlite_where=WAITS,
        postgresql_where=WAITS,
    )


def downgrade() -> None:
    op.drop_index("ix_ledger_entry_suspense", "ledger_entry")
    for table, column in INDEXES:
        op.drop_index(f"ix_{table}_{column}", table)
