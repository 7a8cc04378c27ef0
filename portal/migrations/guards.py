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


def append_only_until_erased(table: str, source: str) -> None:
    """Refuse to change rows of a table, and to delete one that no `trail_erasure` is about."""
    erased = f"select 1 from trail_erasure e where e.source = '{source}' and e.row_id = old.id"  # noqa: S608  (both are constants)
    if op.get_bind().dialect.name == "sqlite":
        refuse_on_sqlite(table, "update")
        op.execute(
            f"create trigger {table}_no_delete before delete on {table} when not exists ({erased})"
            f" begin select raise(abort, '{table} is append-only'); end"
        )
        return
    op.execute(
        f"create trigger {table}_append_only before update on {table}"
        " for each row execute function refuse_change()"
    )
    op.execute(
        f"create trigger {table}_no_delete before delete on {table}"
        f" for each row execute function refuse_unerased('{source}')"
    )
    op.execute(
        f"create trigger {table}_no_truncate before truncate on {table}"
        " for each statement execute function refuse_change()"
    )
