"""Which of the collector's codes a municipality's data lack: without one a claim is not sent."""

from collections.abc import Mapping
from datetime import date

from portal.jobs.handover.fit import ROUTE
from portal.ledger.origin.kinds import needs_of
from portal.municipality import Municipality


def missing(town: Municipality, on: date) -> Mapping[str, tuple[str, ...]]:
    """Return by kind what has no code: the `claim` itself, its `fee`, its `interest`."""
    if town.collector is None:
        return {}
    found = {kind: tuple(_missing(town, kind, on)) for kind in town.kinds}
    return {kind: parts for kind, parts in found.items() if parts}


def _missing(town: Municipality, name: str, on: date) -> list[str]:
    kind = town.claim_kind(name, on)
    if kind.enforcement != ROUTE or town.collector is None:
        return []
    known = town.collector.part_types.get(name, {})
    can_be = {"fee": bool(kind.reminder_fee_cap), "interest": kind.interest}
    whole = [] if needs_of(town, name, on).type_code else ["claim"]
    return [*whole, *(part for part, is_so in can_be.items() if is_so and part not in known)]
