"""Receipts get a seal, and staff confirm what no publication gives."""

import json
from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BLANKS = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
RECEIPT = sa.table(
    "receipt",
    sa.column("id", sa.Integer()),
    sa.column("facts", sa.JSON()),
    sa.column("result", sa.JSON()),
    sa.column("policy_id", sa.String()),
    sa.column("policy_version", sa.String()),
    sa.column("policy_hash", sa.String()),
    sa.column("seal", sa.String()),
)


def upgrade() -> None:
    op.add_column("receipt", sa.Column("seal", sa.String(), nullable=True))
    _seal_receipts()
    op.create_table(
        "confirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value_digest", sa.String(), nullable=False),
        sa.Column("value_shown", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('confirm', 'withdraw')", name=op.f("ck_confirmation_kind")),
        sa.CheckConstraint(
            f"length(trim(note, '{BLANKS}')) >= 10", name=op.f("ck_confirmation_note")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["staff_member.id"], name=op.f("fk_confirmation_confirmed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmation")),
        sa.UniqueConstraint("name", "no", name=op.f("uq_confirmation_name_no")),
    )
    _guard("confirmation")


def downgrade() -> None:
    op.drop_table("confirmation")
    op.drop_column("receipt", "seal")


def _seal_receipts() -> None:
    """Seal what is there as it is; the guard against changes is off meanwhile."""
    connection = op.get_bind()
    rows = connection.execute(sa.select(RECEIPT)).all()
    _unguard_receipt()
    for row in rows:
        sealed = [row.facts, row.result, row.policy_id, row.policy_version, row.policy_hash]
        written = json.dumps(sealed, sort_keys=True, separators=(",", ":"))
        seal = sha256(written.encode()).hexdigest()
        connection.execute(RECEIPT.update().where(RECEIPT.c.id == row.id).values(seal=seal))
    _guard_receipt()


def _unguard_receipt() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("drop trigger receipt_no_update")
    else:
        op.execute("alter table receipt disable trigger user")


def _guard_receipt() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _refuse_on_sqlite("receipt", "update")
    else:
        op.execute("alter table receipt enable trigger user")


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
