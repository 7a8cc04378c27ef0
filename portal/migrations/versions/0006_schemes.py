"""A claim can name the act or scheme it rests on."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("claim", sa.Column("scheme", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("claim", "scheme")
