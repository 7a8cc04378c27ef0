"""Claims handed over, and the municipality's own enforcement."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.guards import append_only

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

KEPT = (
    "hand_over_file",
    "hand_over_event",
    "collector_month",
    "collector_line",
    "enforcement_step",
)
"""Tables whose rows never change."""


def upgrade() -> None:
    op.create_table(
        "time_bar_base",
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("bar_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_time_bar_base_claim_id")),
        sa.PrimaryKeyConstraint("claim_id", name=op.f("pk_time_bar_base")),
    )
    _create_tables()
    for table in ("time_bar_base", *KEPT):
        append_only(table)


def downgrade() -> None:
    for table in ("collector_line", "hand_over_event", "hand_over", "enforcement_step"):
        op.drop_table(table)
    for table in ("hand_over_file", "collector_month", "time_bar_base"):
        op.drop_table(table)


def _create_tables() -> None:
    op.create_table(
        "collector_month",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collector_month")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_collector_month_fingerprint")),
    )
    op.create_index(op.f("ix_collector_month_month"), "collector_month", ["month"])
    op.create_table(
        "hand_over_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("released_on", sa.Date(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_by", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_over_file")),
        sa.UniqueConstraint("no", name=op.f("uq_hand_over_file_no")),
        sa.UniqueConstraint("ref", name=op.f("uq_hand_over_file_ref")),
    )
    op.create_table(
        "enforcement_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("time", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("costs", sa.BigInteger(), nullable=False),
        sa.Column("cost_key", sa.String(), nullable=True),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('notice', 'attachment', 'writ')", name=op.f("ck_enforcement_step_kind")
        ),
        sa.CheckConstraint(
            "(costs > 0) = (cost_key is not null)",
            name=op.f("ck_enforcement_step_costs_are_booked"),
        ),
        sa.CheckConstraint("costs >= 0", name=op.f("ck_enforcement_step_costs")),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claim.id"], name=op.f("fk_enforcement_step_claim_id")
        ),
        sa.ForeignKeyConstraint(
            ["cost_key"], ["ledger_entry.key"], name=op.f("fk_enforcement_step_cost_key")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_enforcement_step_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enforcement_step")),
        sa.UniqueConstraint("key", name=op.f("uq_enforcement_step_key")),
    )
    op.create_index(op.f("ix_enforcement_step_claim_id"), "enforcement_step", ["claim_id"])
    op.create_table(
        "hand_over",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("agreed_by", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("handed_on", sa.Date(), nullable=True),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.Column("principal", sa.BigInteger(), nullable=False),
        sa.Column("fee", sa.BigInteger(), nullable=False),
        sa.Column("interest", sa.BigInteger(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(file_id is null) = (handed_on is null) and (file_id is null) ="
            " (state in ('agreed', 'withdrawn'))",
            name=op.f("ck_hand_over_file"),
        ),
        sa.CheckConstraint(
            "(state in ('rejected', 'recalled', 'withdrawn')) = (ended_on is not null)",
            name=op.f("ck_hand_over_end"),
        ),
        sa.CheckConstraint(
            "state in ('agreed', 'sent', 'accepted', 'hearing', 'rejected', 'recalled',"
            " 'withdrawn')",
            name=op.f("ck_hand_over_state"),
        ),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_hand_over_claim_id")),
        sa.ForeignKeyConstraint(
            ["file_id"], ["hand_over_file.id"], name=op.f("fk_hand_over_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_hand_over_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_over")),
        sa.UniqueConstraint("claim_id", "no", name=op.f("uq_hand_over_claim_id_no")),
        sa.UniqueConstraint("reference", name=op.f("uq_hand_over_reference")),
    )
    op.create_index(op.f("ix_hand_over_file_id"), "hand_over", ["file_id"])
    op.create_index(op.f("ix_hand_over_proposal_id"), "hand_over", ["proposal_id"])
    op.create_index(
        "uq_hand_over_running",
        "hand_over",
        ["claim_id"],
        unique=True,
        sqlite_where=sa.text("ended_on is null"),
        postgresql_where=sa.text("ended_on is null"),
    )
    op.create_table(
        "collector_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("hand_over_id", sa.Integer(), nullable=True),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("recalled", sa.BigInteger(), nullable=False),
        sa.Column("written_down", sa.BigInteger(), nullable=False),
        sa.Column("written_up", sa.BigInteger(), nullable=False),
        sa.Column("base", sa.BigInteger(), nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hand_over_id"], ["hand_over.id"], name=op.f("fk_collector_line_hand_over_id")
        ),
        sa.ForeignKeyConstraint(
            ["month_id"], ["collector_month.id"], name=op.f("fk_collector_line_month_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collector_line")),
        sa.UniqueConstraint(
            "month_id", "reference", name=op.f("uq_collector_line_month_id_reference")
        ),
    )
    op.create_index(op.f("ix_collector_line_hand_over_id"), "collector_line", ["hand_over_id"])
    op.create_table(
        "hand_over_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("hand_over_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("component", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind in ('written_down', 'written_up')) = (component <> '')",
            name=op.f("ck_hand_over_event_of_component"),
        ),
        sa.CheckConstraint(
            "component in ('', 'principal', 'fee', 'interest')",
            name=op.f("ck_hand_over_event_component"),
        ),
        sa.CheckConstraint(
            "kind in ('sent', 'accepted', 'rejected', 'hearing', 'recalled', 'written_down',"
            " 'written_up')",
            name=op.f("ck_hand_over_event_kind"),
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_hand_over_event_amount")),
        sa.ForeignKeyConstraint(
            ["hand_over_id"], ["hand_over.id"], name=op.f("fk_hand_over_event_hand_over_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_over_event")),
        sa.UniqueConstraint("key", name=op.f("uq_hand_over_event_key")),
    )
    op.create_index(op.f("ix_hand_over_event_hand_over_id"), "hand_over_event", ["hand_over_id"])
