"""Firms: their branches, invoices as they came, balances confirmed, keys for programs."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from portal.db import Moment
from portal.migrations.guards import append_only

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _branches()
    _documents()
    _confirmations()
    _tokens()
    _invitations()


def _branches() -> None:
    op.create_table(
        "branch",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("ref", AutoString(), nullable=False, unique=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("number", AutoString(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.UniqueConstraint("person_id", "number"),
    )
    op.create_table(
        "claim_branch",
        sa.Column("claim_id", sa.Integer(), sa.ForeignKey("claim.id"), primary_key=True),
        sa.Column("branch_id", sa.Integer(), sa.ForeignKey("branch.id"), nullable=False),
    )
    op.create_index(op.f("ix_claim_branch_branch_id"), "claim_branch", ["branch_id"])


def _documents() -> None:
    op.create_table(
        "claim_document",
        sa.Column("claim_id", sa.Integer(), sa.ForeignKey("claim.id"), primary_key=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", Moment(timezone=True), nullable=False),
    )
    append_only("claim_document")


def _confirmations() -> None:
    op.create_table(
        "balance_confirmation",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("ref", AutoString(), nullable=False, unique=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("made_at", Moment(timezone=True), nullable=False),
        sa.Column("made_by", AutoString(), nullable=False),
        sa.Column("code_digest", AutoString(), nullable=False, unique=True),
        sa.CheckConstraint("documents >= 0", name=op.f("ck_balance_confirmation_documents")),
    )
    op.create_index(
        op.f("ix_balance_confirmation_person_id"), "balance_confirmation", ["person_id"]
    )
    append_only("balance_confirmation")


def _tokens() -> None:
    op.create_table(
        "api_token",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("ref", AutoString(), nullable=False, unique=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("digest", AutoString(), nullable=False, unique=True),
        sa.Column("scopes", AutoString(), nullable=False),
        sa.Column("made_at", Moment(timezone=True), nullable=False),
        sa.Column("made_by", AutoString(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("ended_at", Moment(timezone=True), nullable=True),
        sa.Column("ended_by", AutoString(), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=True),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.CheckConstraint("(ended_at is null) = (ended_by = '')", name=op.f("ck_api_token_end")),
        sa.CheckConstraint("scopes <> ''", name=op.f("ck_api_token_scopes")),
    )
    op.create_index(op.f("ix_api_token_person_id"), "api_token", ["person_id"])


def _invitations() -> None:
    op.create_table(
        "firm_invitation",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("ref", AutoString(), nullable=False, unique=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("label", AutoString(), nullable=False),
        sa.Column("role", AutoString(), nullable=False),
        sa.Column("code_digest", AutoString(), nullable=False, unique=True),
        sa.Column("made_at", Moment(timezone=True), nullable=False),
        sa.Column("made_by", AutoString(), nullable=False),
        sa.Column("code_until", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("acting_id", sa.Integer(), sa.ForeignKey("acting.id"), nullable=True),
        sa.Column("ended_at", Moment(timezone=True), nullable=True),
        sa.Column("ended_by", AutoString(), nullable=False),
        sa.CheckConstraint(
            "role in ('see', 'pay', 'ask', 'manage')", name=op.f("ck_firm_invitation_role")
        ),
        sa.CheckConstraint(
            "until_on is null or until_on >= code_until", name=op.f("ck_firm_invitation_dates")
        ),
        sa.CheckConstraint(
            "(ended_at is null) = (ended_by = '')", name=op.f("ck_firm_invitation_end")
        ),
    )
    op.create_index(op.f("ix_firm_invitation_person_id"), "firm_invitation", ["person_id"])


def downgrade() -> None:
    for table in (
        "firm_invitation",
        "api_token",
        "balance_confirmation",
        "claim_document",
        "claim_branch",
        "branch",
    ):
        op.drop_table(table)
