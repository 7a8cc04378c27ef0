"""Who acts for whom, what was lent out and looked at, and who is on the telephone."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.guards import append_only

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

KEPT = ("acting_event", "helper_look")
TABLES = (
    "acting_now",
    "news_copy",
    "phone_number",
    "code_try",
    "helper_look",
    "helper_visit",
    "loan",
    "acting_scope",
    "acting_ask",
    "acting_event",
    "acting",
)


def upgrade() -> None:
    _leave()
    _ask()
    _lent()
    _told()
    op.create_table(
        "acting_now",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("acting_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["acting_id"], ["acting.id"], name=op.f("fk_acting_now_acting_id")),
        sa.ForeignKeyConstraint(["digest"], ["sign_in.digest"], name=op.f("fk_acting_now_digest")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_acting_now")),
    )
    for table in KEPT:
        append_only(table)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def _leave() -> None:
    op.create_table(
        "acting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("principal_id", sa.Integer(), nullable=False),
        sa.Column("helper_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("capacity", sa.String(), nullable=False),
        sa.Column("rights", sa.JSON(), nullable=False),
        sa.Column("is_limited", sa.Boolean(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(kind = 'loan') = (helper_id is null)", name=op.f("ck_acting_helper")),
        sa.CheckConstraint(
            "kind in ('firm', 'standing', 'guardian', 'loan')", name=op.f("ck_acting_kind")
        ),
        sa.CheckConstraint("state in ('runs', 'ended')", name=op.f("ck_acting_state")),
        sa.CheckConstraint(
            "helper_id is null or helper_id <> principal_id", name=op.f("ck_acting_two_people")
        ),
        sa.CheckConstraint("until_on is null or until_on >= from_on", name=op.f("ck_acting_dates")),
        sa.ForeignKeyConstraint(["helper_id"], ["person.id"], name=op.f("fk_acting_helper_id")),
        sa.ForeignKeyConstraint(
            ["principal_id"], ["person.id"], name=op.f("fk_acting_principal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acting")),
        sa.UniqueConstraint("ref", name=op.f("uq_acting_ref")),
    )
    op.create_index(op.f("ix_acting_helper_id"), "acting", ["helper_id"])
    op.create_index(op.f("ix_acting_principal_id"), "acting", ["principal_id"])
    op.create_index(
        "uq_acting_running",
        "acting",
        ["principal_id", "helper_id", "kind"],
        unique=True,
        sqlite_where=sa.text("state = 'runs'"),
        postgresql_where=sa.text("state = 'runs'"),
    )
    op.create_table(
        "acting_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("acting_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind in ('given', 'accepted', 'ended')",
            name=op.f("ck_acting_event_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["acting_id"], ["acting.id"], name=op.f("fk_acting_event_acting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acting_event")),
    )
    op.create_index(op.f("ix_acting_event_acting_id"), "acting_event", ["acting_id"])
    op.create_table(
        "acting_scope",
        sa.Column("acting_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.CheckConstraint("what in ('claim', 'case')", name=op.f("ck_acting_scope_what")),
        sa.ForeignKeyConstraint(
            ["acting_id"], ["acting.id"], name=op.f("fk_acting_scope_acting_id")
        ),
        sa.PrimaryKeyConstraint("acting_id", "what", "ref", name=op.f("pk_acting_scope")),
    )


def _lent() -> None:
    op.create_table(
        "loan",
        sa.Column("acting_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("code_digest", sa.String(), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("helper_email", sa.String(), nullable=False),
        sa.Column("news_after", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(told = 'both') = (helper_email <> '')", name=op.f("ck_loan_helper_email")
        ),
        sa.CheckConstraint("told in ('me', 'both')", name=op.f("ck_loan_told")),
        sa.ForeignKeyConstraint(["acting_id"], ["acting.id"], name=op.f("fk_loan_acting_id")),
        sa.PrimaryKeyConstraint("acting_id", name=op.f("pk_loan")),
        sa.UniqueConstraint("code_digest", name=op.f("uq_loan_code_digest")),
    )
    op.create_table(
        "helper_visit",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("acting_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("capacity", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "capacity in ('adviser', 'family', 'bookkeeper')", name=op.f("ck_helper_visit_capacity")
        ),
        sa.ForeignKeyConstraint(
            ["acting_id"], ["acting.id"], name=op.f("fk_helper_visit_acting_id")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_helper_visit")),
        sa.UniqueConstraint("ref", name=op.f("uq_helper_visit_ref")),
    )
    op.create_index(op.f("ix_helper_visit_acting_id"), "helper_visit", ["acting_id"])
    op.create_table(
        "helper_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("acting_id", sa.Integer(), nullable=False),
        sa.Column("helper_ref", sa.String(), nullable=False),
        sa.Column("helper_name", sa.String(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["acting_id"], ["acting.id"], name=op.f("fk_helper_look_acting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helper_look")),
    )
    op.create_index(op.f("ix_helper_look_acting_id"), "helper_look", ["acting_id"])
    op.create_table(
        "code_try",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_try")),
    )
    op.create_index(op.f("ix_code_try_at"), "code_try", ["at"])
    op.create_index(op.f("ix_code_try_handle"), "code_try", ["handle"])
    op.create_index(op.f("ix_code_try_network"), "code_try", ["network"])


def _told() -> None:
    op.create_table(
        "phone_number",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_phone_number_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_phone_number")),
        sa.UniqueConstraint("digest", name=op.f("uq_phone_number_digest")),
    )
    op.create_table(
        "news_copy",
        sa.Column("outgoing_id", sa.Integer(), nullable=False),
        sa.Column("acting_id", sa.Integer(), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["about_id"], ["outgoing.id"], name=op.f("fk_news_copy_about_id")),
        sa.ForeignKeyConstraint(["acting_id"], ["acting.id"], name=op.f("fk_news_copy_acting_id")),
        sa.ForeignKeyConstraint(
            ["outgoing_id"], ["outgoing.id"], name=op.f("fk_news_copy_outgoing_id")
        ),
        sa.PrimaryKeyConstraint("outgoing_id", name=op.f("pk_news_copy")),
    )
    op.create_index(op.f("ix_news_copy_acting_id"), "news_copy", ["acting_id"])


def _ask() -> None:
    op.create_table(
        "acting_ask",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("once", sa.String(), nullable=False),
        sa.Column("asker_id", sa.Integer(), nullable=False),
        sa.Column("asked_as", sa.String(), nullable=False),
        sa.Column("other_scheme", sa.String(), nullable=False),
        sa.Column("other_digest", sa.String(), nullable=False),
        sa.Column("other_name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("capacity", sa.String(), nullable=False),
        sa.Column("rights", sa.JSON(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("paper", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("acting_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'accepted') = (acting_id is not null)", name=op.f("ck_acting_ask_accepted")
        ),
        sa.CheckConstraint(
            "asked_as in ('principal', 'helper')", name=op.f("ck_acting_ask_asked_as")
        ),
        sa.CheckConstraint("kind in ('standing', 'guardian')", name=op.f("ck_acting_ask_kind")),
        sa.CheckConstraint(
            "state <> 'declined' or length(trim(reason)) > 0", name=op.f("ck_acting_ask_reason")
        ),
        sa.CheckConstraint(
            "state in ('asked', 'accepted', 'declined', 'withdrawn')",
            name=op.f("ck_acting_ask_state"),
        ),
        sa.ForeignKeyConstraint(["acting_id"], ["acting.id"], name=op.f("fk_acting_ask_acting_id")),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["staff_member.id"], name=op.f("fk_acting_ask_answered_by")
        ),
        sa.ForeignKeyConstraint(["asker_id"], ["person.id"], name=op.f("fk_acting_ask_asker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acting_ask")),
        sa.UniqueConstraint("once", name=op.f("uq_acting_ask_once")),
        sa.UniqueConstraint("ref", name=op.f("uq_acting_ask_ref")),
    )
    op.create_index(op.f("ix_acting_ask_asker_id"), "acting_ask", ["asker_id"])
