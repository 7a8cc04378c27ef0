"""What was written stays: tables whose rows the database refuses to change or delete."""

from alembic import op


def append_only(table: str) -> None:
    """Refuse to change, delete or truncate rows of a table."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            refuse_on_sqlite(table, act)
        return
    op.execute(
        f"create trigger {table}_append_only before update or delete on {table}"
        " for each row execute function refuse_change()"
    )
    op.execute(
        f"create trigger {table}_no_truncate before truncate on {table}"
        " for each statement execute function refuse_change()"
    )


def refuse_on_sqlite(table: str, act: str) -> None:
    """Refuse one act, `update` or `delete`, on the rows of a table."""
    op.execute(
        f"create trigger {table}_no_{act} before {act} on {table}"
        f" begin select raise(abort, '{table} is append-only'); end"
    )
