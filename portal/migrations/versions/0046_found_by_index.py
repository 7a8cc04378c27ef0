"""The plans a claim was in, ended or not, and the sign-ins of somebody are found by an index."""

from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

INDEXES = (("plan_claim", "claim_id"), ("sign_in", "person_id"), ("sign_in", "staff_id"))


def upgrade() -> None:
    for table, column in INDEXES:
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    for table, column in INDEXES:
        op.drop_index(f"ix_{table}_{column}", table)
