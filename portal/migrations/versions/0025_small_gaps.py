"""More for staff: the files that were taken in."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.guards import append_only

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

KINDS = "'bank', 'claims', 'settlements', 'returns', 'receipts', 'month', 'signals'"


def upgrade() -> None:
    op.create_table(
        "file_taken",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.CheckConstraint(f"kind in ({KINDS})", name=op.f("ck_file_taken_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_taken")),
        sa.UniqueConstraint("ref", name=op.f("uq_file_taken_ref")),
        sa.UniqueConstraint("kind", "digest", "turn", name=op.f("uq_file_taken_kind_digest_turn")),
    )
    append_only("file_taken")


def downgrade() -> None:
    op.drop_table("file_taken")
