"""Claims as units register them, what is credited on them, and back to the unit."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.guards import append_only

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_tables()
    for table in ("claim_credit", "claim_correction"):
        append_only(table)


def downgrade() -> None:
    for table in ("claim_correction", "claim_return", "registration", "claim_credit"):
        op.drop_table(table)


def _create_tables() -> None:
    op.create_table(
        "claim_credit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("component", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("credited_on", sa.Date(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "component in ('principal', 'fee', 'interest')", name=op.f("ck_claim_credit_component")
        ),
        sa.CheckConstraint(
            "kind in ('note', 'correction', 'withdrawal')", name=op.f("ck_claim_credit_kind")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_claim_credit_amount")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_credit_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_credit")),
        sa.UniqueConstraint("key", name=op.f("uq_claim_credit_key")),
    )
    op.create_index(op.f("ix_claim_credit_claim_id"), "claim_credit", ["claim_id"])
    op.create_table(
        "registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'sent') = (claim_id is not null)", name=op.f("ck_registration_sent")
        ),
        sa.CheckConstraint("state in ('draft', 'sent')", name=op.f("ck_registration_state")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_registration_claim_id")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_registration_staff_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("claim_id", name=op.f("uq_registration_claim_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_registration_ref")),
    )
    op.create_index(op.f("ix_registration_unit"), "registration", ["unit"])
    op.create_table(
        "claim_return",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("hold_id", sa.Integer(), nullable=False),
        sa.Column("lacks", sa.JSON(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=False),
        sa.Column("returned_by", sa.String(), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'open') = (ended_on is null)", name=op.f("ck_claim_return_end")
        ),
        sa.CheckConstraint(
            "state in ('open', 'sent_back', 'withdrawn', 'undone')",
            name=op.f("ck_claim_return_state"),
        ),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_return_claim_id")),
        sa.ForeignKeyConstraint(["hold_id"], ["hold.id"], name=op.f("fk_claim_return_hold_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_return")),
        sa.UniqueConstraint("ref", name=op.f("uq_claim_return_ref")),
    )
    op.create_index(op.f("ix_claim_return_claim_id"), "claim_return", ["claim_id"])
    op.create_index(
        "uq_claim_return_open",
        "claim_return",
        ["claim_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "claim_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("old", sa.String(), nullable=False),
        sa.Column("new", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claim.id"], name=op.f("fk_claim_correction_claim_id")
        ),
        sa.ForeignKeyConstraint(
            ["return_id"], ["claim_return.id"], name=op.f("fk_claim_correction_return_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_correction")),
        sa.UniqueConstraint("claim_id", "no", name=op.f("uq_claim_correction_claim_id_no")),
    )
