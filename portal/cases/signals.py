"""Signals from outside, by file: each is a hint that a person or the resident confirms.

A signal changes nothing by itself. It asks the resident, and it asks staff; a yes starts a look.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO

from sqlmodel import Session

from portal import sheets
from portal.cases.known import owes
from portal.cases.review_models import Signal
from portal.cases.reviewing import Cause, look
from portal.ledger import claims as ledger_claims
from portal.ledger import proposals
from portal.ledger.tables import insert_once
from portal.municipality import Municipality
from portal.people import audit, identity, outbox
from portal.people.models import Person
from portal.sheets import Line, Mistake
from portal.sheets import read as read_sheet

COLUMNS = ("key", "kind", "identity_scheme", "identity_number", "on", "source")
MEANS = ("income_changed", "benefit_ended", "household_changed")
ARREARS = ("rent_arrears", "energy_arrears", "water_arrears", "health_insurance_arrears")
OTHER = ("debt_help", "moved", "died")
KINDS = (*MEANS, *ARREARS, *OTHER)
SOURCES = ("benefits_exchange", "early_warning", "population_register", "debt_help")
_LONGEST_KEY = 80
_TOLD = (*MEANS, *ARREARS)
"""Kinds about which the resident is asked as well."""


@dataclass(frozen=True)
class Hint:
    """One signal as the file gives it."""

    line: int
    key: str
    kind: str
    identity_scheme: str
    identity_number: str = field(repr=False)
    on: date
    source: str


@dataclass(frozen=True)
class Taken:
    """What became of the signals of a file."""

    new: int
    unchanged: int
    strangers: int
    """About people who owe nothing here: not kept."""


def read(file: BinaryIO, town: Municipality, today: date) -> tuple[list[Hint], list[Mistake]]:
    """Read a file of signals; whatever is wrong with its content comes back as mistakes."""
    hints: list[Hint] = []
    mistakes: list[Mistake] = []
    seen: dict[str, int] = {}
    for found in read_sheet(file, COLUMNS):
        wrong = [found] if isinstance(found, Mistake) else _mistakes(found, town, today)
        if isinstance(found, Line) and not wrong:
            hint = _hint(found)
            if seen.setdefault(hint.key, hint.line) != hint.line:
                wrong = [Mistake(hint.line, "key", f"stands on line {seen[hint.key]} too")]
            else:
                hints.append(hint)
        mistakes += wrong
    return hints, mistakes


def _mistakes(line: Line, town: Municipality, today: date) -> list[Mistake]:
    cells = line.cells
    found = []
    for name, offered in (
        ("kind", KINDS),
        ("source", SOURCES),
        ("identity_scheme", town.identity_schemes),
    ):
        if cells[name] not in offered:
            found.append((name, f"must be one of: {', '.join(offered)}"))
    if not 0 < len(cells["key"]) <= _LONGEST_KEY:
        found.append(("key", f"must be there, in at most {_LONGEST_KEY} characters"))
    day = sheets.day(cells["on"])
    if day is None:
        found.append(("on", "must be a date such as 2026-01-31"))
    elif day > today:
        found.append(("on", "is a day that has not been yet"))
    scheme, number = cells["identity_scheme"], cells["identity_number"]
    if scheme in town.identity_schemes and not identity.is_valid(scheme, number):
        found.append(("identity_number", "is not a number of this scheme"))
    if number and number in cells["key"]:
        found.append(("key", "holds the identity number"))
    return [Mistake(line.number, name, reason) for name, reason in found]


def _hint(line: Line) -> Hint:
    cells = line.cells
    return Hint(
        line=line.number,
        key=cells["key"],
        kind=cells["kind"],
        identity_scheme=cells["identity_scheme"],
        identity_number=cells["identity_number"],
        on=date.fromisoformat(cells["on"]),
        source=cells["source"],
    )


def take(
    session: Session,
    hints: Sequence[Hint],
    *,
    identity_key: str,
    now: datetime,
    on: date,
    actor: str,
) -> Taken:
    """Keep the signals about people who owe something here, and ask about each, once."""
    digests = {
        hint.key: identity.digest(hint.identity_number, hint.identity_scheme, identity_key)
        for hint in hints
    }
    people = identity.find_all(session, digests.values())
    new = unchanged = strangers = 0
    for hint in hints:
        person = people.get(digests[hint.key])
        if person is None or not owes(session, person, on):
            strangers += 1
        elif _keep(session, hint, person, now, on):
            new += 1
            audit.record(session, now, actor, "signal:take", f"person:{person.ref}", hint.kind)
        else:
            unchanged += 1
    return Taken(new, unchanged, strangers)


def _keep(session: Session, hint: Hint, person: Person, now: datetime, on: date) -> bool:
    assert person.id is not None
    values = {
        "key": hint.key,
        "person_id": person.id,
        "kind": hint.kind,
        "happened_on": hint.on,
        "source": hint.source,
        "taken_at": now,
    }
    if insert_once(session, SIGNAL, values, "key") is None:
        return False
    proposals.propose(
        session,
        proposals.New(
            key=f"signal:{hint.key}",
            kind="signal",
            reason=hint.kind,
            made_on=on,
            person_id=person.id,
            detail={"on": hint.on.isoformat(), "key": hint.key, "source": hint.source},
        ),
    )
    if hint.kind in _TOLD:
        outbox.tell(
            session,
            key=f"signal:{hint.key}",
            person_id=person.id,
            kind="signal-arrears" if hint.kind in ARREARS else "signal-means",
            made_on=on,
            now=now,
            content={"on": hint.on.isoformat()},
        )
    return True


SIGNAL = Signal.metadata.tables["signal"]


def confirmed(
    session: Session, town: Municipality, person_id: int, key: str, *, now: datetime, on: date
) -> list[str]:
    """Look at all that a person pays because a signal is right; return the outcomes."""
    views = ledger_claims.views(session, person_id, on)
    running = {view.plan.id for view in views if view.plan is not None}
    outcomes = []
    for plan_id in sorted(running):
        claims = [view for view in views if view.plan is not None and view.plan.id == plan_id]
        cause = Cause(f"signal:{key}:{plan_id}", "signal")
        outcomes.append(look(session, town, person_id, claims, cause, now=now, on=on))
    return outcomes
