"""Mandates, collections, and what is withheld or set off."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.guards import append_only

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NEWEST_FIRST = (
    "withholding_claim withholding_amount withholding debit_settlement debit_return"
    " collection_part collection mandate debit_file debit_batch"
)
APPEND_ONLY = ("debit_file", "debit_return", "debit_settlement", "withholding_amount")


def upgrade() -> None:
    _create_debits()
    _create_withholding()
    for table in APPEND_ONLY:
        append_only(table)


def downgrade() -> None:
    for table in NEWEST_FIRST.split():
        op.drop_table(table)


def _create_debits() -> None:
    op.create_table(
        "debit_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("collect_on", sa.Date(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("prepared_by", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("fetched_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "state in ('open', 'released', 'refused', 'lapsed')", name=op.f("ck_debit_batch_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debit_batch")),
        sa.UniqueConstraint("key", name=op.f("uq_debit_batch_key")),
        sa.UniqueConstraint("ref", name=op.f("uq_debit_batch_ref")),
    )
    op.create_index(op.f("ix_debit_batch_collect_on"), "debit_batch", ["collect_on"])
    op.create_table(
        "debit_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["debit_batch.id"], name=op.f("fk_debit_file_batch_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debit_file")),
        sa.UniqueConstraint("batch_id", "round", name=op.f("uq_debit_file_batch_id_round")),
        sa.UniqueConstraint("digest", name=op.f("uq_debit_file_digest")),
    )
    op.create_table(
        "mandate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("while_held", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(ended_on is null) = (end_reason = '')", name=op.f("ck_mandate_end")),
        sa.CheckConstraint("(plan_id is null) <> (kind = '')", name=op.f("ck_mandate_subject")),
        sa.CheckConstraint(
            "end_reason in ('', 'cancelled', 'staff', 'returned', 'plan_over')",
            name=op.f("ck_mandate_end_reason"),
        ),
        sa.CheckConstraint("way in ('online', 'paper')", name=op.f("ck_mandate_way")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mandate_person_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_mandate_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate")),
        sa.UniqueConstraint("ref", name=op.f("uq_mandate_ref")),
        sa.UniqueConstraint("reference", name=op.f("uq_mandate_reference")),
    )
    op.create_index(op.f("ix_mandate_person_id"), "mandate", ["person_id"])
    op.create_index(
        "uq_mandate_kind_running",
        "mandate",
        ["person_id", "kind"],
        unique=True,
        sqlite_where=sa.text("ended_on is null and kind <> ''"),
        postgresql_where=sa.text("ended_on is null and kind <> ''"),
    )
    op.create_index(
        "uq_mandate_plan_running",
        "mandate",
        ["plan_id"],
        unique=True,
        sqlite_where=sa.text("ended_on is null"),
        postgresql_where=sa.text("ended_on is null"),
    )
    op.create_table(
        "collection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("no", sa.Integer(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("collect_on", sa.Date(), nullable=False),
        sa.Column("announced_on", sa.Date(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("sequence", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.CheckConstraint("(state = 'dropped') = (why <> '')", name=op.f("ck_collection_dropped")),
        sa.CheckConstraint(
            "sequence in ('', 'FRST', 'RCUR', 'FNAL')", name=op.f("ck_collection_sequence")
        ),
        sa.CheckConstraint(
            "state in ('announced', 'batched', 'booked', 'returned', 'dropped')",
            name=op.f("ck_collection_state"),
        ),
        sa.CheckConstraint(
            "state in ('announced', 'dropped') or batch_id is not null",
            name=op.f("ck_collection_batch"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_collection_amount")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["debit_batch.id"], name=op.f("fk_collection_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["mandate_id"], ["mandate.id"], name=op.f("fk_collection_mandate_id")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_collection_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection")),
        sa.UniqueConstraint("key", name=op.f("uq_collection_key")),
        sa.UniqueConstraint("ref", name=op.f("uq_collection_ref")),
    )
    op.create_index(op.f("ix_collection_batch_id"), "collection", ["batch_id"])
    op.create_index(op.f("ix_collection_collect_on"), "collection", ["collect_on"])
    op.create_index(op.f("ix_collection_mandate_id"), "collection", ["mandate_id"])
    op.create_index(op.f("ix_collection_plan_id"), "collection", ["plan_id"])
    op.create_index(
        "uq_collection_instalment",
        "collection",
        ["plan_id", "no"],
        unique=True,
        sqlite_where=sa.text("state <> 'dropped'"),
        postgresql_where=sa.text("state <> 'dropped'"),
    )
    op.create_table(
        "collection_part",
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_collection_part_amount")),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claim.id"], name=op.f("fk_collection_part_claim_id")
        ),
        sa.ForeignKeyConstraint(
            ["collection_id"], ["collection.id"], name=op.f("fk_collection_part_collection_id")
        ),
        sa.PrimaryKeyConstraint("collection_id", "claim_id", name=op.f("pk_collection_part")),
    )
    op.create_index(op.f("ix_collection_part_claim_id"), "collection_part", ["claim_id"])
    op.create_table(
        "debit_return",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.CheckConstraint(
            "source in ('report', 'statement')", name=op.f("ck_debit_return_source")
        ),
        sa.ForeignKeyConstraint(
            ["collection_id"], ["collection.id"], name=op.f("fk_debit_return_collection_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debit_return")),
        sa.UniqueConstraint("collection_id", name=op.f("uq_debit_return_collection_id")),
        sa.UniqueConstraint("key", name=op.f("uq_debit_return_key")),
    )
    op.create_table(
        "debit_settlement",
        sa.Column("bank_line_id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("collection_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(batch_id is null) <> (collection_id is null)",
            name=op.f("ck_debit_settlement_subject"),
        ),
        sa.ForeignKeyConstraint(
            ["bank_line_id"], ["bank_line.id"], name=op.f("fk_debit_settlement_bank_line_id")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["debit_batch.id"], name=op.f("fk_debit_settlement_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["collection_id"], ["collection.id"], name=op.f("fk_debit_settlement_collection_id")
        ),
        sa.PrimaryKeyConstraint("bank_line_id", name=op.f("pk_debit_settlement")),
    )
    op.create_index(op.f("ix_debit_settlement_batch_id"), "debit_settlement", ["batch_id"])
    op.create_index(
        op.f("ix_debit_settlement_collection_id"), "debit_settlement", ["collection_id"]
    )


def _create_withholding() -> None:
    op.create_table(
        "withholding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(ended_on is null) = (end_reason = '')", name=op.f("ck_withholding_end")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_withholding_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withholding")),
        sa.UniqueConstraint("ref", name=op.f("uq_withholding_ref")),
    )
    op.create_index(op.f("ix_withholding_person_id"), "withholding", ["person_id"])
    op.create_table(
        "withholding_amount",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("withholding_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("monthly", sa.BigInteger(), nullable=False),
        sa.Column("most", sa.BigInteger(), nullable=False),
        sa.Column("basis", sa.JSON(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.CheckConstraint(
            "monthly > 0 and monthly <= most", name=op.f("ck_withholding_amount_within")
        ),
        sa.ForeignKeyConstraint(
            ["withholding_id"],
            ["withholding.id"],
            name=op.f("fk_withholding_amount_withholding_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withholding_amount")),
        sa.UniqueConstraint(
            "withholding_id", "no", name=op.f("uq_withholding_amount_withholding_id_no")
        ),
    )
    op.create_table(
        "withholding_claim",
        sa.Column("withholding_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claim.id"], name=op.f("fk_withholding_claim_claim_id")
        ),
        sa.ForeignKeyConstraint(
            ["withholding_id"], ["withholding.id"], name=op.f("fk_withholding_claim_withholding_id")
        ),
        sa.PrimaryKeyConstraint("withholding_id", "claim_id", name=op.f("pk_withholding_claim")),
    )
    op.create_index(op.f("ix_withholding_claim_claim_id"), "withholding_claim", ["claim_id"])
