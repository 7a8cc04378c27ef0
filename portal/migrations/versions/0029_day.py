"""The day of staff: what waits, what they keep, who is at what, clocks that stand still.

The triggers that keep `work_item` are not made here: they are put in place after every change of
shape, because one may make a table anew (`portal.cases.work.triggers`).
"""

import sqlalchemy as sa
from alembic import op

from portal.migrations.guards import append_only

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

BLANKS = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)


def upgrade() -> None:
    op.create_table(
        "work_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("subject", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("shows_from", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("claim_id", sa.Integer(), nullable=True),
        sa.Column("taken_by", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_item")),
        sa.UniqueConstraint("source", "subject", name=op.f("uq_work_item_source_subject")),
    )
    op.create_index("ix_work_item_day", "work_item", ["day", "id"], unique=False)
    op.create_index("ix_work_item_kind", "work_item", ["kind", "day", "id"], unique=False)
    op.create_index(
        "ix_work_item_counts",
        "work_item",
        ["kind", "state", "taken_by", "shows_from"],
        unique=False,
    )
    op.create_index("ix_work_item_person", "work_item", ["person_id"], unique=False)
    op.create_index("ix_work_item_taken", "work_item", ["taken_by", "day", "id"], unique=False)
    op.create_table(
        "work_term",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_work_term")),
    )
    op.create_table(
        "bulk_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("letters_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sameness", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.CheckConstraint(
            "state in ('running', 'ready', 'done', 'undone')", name=op.f("ck_bulk_run_state")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_bulk_run_staff_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_run")),
        sa.UniqueConstraint("ref", name=op.f("uq_bulk_run_ref")),
    )
    op.create_table(
        "presence",
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("doing", sa.String(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("doing in ('looks', 'writes')", name=op.f("ck_presence_doing")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_presence_staff_id")
        ),
        sa.PrimaryKeyConstraint("about", "staff_id", name=op.f("pk_presence")),
    )
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("view", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_saved_view_staff_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("staff_id", "name", name=op.f("uq_saved_view_staff_id_name")),
    )
    op.create_table(
        "work_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("subject", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_work_note_two_people")),
        sa.ForeignKeyConstraint(
            ["from_id"], ["staff_member.id"], name=op.f("fk_work_note_from_id")
        ),
        sa.ForeignKeyConstraint(["to_id"], ["staff_member.id"], name=op.f("fk_work_note_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_note")),
    )
    op.create_index("ix_work_note_subject", "work_note", ["source", "subject"], unique=False)
    op.create_table(
        "work_reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("subject", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            f"length(trim(note, '{BLANKS}')) > 0", name=op.f("ck_work_reminder_note")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_work_reminder_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_work_reminder_staff_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_reminder")),
        sa.UniqueConstraint("ref", name=op.f("uq_work_reminder_ref")),
    )
    op.create_index(
        "ix_work_reminder_subject", "work_reminder", ["source", "subject"], unique=False
    )
    op.create_table(
        "work_taken",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("subject", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_work_taken_staff_id")
        ),
        sa.PrimaryKeyConstraint("source", "subject", name=op.f("pk_work_taken")),
    )
    op.create_table(
        "bulk_item",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("prepared", sa.String(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.CheckConstraint(
            "state in ('waits', 'ready', 'done', 'left', 'undone')", name=op.f("ck_bulk_item_state")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_bulk_item_case_id")),
        sa.ForeignKeyConstraint(["run_id"], ["bulk_run.id"], name=op.f("fk_bulk_item_run_id")),
        sa.PrimaryKeyConstraint("run_id", "case_id", name=op.f("pk_bulk_item")),
    )
    op.create_index(op.f("ix_bulk_item_case_id"), "bulk_item", ["case_id"], unique=False)
    op.create_table(
        "clock_stop",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.CheckConstraint("(ended_on is null) = (ended_by = '')", name=op.f("ck_clock_stop_end")),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_clock_stop_dates")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_clock_stop_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_stop")),
    )
    op.create_index("ix_clock_stop_case_id", "clock_stop", ["case_id"], unique=False)
    op.create_index(
        "uq_clock_stop_running",
        "clock_stop",
        ["case_id"],
        unique=True,
        sqlite_where=sa.text("ended_on is null"),
        postgresql_where=sa.text("ended_on is null"),
    )
    op.create_index("ix_case_claim_claim_id", "case_claim", ["claim_id"])
    append_only("work_note")


def downgrade() -> None:
    op.drop_index("ix_case_claim_claim_id", table_name="case_claim")
    for table in (
        "clock_stop",
        "bulk_item",
        "work_taken",
        "work_reminder",
        "work_note",
        "saved_view",
        "presence",
        "bulk_run",
        "work_term",
        "work_item",
    ):
        op.drop_table(table)
