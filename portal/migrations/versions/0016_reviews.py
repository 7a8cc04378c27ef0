"""Looks the municipality takes by itself, and the signals that start one."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.guards import append_only

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ASKS_BEFORE = "ask in ('plan', 'lower_instalment', 'deferral', 'remission')"
ASKS = "ask in ('plan', 'lower_instalment', 'deferral', 'remission', 'review')"


def upgrade() -> None:
    _change_asks(ASKS_BEFORE, ASKS)
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "reason in ('interval', 'norms', 'signal', 'remission', 'missed')",
            name=op.f("ck_review_reason"),
        ),
        sa.CheckConstraint(
            "outcome in ('lowered', 'ended', 'kept', 'staff', 'asked')",
            name=op.f("ck_review_outcome"),
        ),
        sa.CheckConstraint(
            "(outcome in ('lowered', 'ended', 'staff')) = (case_id is not null)",
            name=op.f("ck_review_case"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_review_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_review_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("key", name=op.f("uq_review_key")),
    )
    op.create_index(op.f("ix_review_person_id"), "review", ["person_id"])
    op.create_table(
        "signal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_signal_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal")),
        sa.UniqueConstraint("key", name=op.f("uq_signal_key")),
    )
    op.create_index(op.f("ix_signal_person_id"), "signal", ["person_id"])
    for table in ("review", "signal"):
        append_only(table)


def downgrade() -> None:
    op.drop_table("signal")
    op.drop_table("review")
    _change_asks(ASKS, ASKS_BEFORE)


def _change_asks(before: str, after: str) -> None:
    """SQLite changes no check of a table that others point to, but in the text of its schema.

    That is its documented way for a check that old rows keep.
    """
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint("ck_case_ask", "case")
        op.create_check_constraint(op.f("ck_case_ask"), "case", after)
        return
    connection = op.get_bind()
    version = connection.exec_driver_sql("pragma schema_version").scalar_one()
    connection.exec_driver_sql("pragma writable_schema = on")
    connection.exec_driver_sql(
        "update sqlite_schema set sql = replace(sql, ?, ?) where type = 'table' and name = 'case'",
        (before, after),
    )
    connection.exec_driver_sql(f"pragma schema_version = {version + 1}")
    connection.exec_driver_sql("pragma writable_schema = off")
