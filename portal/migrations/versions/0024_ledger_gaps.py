"""A mandate that was not used for long ends; a plan becomes shorter by what is let go."""

from portal.migrations.checks import change_check

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

ENDS_BEFORE = "end_reason in ('', 'cancelled', 'staff', 'returned', 'plan_over')"
ENDS = "end_reason in ('', 'cancelled', 'staff', 'returned', 'plan_over', 'unused')"
CHANGES_BEFORE = "kind in ('made', 'day', 'pause', 'amounts', 'longer', 'ended', 'undo')"
CHANGES = "kind in ('made', 'day', 'pause', 'amounts', 'longer', 'shorter', 'ended', 'undo')"


def upgrade() -> None:
    change_check("mandate", "ck_mandate_end_reason", ENDS_BEFORE, ENDS)
    change_check("plan_change", "ck_plan_change_kind", CHANGES_BEFORE, CHANGES)


def downgrade() -> None:
    change_check("plan_change", "ck_plan_change_kind", CHANGES, CHANGES_BEFORE)
    change_check("mandate", "ck_mandate_end_reason", ENDS, ENDS_BEFORE)
