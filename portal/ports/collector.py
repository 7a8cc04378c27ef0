"""What the state collector tells of claims that were handed over."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Receipt:
    """What the collector answers to one claim that was handed over."""

    line: int
    """Where it stood in the file."""
    id: str
    """The collector's own number of the answer."""
    reference: str
    answer: str
    """`UDFØRT`, `AFVIST` or `HØRING`."""
    at: datetime
    code: str = ""
    text: str = ""


@dataclass(frozen=True)
class CollectorClaim:
    """One claim in the collector's month. Amounts are minor units, never negative."""

    reference: str
    received: int
    recalled: int
    written_down: int
    written_up: int
    base: int
    balance: int


@dataclass(frozen=True)
class CollectorStatement:
    """What the collector says of one month."""

    month: date
    """Its first day."""
    as_of: date
    fingerprint: str
    """Digest of the file."""
    lines: tuple[CollectorClaim, ...]
