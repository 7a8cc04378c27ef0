"""Variants of a rule, tried and adopted."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from portal.db import Moment
from portal.migrations.guards import append_only

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _proposals()
    _acts()
    _trials()
    for table in ("adoption", "adoption_act"):
        append_only(table)


def downgrade() -> None:
    for table in ("trial", "adoption_act", "adoption"):
        op.drop_table(table)


def _proposals() -> None:
    op.create_table(
        "adoption",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", AutoString(), nullable=False),
        sa.Column("group_name", AutoString(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("written", sa.JSON(), nullable=False),
        sa.Column("decision", AutoString(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", Moment(timezone=True), nullable=False),
        sa.CheckConstraint(
            "group_name in ('settings', 'amounts', 'courses')", name=op.f("ck_adoption_group_name")
        ),
        sa.CheckConstraint("length(trim(decision)) >= 3", name=op.f("ck_adoption_decision")),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["staff_member.id"], name=op.f("fk_adoption_proposed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoption")),
        sa.UniqueConstraint(
            "id", "starts_on", "proposed_by", name=op.f("uq_adoption_id_starts_on_proposed_by")
        ),
        sa.UniqueConstraint("ref", name=op.f("uq_adoption_ref")),
    )


def _acts() -> None:
    op.create_table(
        "adoption_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("adoption_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("done_by", sa.Integer(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("done_at", Moment(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('signed', 'withdrawn')", name=op.f("ck_adoption_act_kind")),
        sa.CheckConstraint(
            "no in (1, 2) and (kind = 'withdrawn' or no = 1)", name=op.f("ck_adoption_act_no")
        ),
        sa.CheckConstraint(
            "kind <> 'signed' or done_by <> proposed_by", name=op.f("ck_adoption_act_two_people")
        ),
        sa.CheckConstraint("done_on < starts_on", name=op.f("ck_adoption_act_before_its_day")),
        sa.ForeignKeyConstraint(
            ["adoption_id", "starts_on", "proposed_by"],
            ["adoption.id", "adoption.starts_on", "adoption.proposed_by"],
            name=op.f("fk_adoption_act_adoption_id"),
        ),
        sa.ForeignKeyConstraint(
            ["done_by"], ["staff_member.id"], name=op.f("fk_adoption_act_done_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoption_act")),
        sa.UniqueConstraint("adoption_id", "no", name=op.f("uq_adoption_act_adoption_id_no")),
    )


def _trials() -> None:
    op.create_table(
        "trial",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", AutoString(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("written", sa.JSON(), nullable=False),
        sa.Column("source", AutoString(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", Moment(timezone=True), nullable=False),
        sa.Column("state", AutoString(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("parts_done", sa.Integer(), nullable=False),
        sa.Column("alive_at", Moment(timezone=True), nullable=True),
        sa.Column("finished_at", Moment(timezone=True), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.CheckConstraint(
            "(state = 'done') = (finished_at is not null)", name=op.f("ck_trial_finished")
        ),
        sa.CheckConstraint("source in ('synthetic', 'records')", name=op.f("ck_trial_source")),
        sa.CheckConstraint(
            "state in ('waiting', 'running', 'done', 'failed')", name=op.f("ck_trial_state")
        ),
        sa.CheckConstraint("parts_done between 0 and parts", name=op.f("ck_trial_parts")),
        sa.ForeignKeyConstraint(["asked_by"], ["staff_member.id"], name=op.f("fk_trial_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trial")),
        sa.UniqueConstraint("ref", name=op.f("uq_trial_ref")),
    )
    for column in ("asked_by", "state"):
        op.create_index(op.f(f"ix_trial_{column}"), "trial", [column])
