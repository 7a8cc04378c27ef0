"""Finding the claim a payment is for, by the digits of its payment reference and nothing else."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlmodel import Session

from portal.ledger.tables import CLAIM, run
from portal.ports.bank import StatementLine
from portal.rows import in_parts

SHORTEST, LONGEST = 7, 34
"""Digits in a payment reference of any scheme."""
_GROUPS = re.compile(r"\d+(?:[\s.\-]{1,2}\d+)*")
"""Digits, also in groups as people write them and as banks break their lines."""

_BY_REFERENCE = select(CLAIM.c.id, CLAIM.c.stage, CLAIM.c.payment_reference).where(
    CLAIM.c.payment_reference.in_(bindparam("references", expanding=True))
)


def known_claims(session: Session, lines: Iterable[StatementLine]) -> dict[str, Row[Any]]:
    """Return every claim that the lines may be for, by its payment reference."""
    wanted = sorted({reference for line in lines for reference in candidates(line)})
    found: dict[str, Row[Any]] = {}
    for part in in_parts(wanted):
        rows = run(session, _BY_REFERENCE, {"references": part})
        found |= {row.payment_reference: row for row in rows}
    return found


def find(line: StatementLine, known: Mapping[str, Row[Any]]) -> Row[Any] | None:
    """Return the one claim a line is for; None when it names none, or several."""
    exact = known.get(_digits(line.reference))
    if exact is not None:
        return exact
    named = {reference for reference in candidates(line) if reference in known}
    return known[named.pop()] if len(named) == 1 else None


def candidates(line: StatementLine) -> set[str]:
    """Return all whole numbers in a line that can be a payment reference."""
    return numbers_in(line.reference, line.text)


def numbers_in(reference: str, text: str) -> set[str]:
    """Return all whole numbers in what a payer wrote that can be a payment reference."""
    found = {_digits(reference)}
    for told in (reference, text):
        for groups in _GROUPS.findall(told):
            found.update(_joined(re.findall(r"\d+", groups)))
    return {digits for digits in found if SHORTEST <= len(digits) <= LONGEST}


def _digits(text: str) -> str:
    return "".join(re.findall(r"\d", text))


def _joined(groups: Sequence[str]) -> Iterable[str]:
    """Every run of whole groups that follow each other, not longer than a reference can be."""
    for start in range(len(groups)):
        number = ""
        for group in groups[start:]:
            number += group
            if len(number) > LONGEST:
                break
            yield number
