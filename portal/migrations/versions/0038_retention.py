"""What was deleted after its time, and switches that close a part."""

import sqlalchemy as sa
from alembic import op

from portal.db import Moment
from portal.migrations.guards import append_only, refuse_on_sqlite

revision = "0038"
down_revision = "0035"
branch_labels = None
depends_on = None

_GONE = "select 1 from facts_deleted d where d.receipt_id = old.id"
_KEPT = ("id", "case_id", "policy_id", "policy_version", "policy_hash", "seal")
"""What stays of a receipt whose facts are gone."""


def upgrade() -> None:
    _tables()
    for table in ("retention_done", "facts_deleted", "switch_turned"):
        append_only(table)
    if op.get_bind().dialect.name == "sqlite":
        changed = " or ".join(f"new.{name} is not old.{name}" for name in _KEPT)
        op.execute("drop trigger receipt_no_update")
        op.execute(
            "create trigger receipt_no_update before update on receipt"
            f" when not exists ({_GONE}) or {changed}"
            " begin select raise(abort, 'receipt is append-only'); end"
        )
        return
    changed = " or ".join(f"new.{name} is distinct from old.{name}" for name in _KEPT)
    op.execute(
        "create function refuse_changed_receipt() returns trigger language plpgsql as $$ begin"
        f" if not exists ({_GONE}) or {changed} then"
        " raise exception '% is append-only', tg_table_name"
        " using errcode = 'restrict_violation'; end if; return new; end $$"
    )
    op.execute("drop trigger receipt_append_only on receipt")
    op.execute(
        "create trigger receipt_append_only before update on receipt"
        " for each row execute function refuse_changed_receipt()"
    )
    op.execute(
        "create trigger receipt_no_delete before delete on receipt"
        " for each row execute function refuse_change()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("drop trigger receipt_no_update")
        refuse_on_sqlite("receipt", "update")
    else:
        op.execute("drop trigger receipt_no_delete on receipt")
        op.execute("drop trigger receipt_append_only on receipt")
        op.execute("drop function refuse_changed_receipt()")
        op.execute(
            "create trigger receipt_append_only before update or delete on receipt"
            " for each row execute function refuse_change()"
        )
    for table in ("switch_turned", "facts_deleted", "retention_done"):
        op.drop_table(table)


def _tables() -> None:
    op.create_table(
        "retention_done",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_retention_done_count")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_done")),
    )
    op.create_index(op.f("ix_retention_done_on"), "retention_done", ["on"])
    op.create_table(
        "facts_deleted",
        sa.Column(
            "receipt_id",
            sa.Integer(),
            sa.ForeignKey("receipt.id", name=op.f("fk_facts_deleted_receipt_id")),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("receipt_id", name=op.f("pk_facts_deleted")),
    )
    op.create_table(
        "switch_turned",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.CheckConstraint(
            "part in ('payments', 'requests', 'sign-in')", name=op.f("ck_switch_turned_part")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_switch_turned")),
    )
