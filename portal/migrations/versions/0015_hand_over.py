"""Claims handed over, and the municipality's own enforcement."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "time_bar_base",
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("bar_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_time_bar_base_claim_id")),
        sa.PrimaryKeyConstraint("claim_id", name=op.f("pk_time_bar_base")),
    )
    _guard("time_bar_base")


def downgrade() -> None:
    op.drop_table("time_bar_base")


def _guard(table: str) -> None:
    """What was written stays, as in the tables guarded before."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            _refuse_on_sqlite(table, act)
        return
    op.execute(
        f"create trigger {table}_append_only before update or delete on {table}"
        " for each row execute function refuse_change()"
    )
    op.execute(
        f"create trigger {table}_no_truncate before truncate on {table}"
        " for each statement execute function refuse_change()"
    )


def _refuse_on_sqlite(table: str, act: str) -> None:
    op.execute(
        f"create trigger {table}_no_{act} before {act} on {table}"
        f" begin select raise(abort, '{table} is append-only'); end"
    )
