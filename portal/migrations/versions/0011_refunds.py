"""Money paid back; payments the bank took back; lines that come on a second statement."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

STATES = "'prepared', 'proposed', 'approved', 'rejected', 'undone', 'paid', 'returned'"
ADDED = {
    "bank_reference": "varchar not null default ''",
    "end_to_end": "varchar not null default ''",
    "is_reversal": "boolean not null default false",
}
LOOKED_UP = ("booked_on", "counterparty_account")


def upgrade() -> None:
    for column, told in ADDED.items():
        op.execute(f"alter table bank_line add column {column} {told}")
    for column in LOOKED_UP:
        op.create_index(op.f(f"ix_bank_line_{column}"), "bank_line", [column])
    _pairs_of_lines()
    op.create_table(
        "refund_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund_file")),
        sa.UniqueConstraint("ref", name=op.f("uq_refund_file_ref")),
    )
    _create_refund()


def downgrade() -> None:
    for table in ("refund", "refund_file", "bank_return", "bank_repeat"):
        op.drop_table(table)
    for column in LOOKED_UP:
        op.drop_index(f"ix_bank_line_{column}", "bank_line")
    for column in ADDED:
        op.drop_column("bank_line", column)


def _pairs_of_lines() -> None:
    op.create_table(
        "bank_repeat",
        *_pair("bank_repeat"),
        sa.Column("sure", sa.Boolean(), nullable=False),
    )
    op.create_index(op.f("ix_bank_repeat_of_line_id"), "bank_repeat", ["of_line_id"])
    op.create_table(
        "bank_return",
        *_pair("bank_return"),
        sa.UniqueConstraint("of_line_id", name=op.f("uq_bank_return_of_line_id")),
    )


def _pair(table: str) -> list[sa.Column[int] | sa.Constraint]:
    """Two lines of statements: this one, and the earlier one it goes with."""
    return [
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("of_line_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("line_id", name=op.f(f"pk_{table}")),
        *(
            sa.ForeignKeyConstraint([column], ["bank_line.id"], name=op.f(f"fk_{table}_{column}"))
            for column in ("line_id", "of_line_id")
        ),
    ]


def _create_refund() -> None:
    linked = {
        "bank_line_id": "bank_line",
        "incoming_id": "incoming",
        "claim_id": "claim",
        "file_id": "refund_file",
        "paid_line_id": "bank_line",
    }
    op.create_table(
        "refund",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("ref", "key", "reference")),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in linked),
        sa.Column("off_claim", sa.Boolean(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("way", "payee_account", "payee_name", "reason", "state")
        ),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_reason", sa.String(), nullable=False),
        sa.Column("undone_by", sa.String(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *(
            sa.CheckConstraint(told, name=op.f(f"ck_refund_{name}"))
            for name, told in CHECKS.items()
        ),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_refund_{column}"))
            for column, table in linked.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund")),
        *(
            sa.UniqueConstraint(name, name=op.f(f"uq_refund_{name}"))
            for name in ("ref", "key", "reference", "paid_line_id")
        ),
    )
    for column in ("bank_line_id", "incoming_id", "claim_id", "file_id"):
        op.create_index(op.f(f"ix_refund_{column}"), "refund", [column])


CHECKS = {
    "amount": "amount > 0",
    "source": "(bank_line_id is null) <> (incoming_id is null)",
    "off_claim": "not off_claim or claim_id is not null",
    "way": "way in ('account', 'nemkonto')",
    "payee": (
        "(way = 'account' and payee_account <> '') or (way = 'nemkonto' and payee_account = '')"
        " or state in ('prepared', 'undone')"
    ),
    "state": f"state in ({STATES})",
    "two_people": "proposed_by is null or proposed_by <> answered_by",
    "proposed": "state in ('prepared', 'undone') or proposed_by is not null",
    "answered": "state in ('prepared', 'proposed', 'undone') or answered_by is not null",
    "paid": "(paid_on is not null) = (state in ('paid', 'returned'))",
}
