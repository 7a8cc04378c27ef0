"""All that a database holds, without what chance decides: ids, public references, who was first.

Two databases that went the same way have the same picture, row for row.
"""

import json
import re
from functools import cached_property
from hashlib import sha256
from typing import Any

from sqlalchemy import Column, Connection, Row, Table, select
from sqlmodel import SQLModel

from portal.db import Database

_BY_CHANCE = {"id", "ref", "identity_digest", "file_digest"}
"""Columns whose value chance decides."""
_ONLY_COUNTED = {"pace"}
"""Tables of how often somebody did something: a process that dies loses what it had taken ahead."""
_POINTS_ANYWHERE = {("work_item", "subject")}
"""Ids of rows of many tables, with no foreign key that says which."""
_CALL = re.compile(r"(call:[a-z_]+):\d+")
"""A call's key, which ends in the id of what it is about: a row that the same night made."""


def _is_told(column: Column[Any]) -> bool:
    """Whether what stands there is the same in every run."""
    named = (column.table.name, column.name)
    return column.name not in _BY_CHANCE and named not in _POINTS_ANYWHERE


class Picture:
    """Every row of every table, told by what it says and what it points to."""

    def __init__(self, connection: Connection) -> None:
        self.rows: dict[Table, list[Row[Any]]] = {
            table: list(connection.execute(select(table)))
            for table in SQLModel.metadata.sorted_tables
            if table.name not in _ONLY_COUNTED
        }
        self.told: dict[tuple[str, int], str] = {}

    @cached_property
    def _refs(self) -> dict[str, str]:
        """What each public reference stands for, as texts and records name it."""
        return {
            row.ref: f"<{table.name} {self._name(table, row)}>"
            for table, rows in self.rows.items()
            if "ref" in table.c
            for row in rows
        }

    @cached_property
    def _by_id(self) -> dict[tuple[str, int], Row[Any]]:
        return {
            (table.name, row.id): row
            for table, rows in self.rows.items()
            if "id" in table.c
            for row in rows
        }

    def tables(self) -> dict[str, list[str]]:
        """Return each table's rows, in an order of their own."""
        return {
            table.name: sorted(self._whole(table, row) for row in rows)
            for table, rows in self.rows.items()
        }

    def _name(self, table: Table, row: Row[Any]) -> str:
        """Name a row by what it says, without references to others that could go round."""
        said = {
            column.name: str(row._mapping[column.name])
            for column in table.c
            if _is_told(column)
            and not column.foreign_keys
            and not self._holds_references(row._mapping[column.name])
        }
        pointed = [
            self._target(column.name, row, table) for column in table.c if column.foreign_keys
        ]
        return sha256(json.dumps([said, pointed], sort_keys=True).encode()).hexdigest()[:16]

    def _target(self, name: str, row: Row[Any], table: Table) -> str:
        found = row._mapping[name]
        if found is None:
            return ""
        [key] = table.c[name].foreign_keys
        target = key.column.table
        if key.column.name != "id":
            return str(found)
        if (target.name, found) not in self.told:
            self.told[target.name, found] = self._name(target, self._by_id[target.name, found])
        return self.told[target.name, found]

    def _whole(self, table: Table, row: Row[Any]) -> str:
        told = {}
        for column in table.c:
            if column.foreign_keys:
                told[column.name] = self._target(column.name, row, table)
            elif _is_told(column):
                told[column.name] = self._without_references(row._mapping[column.name])
        return json.dumps(told, sort_keys=True)

    @staticmethod
    def _holds_references(value: object) -> bool:
        """A text or record can hold a public reference; its other columns name the row."""
        return isinstance(value, dict | list) or (isinstance(value, str) and ":" in value)

    def _without_references(self, value: object) -> str:
        said = _CALL.sub(r"\1", json.dumps(value, sort_keys=True, default=str))
        for ref, stands_for in self._refs.items():
            if ref in said:
                said = said.replace(ref, stands_for)
        return said


def picture(database: Database) -> dict[str, list[str]]:
    """Return all that a database holds, without what chance decides."""
    with database.engine.connect() as connection:
        return Picture(connection).tables()
