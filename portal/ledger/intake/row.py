"""One line of a claims file: a claim, or all that is wrong with it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.ledger.intake.cells import COLUMNS, WrongCellError, value
from portal.ledger.models import DATED_BASES
from portal.municipality import Municipality
from portal.people import identity
from portal.sheets import Mistake


@dataclass(frozen=True)
class ClaimRow:
    """One claim as the file gives it. Amounts are minor units."""

    line: int
    number: str
    identity_scheme: str
    identity_number: str = field(repr=False)
    debtor_kind: str
    debtor_name: str
    language: str
    address: str
    kind: str
    description: str
    unit: str
    unit_phone: str
    arose_on: date
    due_on: date
    amount: int
    paid: int
    stage: str
    stage_on: date | None
    cause: str
    months_paid: int
    time_bar_on: date | None
    scheme: str | None
    period_from: date | None = None
    period_to: date | None = None
    basis: str = "ordinary"
    basis_on: date | None = None
    born_on: date | None = None
    share: int | None = None
    """The most this debtor owes of it, where others owe it too; None: the whole."""
    branch: str = ""
    """The number of the branch of the business it is for; empty where the bill names none."""
    branch_name: str = ""
    others: tuple["ClaimRow", ...] = ()
    """The lines of others who owe it too."""

    @property
    def birthday(self) -> date | None:
        """The day of birth: of the line, else what the identity number says."""
        return self.born_on or identity.born_on(self.identity_scheme, self.identity_number)


def parse(line: int, cells: Mapping[str, str], town: Municipality) -> ClaimRow | list[Mistake]:
    """Return the line as a claim, or every mistake in it, in the order of the columns."""
    values: dict[str, Any] = {}
    mistakes: list[Mistake] = []
    for name, column in COLUMNS.items():
        try:
            values[name] = value(cells.get(name, ""), column, town)
        except WrongCellError as wrong:
            mistakes.append(Mistake(line, name, str(wrong)))
    mistakes += [Mistake(line, name, reason) for name, reason in _disagreements(values)]
    return mistakes or ClaimRow(line=line, **values)


def _disagreements(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Name the fields that are well formed but do not agree; a field that is absent is let be."""
    return [
        (name, reason)
        for name, reason, needs, is_wrong in _AGREEMENTS
        if row.keys() >= set(needs) and is_wrong(*(row[need] for need in needs))
    ]


def _holds(text: str, number: str) -> bool:
    digits = re.sub(r"\D", "", number)
    return bool(digits) and digits in re.sub(r"[ .-]", "", text)


_Check = Callable[..., bool]
_AGREEMENTS: tuple[tuple[str, str, tuple[str, ...], _Check], ...] = (
    (
        "identity_number",
        "is not a number of this scheme",
        ("identity_scheme", "identity_number"),
        lambda scheme, number: not identity.is_valid(scheme, number),
    ),
    (
        "debtor_kind",
        "does not fit the scheme of the identity number",
        ("identity_scheme", "debtor_kind"),
        lambda scheme, kind: identity.DEBTOR_KINDS[scheme] != kind,
    ),
    *(
        (
            name,
            "holds the identity number",
            (name, "identity_number"),
            _holds,
        )
        for name in ("number", "debtor_name", "address", "description", "unit", "branch_name")
    ),
    (
        "branch",
        "must have the digits of a branch of this scheme: ten after cvr, twelve after kvk",
        ("identity_scheme", "branch"),
        lambda scheme, branch: bool(branch) and len(branch) != identity.BRANCH_DIGITS.get(scheme),
    ),
    (
        "branch_name",
        "must be empty without a branch",
        ("branch", "branch_name"),
        lambda branch, name: bool(name) and not branch,
    ),
    (
        "due_on",
        "must be on or after arose_on",
        ("arose_on", "due_on"),
        lambda arose_on, due_on: due_on < arose_on,
    ),
    ("amount", "must be more than zero", ("amount",), lambda amount: amount <= 0),
    (
        "share",
        "must be more than zero, and not more than amount",
        ("amount", "share"),
        lambda amount, share: share is not None and not 0 < share <= amount,
    ),
    (
        "born_on",
        "must be empty for a business",
        ("debtor_kind", "born_on"),
        lambda kind, born_on: kind == "business" and born_on is not None,
    ),
    (
        "paid",
        "must not be more than amount",
        ("amount", "paid"),
        lambda amount, paid: paid > amount,
    ),
    (
        "stage_on",
        "must be filled in for this stage",
        ("stage", "stage_on"),
        lambda stage, stage_on: stage != "open" and stage_on is None,
    ),
    (
        "stage_on",
        "must be empty for an open claim",
        ("stage", "stage_on"),
        lambda stage, stage_on: stage == "open" and stage_on is not None,
    ),
    (
        "stage_on",
        "must be after due_on",
        ("due_on", "stage_on"),
        lambda due_on, stage_on: stage_on is not None and stage_on <= due_on,
    ),
    (
        "time_bar_on",
        "must be after due_on",
        ("due_on", "time_bar_on"),
        lambda due_on, time_bar_on: time_bar_on is not None and time_bar_on <= due_on,
    ),
    (
        "period_to",
        "must be filled in together with period_from",
        ("period_from", "period_to"),
        lambda first, last: (first is None) != (last is None),
    ),
    (
        "period_to",
        "must be on or after period_from",
        ("period_from", "period_to"),
        lambda first, last: first is not None and last is not None and last < first,
    ),
    (
        "basis_on",
        "must be filled in for a judgment or settlement, and for nothing else",
        ("basis", "basis_on"),
        lambda basis, on: (basis in DATED_BASES) != (on is not None),
    ),
)
"""Field to name, reason, the fields it needs, and whether they disagree."""
