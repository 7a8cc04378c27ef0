"""The council's arrears as the last night counted them."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "arrears_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("age", sa.String(), nullable=False),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.Column("here", sa.BigInteger(), nullable=False),
        sa.Column("collector", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "claims >= 0 and here >= 0 and collector >= 0", name=op.f("ck_arrears_day_amounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrears_day")),
        sa.UniqueConstraint("on", "kind", "age", name=op.f("uq_arrears_day_on_kind_age")),
    )


def downgrade() -> None:
    op.drop_table("arrears_day")
