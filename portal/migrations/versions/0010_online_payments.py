"""Payments on the provider's page, money of them that went back, and money on its way."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.guards import append_only

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INDEXES = {
    "online_payment": ("claim_id", "person_id", "state"),
    "online_return": ("payment_id",),
    "on_its_way": ("claim_id", "person_id", "payment_id"),
}


def upgrade() -> None:
    _payments()
    _returns()
    _on_its_way()
    for table, columns in INDEXES.items():
        for column in columns:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    append_only("online_return")


def downgrade() -> None:
    for table in reversed(INDEXES):
        op.drop_table(table)


def _payments() -> None:
    op.create_table(
        "online_payment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("provider_key", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("provider_id", sa.String(), nullable=True),
        sa.Column("checkout_url", sa.String(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paid_amount", sa.BigInteger(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("problem", sa.String(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_online_payment_amount")),
        sa.CheckConstraint(
            "(state = 'paid') = (paid_amount is not null and paid_on is not null)",
            name=op.f("ck_online_payment_paid"),
        ),
        sa.CheckConstraint(
            "problem in ('', 'amount', 'currency', 'back')", name=op.f("ck_online_payment_problem")
        ),
        sa.CheckConstraint(
            "provider_id is not null or state in ('starting', 'unknown', 'refused', 'failed')",
            name=op.f("ck_online_payment_provider_id"),
        ),
        sa.CheckConstraint(
            "scope in ('whole', 'instalment', 'amount')", name=op.f("ck_online_payment_scope")
        ),
        sa.CheckConstraint(
            "state in ('starting', 'unknown', 'open', 'pending', 'authorized', 'paid', 'canceled',"
            " 'expired', 'failed', 'refused')",
            name=op.f("ck_online_payment_state"),
        ),
        _points("online_payment", "claim_id", "claim"),
        _points("online_payment", "person_id", "person"),
        _points("online_payment", "plan_id", "plan"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_online_payment")),
        *(
            sa.UniqueConstraint(column, name=op.f(f"uq_online_payment_{column}"))
            for column in ("key", "provider_id", "provider_key", "ref")
        ),
    )


def _returns() -> None:
    op.create_table(
        "online_return",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_online_return_amount")),
        sa.CheckConstraint(
            "kind in ('refund', 'chargeback', 'reversed')", name=op.f("ck_online_return_kind")
        ),
        _points("online_return", "payment_id", "online_payment"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_online_return")),
        sa.UniqueConstraint("key", name=op.f("uq_online_return_key")),
    )


def _on_its_way() -> None:
    op.create_table(
        "on_its_way",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_on_its_way_dates")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_on_its_way_amount")),
        _points("on_its_way", "claim_id", "claim"),
        _points("on_its_way", "person_id", "person"),
        _points("on_its_way", "payment_id", "online_payment"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_on_its_way")),
        sa.UniqueConstraint("key", name=op.f("uq_on_its_way_key")),
    )


def _points(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))
