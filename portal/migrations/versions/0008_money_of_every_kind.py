"""Money of every kind in the ledger, plans of each person who owes a claim, how people are told."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.guards import refuse_on_sqlite

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

RECEIVABLES = "'receivable_principal', 'receivable_fee', 'receivable_interest'"
ACCOUNTS_BEFORE = f"{RECEIVABLES}, 'charged', 'bank', 'suspense', 'waived'"
ACCOUNTS = (
    f"{RECEIVABLES}, 'charged', 'bank', 'provider', 'direct_debit', 'withheld', 'set_off',"
    " 'suspense', 'refundable', 'waived', 'written_off'"
)
KINDS_BEFORE = "'charge', 'fee', 'interest', 'payment', 'suspense', 'match', 'waiver', 'correction'"
KINDS = (
    f"{KINDS_BEFORE}, 'direct_debit', 'withholding', 'set_off', 'reversal', 'refund', 'payout',"
    " 'write_off', 'write_down', 'write_up'"
)
_KEEP_ENTRIES = """
insert into ledger_entry
(id, key, booked_on, recorded_at, debit, credit, amount, claim_id, bank_line_id, kind, actor)
select id, key, booked_on, recorded_at, debit, credit, amount, claim_id, bank_line_id, kind, actor
from ledger_entry_before
"""


def upgrade() -> None:
    _add_columns()
    _widen_ledger(ACCOUNTS, KINDS, with_incoming=True)
    _plans_of_each_person()


def downgrade() -> None:
    _plans_of_all()
    _widen_ledger(ACCOUNTS_BEFORE, KINDS_BEFORE, with_incoming=False)
    for table, columns in _ADDED.items():
        for column in columns:
            op.drop_column(table, column)


_ADDED = {
    "claim": {
        "billed_on": "date",
        "period_from": "date",
        "period_to": "date",
        "basis": "varchar not null default 'ordinary' constraint ck_claim_basis"
        " check (basis in ('ordinary', 'instrument', 'judgment', 'settlement'))",
        "basis_on": "date",
    },
    "person": {
        "email": "varchar not null default ''",
        "messages_by": "varchar not null default 'post' constraint ck_person_messages_by"
        " check (messages_by in ('post', 'mail'))",
    },
    "plan": {
        "rhythm": "varchar not null default 'month' constraint ck_plan_rhythm"
        " check (rhythm in ('month', 'four_weeks', 'week'))",
    },
}


def _add_columns() -> None:
    for table, columns in _ADDED.items():
        for column, told in columns.items():
            op.execute(f"alter table {table} add column {column} {told}")


def _widen_ledger(accounts: str, kinds: str, *, with_incoming: bool) -> None:
    if op.get_bind().dialect.name == "sqlite":
        _rebuild_ledger(accounts, kinds, with_incoming=with_incoming)
        return
    for name, told in (
        ("debit", f"debit in ({accounts})"),
        ("credit", f"credit in ({accounts})"),
        ("kind", f"kind in ({kinds})"),
    ):
        op.drop_constraint(f"ck_ledger_entry_{name}", "ledger_entry")
        op.create_check_constraint(op.f(f"ck_ledger_entry_{name}"), "ledger_entry", told)
    if not with_incoming:
        op.drop_column("ledger_entry", "incoming_id")
        return
    op.add_column("ledger_entry", sa.Column("incoming_id", sa.Integer(), nullable=True))
    op.create_foreign_key(
        op.f("fk_ledger_entry_incoming_id"), "ledger_entry", "incoming", ["incoming_id"], ["id"]
    )
    op.create_index(op.f("ix_ledger_entry_incoming_id"), "ledger_entry", ["incoming_id"])


def _rebuild_ledger(accounts: str, kinds: str, *, with_incoming: bool) -> None:
    """SQLite changes no check of a table that is there: a new one takes its rows and its name."""
    for act in ("update", "delete"):
        op.execute(f"drop trigger ledger_entry_no_{act}")
    for column in ("bank_line_id", "claim_id", *(() if with_incoming else ("incoming_id",))):
        op.drop_index(f"ix_ledger_entry_{column}", "ledger_entry")
    op.rename_table("ledger_entry", "ledger_entry_before")
    _create_ledger(accounts, kinds, with_incoming=with_incoming)
    op.execute(_KEEP_ENTRIES)
    op.drop_table("ledger_entry_before")
    for act in ("update", "delete"):
        refuse_on_sqlite("ledger_entry", act)


def _create_ledger(accounts: str, kinds: str, *, with_incoming: bool) -> None:
    linked = {"bank_line_id": "bank_line", "claim_id": "claim"}
    if with_incoming:
        linked["incoming_id"] = "incoming"
    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("debit", sa.String(), nullable=False),
        sa.Column("credit", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        *(sa.Column(column, sa.Integer(), nullable=True) for column in linked),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(claim_id is not null) = (debit like 'receivable_%' or credit like 'receivable_%')",
            name=op.f("ck_ledger_entry_claim"),
        ),
        sa.CheckConstraint(f"credit in ({accounts})", name=op.f("ck_ledger_entry_credit")),
        sa.CheckConstraint(f"debit in ({accounts})", name=op.f("ck_ledger_entry_debit")),
        sa.CheckConstraint(f"kind in ({kinds})", name=op.f("ck_ledger_entry_kind")),
        sa.CheckConstraint(
            "not (debit like 'receivable_%' and credit like 'receivable_%')",
            name=op.f("ck_ledger_entry_one_receivable"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_ledger_entry_amount")),
        sa.CheckConstraint("debit <> credit", name=op.f("ck_ledger_entry_sides")),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_ledger_entry_{column}")
            )
            for column, table in linked.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint("key", name=op.f("uq_ledger_entry_key")),
    )
    for column in linked:
        op.create_index(op.f(f"ix_ledger_entry_{column}"), "ledger_entry", [column])


def _plans_of_each_person() -> None:
    _rebuild_plan_claim(
        "select plan_claim.plan_id, plan_claim.claim_id, plan.person_id, plan_claim.ended_on"
        " from plan_claim_before as plan_claim join plan on plan.id = plan_claim.plan_id",
        ["claim_id", "person_id"],
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_plan_claim_person_id")),
    )


def _plans_of_all() -> None:
    _rebuild_plan_claim("select plan_id, claim_id, ended_on from plan_claim_before", ["claim_id"])


def _rebuild_plan_claim(
    taken: str, running: list[str], *of_person: sa.Column[int] | sa.ForeignKeyConstraint
) -> None:
    """A new table takes the rows and the name of the one there was."""
    op.execute("create temporary table plan_claim_before as select * from plan_claim")
    op.drop_table("plan_claim")
    op.create_table(
        "plan_claim",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        *of_person[:1],
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_plan_claim_claim_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_claim_plan_id")),
        *of_person[1:],
        sa.PrimaryKeyConstraint("plan_id", "claim_id", name=op.f("pk_plan_claim")),
    )
    op.create_index(
        "uq_plan_claim_running",
        "plan_claim",
        running,
        unique=True,
        sqlite_where=sa.text("ended_on is null"),
        postgresql_where=sa.text("ended_on is null"),
    )
    op.execute(f"insert into plan_claim {taken}")
    op.execute("drop table plan_claim_before")
