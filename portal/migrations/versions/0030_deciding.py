"""How staff decide: weighing, hearing, second signature, objection."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.guards import append_only

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

BLANKS = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)


def _said(column: str) -> str:
    return f"length(trim({column}, '{BLANKS}')) >= 10"


def upgrade() -> None:
    _departures()
    _weighings()
    _hearings()
    _prepared()
    _objections()


def _departures() -> None:
    op.create_table(
        "departure",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("ask", sa.String(), nullable=False),
        sa.Column("advice", sa.String(), nullable=False),
        sa.Column("advised", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("decided", sa.BigInteger(), nullable=True),
        sa.Column("departs", sa.Boolean(), nullable=False),
        sa.Column("article", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("advice in ('grant', 'keep', 'none')", name=op.f("ck_departure_advice")),
        sa.CheckConstraint(
            "area in ('', 'facts', 'income', 'work', 'health', 'housing', 'wellbeing')",
            name=op.f("ck_departure_area"),
        ),
        sa.CheckConstraint(
            "not departs or (article <> '' and area <> '')", name=op.f("ck_departure_tied")
        ),
        sa.CheckConstraint(
            "not departs or advice <> 'none'", name=op.f("ck_departure_from_advice")
        ),
        sa.CheckConstraint(
            "outcome in ('granted', 'granted_partly', 'refused')", name=op.f("ck_departure_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_departure_decision_id")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_departure_staff_id")
        ),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_departure")),
    )
    op.create_index(op.f("ix_departure_decided_at"), "departure", ["decided_at"], unique=False)
    append_only("departure")


def _weighings() -> None:
    op.create_table(
        "weighing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("conclusion", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("weighed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(_said("conclusion"), name=op.f("ck_weighing_said")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_weighing_case_id")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_weighing_staff_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weighing")),
        sa.UniqueConstraint("case_id", "no", name=op.f("uq_weighing_case_id_no")),
    )
    op.create_table(
        "weighed_area",
        sa.Column("weighing_id", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("weight", sa.String(), nullable=False),
        sa.Column("finding", sa.String(), nullable=False),
        sa.CheckConstraint(
            "area in ('income', 'work', 'health', 'housing', 'wellbeing')",
            name=op.f("ck_weighed_area_area"),
        ),
        sa.CheckConstraint(_said("finding"), name=op.f("ck_weighed_area_finding")),
        sa.CheckConstraint(
            "weight in ('none', 'some', 'heavy')", name=op.f("ck_weighed_area_weight")
        ),
        sa.ForeignKeyConstraint(
            ["weighing_id"], ["weighing.id"], name=op.f("fk_weighed_area_weighing_id")
        ),
        sa.PrimaryKeyConstraint("weighing_id", "area", name=op.f("pk_weighed_area")),
    )
    append_only("weighing")
    append_only("weighed_area")


def _hearings() -> None:
    op.create_table(
        "hearing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("by_day", sa.Date(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind = 'before' or place <> ''", name=op.f("ck_hearing_place")),
        sa.CheckConstraint("kind in ('before', 'objection')", name=op.f("ck_hearing_kind")),
        sa.CheckConstraint(_said("words"), name=op.f("ck_hearing_words")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_hearing_case_id")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_hearing_staff_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hearing")),
        sa.UniqueConstraint("case_id", "no", name=op.f("uq_hearing_case_id_no")),
    )
    op.create_table(
        "hearing_end",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "how in ('held', 'waived', 'not_needed')", name=op.f("ck_hearing_end_how")
        ),
        sa.CheckConstraint(_said("words"), name=op.f("ck_hearing_end_words")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_hearing_end_case_id")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_hearing_end_staff_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hearing_end")),
        sa.UniqueConstraint("case_id", "no", name=op.f("uq_hearing_end_case_id_no")),
    )
    append_only("hearing")
    append_only("hearing_end")


def _prepared() -> None:
    op.create_table(
        "prepared_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("ruling", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state in ('signed', 'decided')) = (decision_id is not null)",
            name=op.f("ck_prepared_decision_decision"),
        ),
        sa.CheckConstraint(
            "(state in ('signed', 'sent_back')) = (answered_by is not null)",
            name=op.f("ck_prepared_decision_answered"),
        ),
        sa.CheckConstraint(
            f"state <> 'sent_back' or {_said('answer')}", name=op.f("ck_prepared_decision_why_back")
        ),
        sa.CheckConstraint(
            "state in ('shown', 'to_sign', 'signed', 'sent_back', 'decided', 'dropped')",
            name=op.f("ck_prepared_decision_state"),
        ),
        sa.CheckConstraint(
            "answered_by is null or answered_by <> staff_id",
            name=op.f("ck_prepared_decision_two_people"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["staff_member.id"], name=op.f("fk_prepared_decision_answered_by")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_prepared_decision_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_prepared_decision_decision_id")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["case_event.id"], name=op.f("fk_prepared_decision_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_prepared_decision_staff_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prepared_decision")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_prepared_decision_decision_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_prepared_decision_ref")),
    )
    op.create_index(
        op.f("ix_prepared_decision_case_id"), "prepared_decision", ["case_id"], unique=False
    )
    op.create_index(
        "uq_prepared_decision_to_sign",
        "prepared_decision",
        ["case_id"],
        unique=True,
        sqlite_where=sa.text("state = 'to_sign'"),
        postgresql_where=sa.text("state = 'to_sign'"),
    )


def _objections() -> None:
    op.create_table(
        "objection_decider",
        sa.Column("outcome_id", sa.Integer(), nullable=False),
        sa.Column("decider_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("decider_id <> staff_id", name=op.f("ck_objection_decider_two_people")),
        sa.ForeignKeyConstraint(
            ["decider_id"], ["staff_member.id"], name=op.f("fk_objection_decider_decider_id")
        ),
        sa.ForeignKeyConstraint(
            ["outcome_id"], ["matter_outcome.id"], name=op.f("fk_objection_decider_outcome_id")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_objection_decider_staff_id")
        ),
        sa.PrimaryKeyConstraint("outcome_id", "decider_id", name=op.f("pk_objection_decider")),
    )
    append_only("objection_decider")


def downgrade() -> None:
    for table in (
        "objection_decider",
        "prepared_decision",
        "hearing_end",
        "hearing",
        "weighed_area",
        "weighing",
        "departure",
    ):
        op.drop_table(table)
