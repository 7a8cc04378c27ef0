"""The columns of a claims file and what a cell of each may hold.

Reasons name what is wanted and never repeat what stood there: it may be an identity number.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal import money
from portal.errors import BadAmount
from portal.ledger.models import BASES
from portal.municipality import Municipality

STAGES = ("open", "reminded", "transferred")
CAUSES = ("none", "information_breach", "intent")
_MOST_MONTHS = 600
_EARLIEST, _LATEST = date(1950, 1, 1), date(2150, 1, 1)
_UNPRINTABLE = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
"""Unicode classes that no name or address needs: controls, direction marks, stray bytes."""


class WrongCellError(Exception):
    """A cell that cannot be taken; its text is the reason."""


_Parse = Callable[[str, Municipality], Any]


def _text(most: int) -> _Parse:
    def parse(cell: str, _: Municipality) -> str:
        if len(cell) > most:
            raise WrongCellError(f"at most {most} characters")
        if cell[:1] in ("=", "+", "-", "@"):
            raise WrongCellError(
                "may not begin with = + - or @, which a spreadsheet runs as a formula"
            )
        return cell

    return parse


def _pattern(pattern: str, wanted: str) -> _Parse:
    def parse(cell: str, _: Municipality) -> str:
        if not re.fullmatch(pattern, cell):
            raise WrongCellError(wanted)
        return cell

    return parse


def _one_of(options: Callable[[Municipality], Collection[str]]) -> _Parse:
    def parse(cell: str, town: Municipality) -> str:
        allowed = options(town)
        if cell not in allowed:
            raise WrongCellError("must be one of " + ", ".join(sorted(allowed)))
        return cell

    return parse


def _scheme(cell: str, town: Municipality) -> str | None:
    if cell and not town.schemes:
        raise WrongCellError("must be empty: the claims of this municipality name no scheme")
    if cell and cell not in town.schemes:
        raise WrongCellError("must be empty or one of " + ", ".join(sorted(town.schemes)))
    return cell or None


def _day(cell: str, _: Municipality) -> date:
    try:
        day = date.fromisoformat(cell) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell) else None
    except ValueError:
        day = None
    if day is None or not _EARLIEST <= day < _LATEST:
        raise WrongCellError("must be a date like 2026-11-21")
    return day


def _optional_day(cell: str, town: Municipality) -> date | None:
    return _day(cell, town) if cell else None


def _amount(cell: str, _: Municipality) -> int:
    try:
        amount = money.minor(cell)
    except BadAmount:
        raise WrongCellError('must be an amount like "1234.50"') from None
    if amount > money.MOST:
        raise WrongCellError("is larger than any claim can be")
    return amount


def _optional_amount(cell: str, town: Municipality) -> int | None:
    return _amount(cell, town) if cell else None


def _months(cell: str, _: Municipality) -> int:
    if not re.fullmatch(r"[0-9]{1,3}", cell) or int(cell) > _MOST_MONTHS:
        raise WrongCellError(f"must be a whole number of months, 0 to {_MOST_MONTHS}")
    return int(cell)


@dataclass(frozen=True)
class Column:
    """A column of the file."""

    parse: _Parse
    default: str | None = None
    """What an empty cell or an absent column means; None: it must be filled."""


COLUMNS: Mapping[str, Column] = {
    "number": Column(
        _pattern(
            r"[A-Za-z0-9][A-Za-z0-9./_-]{0,39}",
            "must be 1 to 40 letters, digits, points, slashes or hyphens",
        )
    ),
    "identity_scheme": Column(_one_of(lambda town: town.identity_schemes)),
    "identity_number": Column(_text(20)),
    "debtor_kind": Column(_one_of(lambda _: ("person", "business"))),
    "debtor_name": Column(_text(120)),
    "language": Column(_one_of(lambda town: town.languages)),
    "address": Column(_text(200), default=""),
    "born_on": Column(_optional_day, default=""),
    "share": Column(_optional_amount, default=""),
    "kind": Column(_one_of(lambda town: town.claim_kinds.keys())),
    "description": Column(_text(300)),
    "unit": Column(_text(80)),
    "unit_phone": Column(
        _pattern(r"\+?[0-9][0-9 ()-]{5,24}", "must be a telephone number, such as 0412-000 000")
    ),
    "arose_on": Column(_day),
    "due_on": Column(_day),
    "amount": Column(_amount),
    "paid": Column(_amount, default="0.00"),
    "stage": Column(_one_of(lambda _: STAGES), default="open"),
    "stage_on": Column(_optional_day, default=""),
    "cause": Column(_one_of(lambda _: CAUSES), default="none"),
    "months_paid": Column(_months, default="0"),
    "time_bar_on": Column(_optional_day, default=""),
    "scheme": Column(_scheme, default=""),
    "period_from": Column(_optional_day, default=""),
    "period_to": Column(_optional_day, default=""),
    "basis": Column(_one_of(lambda _: BASES), default="ordinary"),
    "basis_on": Column(_optional_day, default=""),
    "branch": Column(_pattern(r"(|[0-9]{10}|[0-9]{12})", "must be 10 or 12 digits"), default=""),
    "branch_name": Column(_text(80), default=""),
}
"""The columns in the order the documentation lists them."""


def value(cell: str, column: Column, town: Municipality) -> object:
    """Return what a cell says. Raises WrongCellError with the reason why it cannot be taken."""
    cell = unicodedata.normalize("NFC", cell.strip())
    if any(unicodedata.category(sign) in _UNPRINTABLE for sign in cell):
        raise WrongCellError("holds a character that cannot be printed")
    if not cell and column.default is None:
        raise WrongCellError("must be filled in")
    return column.parse(cell or column.default or "", town)
