"""Sign-in with a provider: what waits for its answer, and the sessions there."""

import sqlalchemy as sa
from alembic import op

from portal.db import Moment

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

KINDS = "kind in ('resident', 'business', 'staff')"


def upgrade() -> None:
    op.execute("alter table sign_in add column device varchar not null default ''")
    op.execute("alter table staff_member add column login varchar not null default ''")
    is_named = sa.text("login <> ''")
    op.create_index(
        "uq_staff_member_login",
        "staff_member",
        ["login"],
        unique=True,
        sqlite_where=is_named,
        postgresql_where=is_named,
    )
    _trips()
    _proofs()
    op.create_table(
        "log_out_told",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_log_out_told")),
    )


def downgrade() -> None:
    for table in ("log_out_told", "sign_in_proof", "sign_in_trip"):
        op.drop_table(table)
    op.drop_index("uq_staff_member_login", "staff_member")
    with op.batch_alter_table("staff_member") as members:
        members.drop_column("login")
    with op.batch_alter_table("sign_in") as sign_ins:
        sign_ins.drop_column("device")


def _trips() -> None:
    words = ("digest", "kind", "state", "nonce", "verifier", "again")
    op.create_table(
        "sign_in_trip",
        *(sa.Column(name, sa.String(), nullable=False) for name in words),
        sa.Column("started_at", Moment(timezone=True), nullable=False),
        sa.CheckConstraint(KINDS, name=op.f("ck_sign_in_trip_kind")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_sign_in_trip")),
    )
    op.create_index(op.f("ix_sign_in_trip_started_at"), "sign_in_trip", ["started_at"])


def _proofs() -> None:
    of = sa.ForeignKey("sign_in.digest", name=op.f("fk_sign_in_proof_digest"))
    words = ("kind", "subject", "session", "level")
    op.create_table(
        "sign_in_proof",
        sa.Column("digest", sa.String(), of, nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in words),
        sa.Column("proven_at", Moment(timezone=True), nullable=False),
        sa.CheckConstraint(KINDS, name=op.f("ck_sign_in_proof_kind")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_sign_in_proof")),
    )
    for name in ("session", "subject"):
        op.create_index(op.f(f"ix_sign_in_proof_{name}"), "sign_in_proof", [name])
