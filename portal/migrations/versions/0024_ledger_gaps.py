"""A mandate that was not used for long ends."""

from portal.migrations.checks import change_check

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

BEFORE = "end_reason in ('', 'cancelled', 'staff', 'returned', 'plan_over')"
AFTER = "end_reason in ('', 'cancelled', 'staff', 'returned', 'plan_over', 'unused')"


def upgrade() -> None:
    change_check("mandate", "ck_mandate_end_reason", BEFORE, AFTER)


def downgrade() -> None:
    change_check("mandate", "ck_mandate_end_reason", AFTER, BEFORE)
