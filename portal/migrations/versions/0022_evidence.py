"""What people send along."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("stored", sa.String(), nullable=False),
        sa.Column("has_thumbnail", sa.Boolean(), nullable=False),
        sa.Column("scanner", sa.String(), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_missing", sa.Boolean(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_why", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(removed_at is null) = (removed_why = '')", name=op.f("ck_evidence_removed")
        ),
        sa.CheckConstraint(
            "substr(about, 1, 5) = 'case:' or substr(about, 1, 8) = 'mandate:'",
            name=op.f("ck_evidence_about"),
        ),
        sa.CheckConstraint("kind in ('jpeg', 'png', 'pdf')", name=op.f("ck_evidence_kind")),
        sa.CheckConstraint("pages > 0 and size > 0", name=op.f("ck_evidence_size")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_evidence_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("ref", name=op.f("uq_evidence_ref")),
        sa.UniqueConstraint("stored", name=op.f("uq_evidence_stored")),
    )
    op.create_index(op.f("ix_evidence_about"), "evidence", ["about"])
    op.create_index(op.f("ix_evidence_person_id"), "evidence", ["person_id"])
    there = sa.text("removed_at is null")
    op.create_index(
        "uq_evidence_there",
        "evidence",
        ["about", "digest"],
        unique=True,
        sqlite_where=there,
        postgresql_where=there,
    )


def downgrade() -> None:
    op.drop_table("evidence")
