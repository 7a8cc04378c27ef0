"""Facts from the municipality's own registers, by file: what is known is shown and not asked.

Only what a request here asks, and only of people who owe something. A newer fact takes the place
of an older one; what the resident says otherwise is looked at by a person (see `contested`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO

from sqlmodel import Session, col, select

from portal import sheets
from portal.cases.journey import MEANS, UNDER_21
from portal.cases.situation import TIMES_A_YEAR
from portal.errors import BadAmount
from portal.ledger import claims as ledger_claims
from portal.money import minor
from portal.municipality import Municipality
from portal.people import audit, identity
from portal.people.identity import DEBTOR_KINDS
from portal.people.models import KnownFact, Person
from portal.rows import in_parts
from portal.rules.facts import FORMS, PENSION_AGES
from portal.rules.reading import LARGEST, MOST_PEOPLE
from portal.sheets import Line, Mistake
from portal.sheets import read as read_sheet

COLUMNS = ("identity_scheme", "identity_number", "fact", "value", "source", "as_of")
OPTIONAL = ("period",)
SOURCES = {
    "population_register": "source-population-register",
    "own_benefits": "source-own-benefits",
    "income_register": "source-income-register",
}
"""Where a fact is from, as the file says it, and the message id of its name."""
PERIODS = ("month", "year", "four_weeks", "week")
_YES = {"yes": True, "no": False}


@dataclass(frozen=True)
class Told:
    """One fact as the file gives it."""

    line: int
    identity_scheme: str
    identity_number: str = field(repr=False)
    name: str
    value: Any
    """As an answer to the question of this name is kept."""
    source: str
    """Message id of the source's name."""
    as_of: date


@dataclass(frozen=True)
class Taken:
    """What became of the facts of a file."""

    new: int
    newer: int
    """In the place of what was known before."""
    unchanged: int
    older: int
    """Than what is known: not kept."""
    strangers: int
    """About people who owe nothing here: not kept."""


def facts_of(town: Municipality) -> tuple[str, ...]:
    """Return the facts a file may hold here: what requests of people ask and registers can know."""
    asked = {name for listed in town.journeys["person"].values() for name in listed}
    return tuple(name for name in MEANS if name in asked)


def read(file: BinaryIO, town: Municipality, today: date) -> tuple[list[Told], list[Mistake]]:
    """Read a file of facts; whatever is wrong with its content comes back as mistakes."""
    facts: list[Told] = []
    mistakes: list[Mistake] = []
    seen: dict[tuple[str, str, str], int] = {}
    for found in read_sheet(file, COLUMNS, OPTIONAL):
        if isinstance(found, Mistake):
            mistakes.append(found)
            continue
        told, wrong = _told(found, town, today)
        if told is not None:
            key = (told.identity_scheme, told.identity_number, told.name)
            if seen.setdefault(key, told.line) != told.line:
                wrong = [Mistake(told.line, "fact", f"stands on line {seen[key]} too")]
            else:
                facts.append(told)
        mistakes += wrong
    return facts, mistakes


def _told(line: Line, town: Municipality, today: date) -> tuple[Told | None, list[Mistake]]:
    cells = line.cells
    people = [scheme for scheme in town.identity_schemes if DEBTOR_KINDS[scheme] == "person"]
    wrong = [
        (name, f"must be one of: {', '.join(offered)}")
        for name, offered in (
            ("identity_scheme", people),
            ("fact", facts_of(town)),
            ("source", tuple(SOURCES)),
        )
        if cells[name] not in offered
    ]
    if cells["identity_scheme"] in people and not identity.is_valid(
        cells["identity_scheme"], cells["identity_number"]
    ):
        wrong.append(("identity_number", "is not a number of this scheme"))
    wrong += _period_mistakes(cells)
    try:
        value = _value(cells, town)
    except ValueError as bad:
        wrong.append(("value", str(bad)))
    as_of = sheets.day(cells["as_of"])
    if as_of is None:
        wrong.append(("as_of", "must be a date such as 2026-01-31"))
    elif as_of > today:
        wrong.append(("as_of", "is a day that has not been yet"))
    if wrong or as_of is None:
        return None, [Mistake(line.number, name, reason) for name, reason in wrong]
    source = SOURCES[cells["source"]]
    scheme, number = cells["identity_scheme"], cells["identity_number"]
    return Told(line.number, scheme, number, cells["fact"], value, source, as_of), []


def _period_mistakes(cells: Mapping[str, str]) -> list[tuple[str, str]]:
    period = cells.get("period", "")
    if period and cells["fact"] != "income":
        return [("period", "goes with income only")]
    if period and period not in PERIODS:
        return [("period", f"must be one of: {', '.join(PERIODS)}")]
    return []


def _value(cells: Mapping[str, str], town: Municipality) -> Any:  # noqa: ANN401
    """The value as an answer is kept. Raises ValueError with what it must be, never what it is."""
    read_one = _VALUES.get(cells["fact"])
    if read_one is None:
        return None
    value = read_one(cells["value"])
    if cells["fact"] == "income":
        return {"amount": value, "period": cells.get("period") or town.policy.income_period}
    return value


def _one_of(*offered: str) -> Callable[[str], str]:
    def read_one(written: str) -> str:
        if written not in offered:
            raise ValueError(f"must be one of: {', '.join(offered)}")
        return written

    return read_one


def _count(least: int) -> Callable[[str], int]:
    def read_one(written: str) -> int:
        number = int(written) if written.isascii() and written.isdigit() else -1
        if len(written) > len(str(MOST_PEOPLE)) or not least <= number <= MOST_PEOPLE:
            raise ValueError(f"must be a whole number from {least} to {MOST_PEOPLE}")
        return number

    return read_one


def _amount(written: str) -> int:
    try:
        amount = minor(written)
    except BadAmount:
        amount = -1
    if not 0 <= amount <= LARGEST:
        raise ValueError("must be an amount with two decimals, such as 1234.50")
    return amount


def _yes(written: str) -> bool:
    return _YES[_one_of(*_YES)(written)]


_VALUES: Mapping[str, Callable[[str], Any]] = {
    "household": _one_of(*FORMS),
    "pension_age": _one_of(*PENSION_AGES, UNDER_21),
    "children": _count(0),
    "benefit": _yes,
    "sharers": _count(1),
    "income": _amount,
    "assets": _amount,
}
assert set(_VALUES) == set(MEANS)
assert set(PERIODS) <= set(TIMES_A_YEAR)


def take(
    session: Session,
    facts: Sequence[Told],
    *,
    identity_key: str,
    now: datetime,
    on: date,
    actor: str,
) -> Taken:
    """Keep the facts about people who owe something here; what is as new or newer counts."""
    digests = [
        identity.digest(fact.identity_number, fact.identity_scheme, identity_key) for fact in facts
    ]
    people = {
        number: person
        for number, person in identity.find_all(session, set(digests)).items()
        if owes(session, person, on)
    }
    known = _known(session, [person.id for person in people.values() if person.id is not None])
    counts = dict.fromkeys(Taken.__dataclass_fields__, 0)
    for fact, number in zip(facts, digests, strict=True):
        person = people.get(number)
        if person is None:
            counts["strangers"] += 1
            continue
        assert person.id is not None
        became = _keep(session, fact, person.id, known)
        counts[became] += 1
        if became in ("new", "newer"):
            audit.record(session, now, actor, "fact:take", f"person:{person.ref}", fact.name)
    return Taken(**counts)


def owes(session: Session, person: Person, on: date) -> bool:
    """Whether a person has anything left to pay here."""
    assert person.id is not None
    return ledger_claims.overview(session, person.id, on).total > 0


def _known(session: Session, people: Sequence[int]) -> dict[tuple[int, str], KnownFact]:
    """What is known of these people, by person and name."""
    found: dict[tuple[int, str], KnownFact] = {}
    for part in in_parts(people):
        query = select(KnownFact).where(col(KnownFact.person_id).in_(part))
        found |= {(fact.person_id, fact.name): fact for fact in session.exec(query)}
    return found


def _keep(
    session: Session, told: Told, person_id: int, known: Mapping[tuple[int, str], KnownFact]
) -> str:
    """Keep one fact; return which of the counts of `Taken` it is."""
    fact = known.get((person_id, told.name))
    said = {"value": told.value, "source": told.source, "as_of": told.as_of}
    if fact is None:
        session.add(KnownFact(person_id=person_id, name=told.name, **said))
        return "new"
    if told.as_of < fact.as_of:
        return "older"
    if all(getattr(fact, name) == value for name, value in said.items()):
        return "unchanged"
    for name, value in said.items():
        setattr(fact, name, value)
    session.add(fact)
    return "newer"
