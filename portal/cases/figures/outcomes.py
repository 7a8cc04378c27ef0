"""Figures for everyone: those to share with others, counted by the first night of a month.

Counted once a month and with rounded amounts, so that two of them laid side by side tell little of
the one claim that came between.
"""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import delete, func, insert, select
from sqlmodel import Session, SQLModel

from portal.cases.figures import models  # noqa: F401  (puts the table in the metadata)
from portal.cases.figures.counted import Told
from portal.cases.figures.sharing import tables
from portal.ledger.tables import run
from portal.municipality import Municipality

PUBLIC = SQLModel.metadata.tables["public_figure"]


@dataclass(frozen=True)
class Published:
    """One table as everyone may see it."""

    name: str
    told: tuple[Told, ...]

    def cells(self) -> tuple[Told, ...]:
        """Each cell with its count and its sum; None for what is withheld."""
        return self.told


@dataclass(frozen=True)
class Outcomes:
    """The tables, and the day they were counted on."""

    on: date
    tables: tuple[Published, ...]


def is_public(town: Municipality, on: date) -> bool:
    """Whether the municipality shows its figures to everyone: yes, unless its terms say no."""
    return "outcomes_public" not in town.terms.series or bool(
        town.terms.number("outcomes_public", on)
    )


def keep(session: Session, town: Municipality, on: date) -> int:
    """Count anew where a month has begun since; return how many cells were counted.

    Where the municipality does not publish, what was kept goes.
    """
    if not is_public(town, on):
        run(session, delete(PUBLIC))
        return 0
    kept = run(session, select(func.max(PUBLIC.c.on))).scalar()
    if kept is not None and kept >= on.replace(day=1):
        return 0
    found = _counted(session, town, on)
    run(session, delete(PUBLIC))
    run(session, insert(PUBLIC).values(found))
    return len(found)


def _counted(session: Session, town: Municipality, on: date) -> list[dict[str, object]]:
    is_rounded = "outcomes_round" in town.terms.series
    step = town.terms.number("outcomes_round", on) if is_rounded else 1
    names = ("row", "column", "many", "amount")
    return [
        {"on": on, "name": table.name}
        | dict(zip(names, (row, column, count, _rounded(amount, step)), strict=True))
        for table in tables(session, town, on)
        for row, column, count, amount in table.cells()
    ]


def _rounded(amount: int | None, step: int) -> int | None:
    """An amount to the nearest whole step, a half upwards."""
    return None if amount is None else (2 * amount + step) // (2 * step) * step


def published(session: Session) -> Outcomes | None:
    """Return what the night counted, in one statement; None before the first one."""
    found = run(session, select(PUBLIC).order_by(PUBLIC.c.id)).all()
    if not found:
        return None
    return Outcomes(
        found[0].on,
        tuple(
            Published(name, tuple((one.row, one.column, one.many, one.amount) for one in cells))
            for name, cells in groupby(found, key=lambda one: one.name)
        ),
    )
