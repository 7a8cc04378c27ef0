"""Changing a check of a table that others point to, on both engines."""

from alembic import op


def change_check(table: str, name: str, before: str, after: str) -> None:
    """Put a new condition in the place of an old one that all rows keep.

    SQLite changes no check of a table that others point to, but in the text of its schema. That is
    its documented way for a check that old rows keep.
    """
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(name, table)
        op.create_check_constraint(op.f(name), table, after)
        return
    connection = op.get_bind()
    version = connection.exec_driver_sql("pragma schema_version").scalar_one()
    connection.exec_driver_sql("pragma writable_schema = on")
    connection.exec_driver_sql(
        "update sqlite_schema set sql = replace(sql, ?, ?) where type = 'table' and name = ?",
        (before, after, table),
    )
    connection.exec_driver_sql(f"pragma schema_version = {version + 1}")
    connection.exec_driver_sql("pragma writable_schema = off")
