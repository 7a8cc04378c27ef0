"""What `portal retention` says: each rule and why, what a night would delete, what went so far."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from portal.adopting.current import town_of
from portal.cases.retention.models import RetentionDone
from portal.cases.retention.rules import RULES, Rule, count
from portal.commands.days import day_asked
from portal.commands.place import Place
from portal.municipality import Municipality


def tell(place: Place, on: date | None, now: datetime, *, is_dry: bool) -> Iterator[str]:
    """Say each rule of the day, with what it is over for (`is_dry`), or what it deleted so far."""
    town = town_of(place.database, place.municipality)
    day = day_asked(town, on, now)
    with place.database.reading() as session:
        for rule in RULES:
            came = _due(session, rule, town, day) if is_dry else _done(session, rule)
            yield f"{_rule(rule, town, day)}: {came}"
            yield f"  {town.terms.dated(rule.term, day).source}"


def _rule(rule: Rule, town: Municipality, on: date) -> str:
    length, unit = town.terms.number(rule.term, on), rule.term.rpartition("_")[2]
    return f"{rule.kind}: kept {length} {unit} ({town.terms.dated(rule.term, on).mark})"


def _due(session: Session, rule: Rule, town: Municipality, on: date) -> str:
    return f"{count(session, rule, town, on)} would go"


def _done(session: Session, rule: Rule) -> str:
    wanted = select(func.sum(RetentionDone.count), func.max(RetentionDone.on))
    total, last = session.exec(wanted.where(col(RetentionDone.kind) == rule.kind)).one()
    return f"{total} went, the last on {last.isoformat()}" if total else "none went yet"
