"""Files of what registers know are taken in too."""

from alembic import op

from portal.migrations.guards import append_only

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

BEFORE = ("bank", "claims", "settlements", "returns", "receipts", "month", "signals")


def upgrade() -> None:
    _unguarded()
    _allow((*BEFORE, "facts"))
    append_only("file_taken")


def downgrade() -> None:
    _unguarded()
    op.execute("delete from file_taken where kind = 'facts'")
    _allow(BEFORE)
    append_only("file_taken")


def _unguarded() -> None:
    """Let go of the guards: SQLite makes the table anew, and they would go with the old one."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(f"drop trigger file_taken_no_{act}")
        return
    for guard in ("append_only", "no_truncate"):
        op.execute(f"drop trigger file_taken_{guard} on file_taken")


def _allow(kinds: tuple[str, ...]) -> None:
    name, names = op.f("ck_file_taken_kind"), ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("file_taken") as changed:
        changed.drop_constraint(name, type_="check")
        changed.create_check_constraint(name, f"kind in ({names})")
