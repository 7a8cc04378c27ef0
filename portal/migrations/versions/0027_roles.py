"""Roles of staff: senior, council reader, administrator, privacy officer."""

from alembic import op

revision = "0027"
down_revision = "0025"
branch_labels = None
depends_on = None

BEFORE = ("case_worker", "supervisor", "decentral_unit")
AFTER = (*BEFORE, "senior", "council_reader", "administrator", "privacy_officer")


def _allow(roles: tuple[str, ...]) -> None:
    names = ", ".join(f"'{role}'" for role in roles)
    with op.batch_alter_table("staff_member") as table:
        table.drop_constraint(op.f("ck_staff_member_role"), type_="check")
        table.create_check_constraint(op.f("ck_staff_member_role"), f"role in ({names})")


def upgrade() -> None:
    _allow(AFTER)


def downgrade() -> None:
    _allow(BEFORE)
