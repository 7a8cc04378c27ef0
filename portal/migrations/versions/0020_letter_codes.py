"""Codes of letters, and how letters leave."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from portal.db import Moment
from portal.migrations.guards import append_only

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _codes()
    _reading()
    _ways()
    for table in ("letter_look", "letter_opened", "message_seen"):
        append_only(table)


def _codes() -> None:
    op.create_table(
        "letter_code",
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("digest", AutoString(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("stopped_at", Moment(timezone=True), nullable=True),
        sa.Column("stopped_by", AutoString(), nullable=False),
        sa.CheckConstraint(
            "(stopped_at is null) = (stopped_by = '')", name=op.f("ck_letter_code_stop")
        ),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letter.id"], name=op.f("fk_letter_code_letter_id")
        ),
        sa.PrimaryKeyConstraint("letter_id", name=op.f("pk_letter_code")),
        sa.UniqueConstraint("digest", name=op.f("uq_letter_code_digest")),
    )
    op.create_table(
        "letter_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letter.id"], name=op.f("fk_letter_look_letter_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_look")),
    )
    op.create_index(op.f("ix_letter_look_letter_id"), "letter_look", ["letter_id"], unique=False)
    op.create_table(
        "code_guess",
        sa.Column("network", AutoString(), nullable=False),
        sa.Column("began_at", Moment(timezone=True), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.CheckConstraint("wrong > 0", name=op.f("ck_code_guess_wrong")),
        sa.PrimaryKeyConstraint("network", name=op.f("pk_code_guess")),
    )
    op.create_index(op.f("ix_code_guess_began_at"), "code_guess", ["began_at"], unique=False)


def _reading() -> None:
    op.create_table(
        "letter_opened",
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.Column("by", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letter.id"], name=op.f("fk_letter_opened_letter_id")
        ),
        sa.PrimaryKeyConstraint("letter_id", name=op.f("pk_letter_opened")),
    )
    op.create_table(
        "message_seen",
        sa.Column("outgoing_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["outgoing_id"], ["outgoing.id"], name=op.f("fk_message_seen_outgoing_id")
        ),
        sa.PrimaryKeyConstraint("outgoing_id", name=op.f("pk_message_seen")),
    )
    op.create_table(
        "mail_address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", AutoString(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("email", AutoString(), nullable=False),
        sa.Column("agreed_at", Moment(timezone=True), nullable=False),
        sa.Column("agreed_by", AutoString(), nullable=False),
        sa.Column("confirmed_at", Moment(timezone=True), nullable=True),
        sa.Column("ended_at", Moment(timezone=True), nullable=True),
        sa.Column("why", AutoString(), nullable=False),
        sa.CheckConstraint(
            "confirmed_at is null or confirmed_at >= agreed_at",
            name=op.f("ck_mail_address_confirmed"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_mail_address_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_address")),
        sa.UniqueConstraint("ref", name=op.f("uq_mail_address_ref")),
    )
    op.create_index(op.f("ix_mail_address_person_id"), "mail_address", ["person_id"], unique=False)


def _ways() -> None:
    op.create_table(
        "post_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", AutoString(), nullable=False),
        sa.Column("made_at", Moment(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("posted_at", Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_post_batch_staff_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_batch")),
        sa.UniqueConstraint("ref", name=op.f("uq_post_batch_ref")),
    )
    op.create_table(
        "post_batch_item",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("outgoing_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["post_batch.id"], name=op.f("fk_post_batch_item_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["outgoing_id"], ["outgoing.id"], name=op.f("fk_post_batch_item_outgoing_id")
        ),
        sa.PrimaryKeyConstraint("batch_id", "outgoing_id", name=op.f("pk_post_batch_item")),
    )
    op.create_index(
        op.f("ix_post_batch_item_outgoing_id"), "post_batch_item", ["outgoing_id"], unique=False
    )
    op.create_table(
        "digital_box",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since", Moment(timezone=True), nullable=False),
        sa.Column("by", AutoString(), nullable=False),
        sa.Column("ended_at", Moment(timezone=True), nullable=True),
        sa.Column("ended_by", AutoString(), nullable=False),
        sa.CheckConstraint("(ended_at is null) = (ended_by = '')", name=op.f("ck_digital_box_end")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_digital_box_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digital_box")),
    )
    op.create_index(
        "ix_digital_box_running",
        "digital_box",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("ended_at is null"),
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_table(
        "digital_delivery",
        sa.Column("outgoing_id", sa.Integer(), nullable=False),
        sa.Column("state", AutoString(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", Moment(timezone=True), nullable=False),
        sa.Column("delivered_at", Moment(timezone=True), nullable=True),
        sa.Column("receipt", AutoString(), nullable=False),
        sa.Column("trouble", AutoString(), nullable=False),
        sa.CheckConstraint(
            "(state = 'delivered') = (delivered_at is not null)",
            name=op.f("ck_digital_delivery_delivered"),
        ),
        sa.CheckConstraint(
            "state in ('waiting', 'delivered', 'failed')", name=op.f("ck_digital_delivery_state")
        ),
        sa.ForeignKeyConstraint(
            ["outgoing_id"], ["outgoing.id"], name=op.f("fk_digital_delivery_outgoing_id")
        ),
        sa.PrimaryKeyConstraint("outgoing_id", name=op.f("pk_digital_delivery")),
    )


def downgrade() -> None:
    for table in (
        "digital_delivery",
        "digital_box",
        "post_batch_item",
        "post_batch",
        "mail_address",
        "message_seen",
        "letter_opened",
        "code_guess",
        "letter_look",
        "letter_code",
    ):
        op.drop_table(table)
