"""What booking a payment needs to know of the municipality and the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Books:
    """How a municipality keeps its books."""

    order: Sequence[str]
    """The components of a claim in which money is set against it."""
    zone: ZoneInfo
    country: str
    wait_days: int
    """Bank days that money on its way is waited for."""
    on: date
    """Today."""
    now: datetime
