"""Identity numbers that a file needs, sealed."""

import sqlalchemy as sa
from alembic import op

from portal.db import Moment

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sealed_number",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("sealed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sealed_number_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_sealed_number")),
    )
    op.create_index(op.f("ix_sealed_number_key"), "sealed_number", ["key"])


def downgrade() -> None:
    op.drop_table("sealed_number")
