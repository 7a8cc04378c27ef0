"""Who owes a claim, what holds it up, what interrupts its time; proposals and messages."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.guards import append_only

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_tables()
    op.execute(
        "insert into liability (claim_id, person_id, form, since, release_reason)"
        " select id, person_id, 'joint', arose_on, '' from claim"
    )
    for table in ("incoming", "interruption"):
        append_only(table)


def downgrade() -> None:
    for table in ("proposal", "liability", "interruption", "hold", "outgoing", "incoming"):
        op.drop_table(table)


def _create_tables() -> None:
    op.create_table(
        "incoming",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('online', 'direct_debit', 'withheld', 'paid_over', 'set_off')",
            name=op.f("ck_incoming_kind"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_incoming_amount")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_incoming_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming")),
        sa.UniqueConstraint("key", name=op.f("uq_incoming_key")),
    )
    op.create_index(op.f("ix_incoming_person_id"), "incoming", ["person_id"])
    op.create_table(
        "outgoing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("letter_ref", sa.String(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(state = 'sent') = (sent_at is not null)", name=op.f("ck_outgoing_sent")
        ),
        sa.CheckConstraint("channel in ('mail', 'post')", name=op.f("ck_outgoing_channel")),
        sa.CheckConstraint(
            "state in ('waiting', 'sent', 'failed')", name=op.f("ck_outgoing_state")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_outgoing_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing")),
        sa.UniqueConstraint("key", name=op.f("uq_outgoing_key")),
    )
    op.create_index(op.f("ix_outgoing_person_id"), "outgoing", ["person_id"])
    op.create_index(
        "ix_outgoing_waiting",
        "outgoing",
        ["next_try_at"],
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("claim_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("lifted_on", sa.Date(), nullable=True),
        sa.Column("lifted_by", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind in ('social', 'objection', 'dispute', 'returned', 'minor', 'arrangement')",
            name=op.f("ck_hold_kind"),
        ),
        sa.CheckConstraint(
            "(person_id is null) <> (claim_id is null)", name=op.f("ck_hold_subject")
        ),
        sa.CheckConstraint("until_on is null or until_on >= from_on", name=op.f("ck_hold_dates")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_hold_claim_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_hold_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
        sa.UniqueConstraint("key", name=op.f("uq_hold_key")),
    )
    op.create_index(op.f("ix_hold_claim_id"), "hold", ["claim_id"])
    op.create_index(op.f("ix_hold_person_id"), "hold", ["person_id"])
    op.create_table(
        "interruption",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_interruption_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interruption")),
        sa.UniqueConstraint("key", name=op.f("uq_interruption_key")),
    )
    op.create_index(op.f("ix_interruption_claim_id"), "interruption", ["claim_id"])
    op.create_table(
        "liability",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("share", sa.BigInteger(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("released_on", sa.Date(), nullable=True),
        sa.Column("release_reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(form = 'share') = (share is not null)", name=op.f("ck_liability_share")
        ),
        sa.CheckConstraint(
            "(released_on is null) = (release_reason = '')", name=op.f("ck_liability_release")
        ),
        sa.CheckConstraint("form in ('joint', 'share')", name=op.f("ck_liability_form")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_liability_claim_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_liability_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_liability")),
        sa.UniqueConstraint("claim_id", "person_id", name=op.f("uq_liability_claim_id_person_id")),
    )
    op.create_index(op.f("ix_liability_person_id"), "liability", ["person_id"])
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("prepared", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("signatures", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("later_on", sa.Date(), nullable=True),
        sa.Column("first_by", sa.String(), nullable=True),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_reason", sa.String(), nullable=False),
        sa.Column("second_by", sa.String(), nullable=True),
        sa.Column("second_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("second_reason", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'later') = (later_on is not null)", name=op.f("ck_proposal_later")
        ),
        sa.CheckConstraint("prepared in ('', 'yes', 'no')", name=op.f("ck_proposal_prepared")),
        sa.CheckConstraint(
            "state <> 'yes' or signatures = 1 or second_by is not null",
            name=op.f("ck_proposal_signed_twice"),
        ),
        sa.CheckConstraint(
            "state in ('open', 'void') or first_by is not null",
            name=op.f("ck_proposal_by_a_person"),
        ),
        sa.CheckConstraint(
            "state in ('open', 'yes', 'no', 'later', 'void')", name=op.f("ck_proposal_state")
        ),
        sa.CheckConstraint(
            "first_by is null or second_by is null or first_by <> second_by",
            name=op.f("ck_proposal_two_people"),
        ),
        sa.CheckConstraint("signatures in (1, 2)", name=op.f("ck_proposal_signatures")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_proposal_claim_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_proposal_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("key", name=op.f("uq_proposal_key")),
        sa.UniqueConstraint("ref", name=op.f("uq_proposal_ref")),
    )
    op.create_index(op.f("ix_proposal_claim_id"), "proposal", ["claim_id"])
    op.create_index(op.f("ix_proposal_kind"), "proposal", ["kind"])
    op.create_index(op.f("ix_proposal_person_id"), "proposal", ["person_id"])
