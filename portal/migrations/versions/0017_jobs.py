"""The queue of due work: the tables of its library, on PostgreSQL, in a schema of their own."""

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

SCHEMA = "queue"


def upgrade() -> None:
    """SQLite has no workers to share work with: there the night runs in one process."""
    if op.get_bind().dialect.name == "sqlite":
        return
    op.execute(f"create schema {SCHEMA}")
    op.execute(f"set local search_path to {SCHEMA}")
    connection = op.get_bind().connection.driver_connection
    assert connection is not None
    connection.execute(SchemaManager.get_schema())
    op.execute("set local search_path to public")


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute(f"drop schema {SCHEMA} cascade")
