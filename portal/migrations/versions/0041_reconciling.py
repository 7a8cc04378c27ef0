"""What staff say of a line of a month on which the collector and we differ."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.guards import append_only

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "month_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("seen", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('explained', 'taken_back')", name=op.f("ck_month_word_kind")),
        sa.CheckConstraint("(kind = 'explained') = (why <> '')", name=op.f("ck_month_word_why")),
        sa.CheckConstraint("words <> ''", name=op.f("ck_month_word_words")),
        sa.CheckConstraint("no > 0", name=op.f("ck_month_word_no")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_month_word")),
        sa.UniqueConstraint("key", name=op.f("uq_month_word_key")),
    )
    op.create_index("ix_month_word_month", "month_word", ["month"])
    append_only("month_word")


def downgrade() -> None:
    op.drop_table("month_word")
