"""An invariant: what must hold of the records of a table, as a statement that finds what breaks it.

Each part of the ledger keeps its own beside its tables; `portal.check` holds them all.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Table


@dataclass(frozen=True)
class Invariant:
    """A name, the records it is about, and a statement that gives the ids that break it."""

    name: str
    about: Table
    broken: Select[Any]
