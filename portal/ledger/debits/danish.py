"""Betalingsservice: the three numbers a person gives to their own bank."""

from dataclasses import dataclass
from hashlib import sha256

from portal.ledger.debits.settings import betalingsservice_of
from portal.municipality import Municipality

_DIGITS = 15
"""Length of a customer number; leading zeros count."""


@dataclass(frozen=True)
class Numbers:
    """What a person needs to sign up at their bank."""

    pbs: str
    group: str
    customer: str


def numbers_of(town: Municipality, kind: str, person_ref: str) -> Numbers | None:
    """Return the numbers for one kind of claim of a person; None where it cannot be paid so.

    The same person and kind always give the same number, and it tells nothing of either.
    """
    service = betalingsservice_of(town)
    if service is None or kind not in service.groups:
        return None
    drawn = int(sha256(f"{person_ref}/{kind}".encode()).hexdigest(), 16)
    customer = f"{drawn % 10 ** (_DIGITS - 1):0{_DIGITS}d}"
    return Numbers(service.pbs, service.groups[kind], customer)
