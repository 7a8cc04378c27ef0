"""Requests that are equal: the same rules said the same of them, and no word asks to be weighed."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from portal.cases.assessing import Assessed, assess_case
from portal.cases.conversation import messages_of
from portal.cases.deciding import decisions_of, last_receipt
from portal.cases.models import Case, Receipt
from portal.cases.ruling import Ruling
from portal.cases.rulings.advising import Advised, advised, open_debt
from portal.cases.rulings.signatures import needs_signature
from portal.cases.sent_along import EVIDENCE
from portal.cases.work.keeping import ITEM
from portal.cases.work.models import BulkItem
from portal.errors import NotFound
from portal.ledger.tables import run
from portal.municipality import Municipality
from portal.people.actors import Actor, Permission
from portal.people.closed import is_closed
from portal.rules.reply import answer_from_stored

MOST_LOOKED_AT = 200
"""Requests looked at, the nearest day first: more are not decided in one go."""
WORDS = ("story",)
"""Answers in somebody's own words."""


@dataclass(frozen=True)
class Equal:
    """One request of which the rules say something definite, and nothing else is to be weighed."""

    case: Case
    name: str
    ruling: Ruling
    debt: int
    """What is left of its claims, in minor units."""
    amount: int
    """What is decided: a month, or let go; in minor units."""
    sameness: str


@dataclass(frozen=True)
class Group:
    """Requests that are equal to each other."""

    sameness: str
    ask: str
    kind: str
    """Of the people who asked: `person` or `business`."""
    reasons: tuple[str, ...]
    """Codes of the rules, the same of all."""
    rows: tuple[Equal, ...]


def groups(session: Session, town: Municipality, staff: Actor, on: date) -> list[Group]:
    """Return the groups of two and more, the largest first. Raises NotAllowed."""
    staff.must(Permission.CASE_DECIDE)
    found: dict[str, list[tuple[Equal, Receipt, str]]] = {}
    for case in _open(session, staff):
        if told := _equal(session, town, case, on):
            found.setdefault(told[0].sameness, []).append(told)
    made = [_group(rows) for rows in found.values() if len(rows) > 1]
    return sorted(made, key=lambda one: (-len(one.rows), one.sameness))


def group(session: Session, town: Municipality, staff: Actor, sameness: str, on: date) -> Group:
    """Return one group. Raises NotAllowed, and NotFound when it is no longer there."""
    for one in groups(session, town, staff, on):
        if one.sameness == sameness:
            return one
    raise NotFound


def still_equal(
    session: Session, town: Municipality, case: Case, sameness: str, on: date
) -> Equal | None:
    """Return a request as it is now, if it is still equal to those it was chosen with."""
    told = _equal(session, town, case, on)
    return told[0] if told and told[0].sameness == sameness else None


def _group(rows: list[tuple[Equal, Receipt, str]]) -> Group:
    first, receipt, kind = rows[0]
    codes = tuple(reason["code"] for reason in receipt.result["reasons"])
    equal = tuple(one for one, _, _ in rows)
    return Group(first.sameness, first.case.ask, kind, codes, equal)


def _open(session: Session, staff: Actor) -> Iterator[Case]:
    """The requests that wait for a decision, of nobody else, and are in no run that goes on."""
    waits = (
        select(ITEM.c.subject)
        .where(
            ITEM.c.source == "case",
            ITEM.c.kind.in_(("request", "review")),
            ITEM.c.state == "open",
            ITEM.c.taken_by.is_(None) | (ITEM.c.taken_by == staff.id),
            ITEM.c.subject.not_in(
                select(BulkItem.case_id).where(col(BulkItem.state).in_(("waits", "ready")))
            ),
        )
        .order_by(ITEM.c.day, ITEM.c.id)
        .limit(MOST_LOOKED_AT)
    )
    for subject in run(session, waits).scalars().all():
        case = session.get_one(Case, subject)
        if not is_closed(session, staff, case.person_id):
            yield case


def _equal(
    session: Session, town: Municipality, case: Case, on: date
) -> tuple[Equal, Receipt, str] | None:
    """Return what can be decided without weighing; None where somebody has to look."""
    try:
        receipt = last_receipt(session, case)
    except NotFound:
        return None
    assessed = assess_case(session, town, case, on)
    debt = open_debt(assessed)
    said = advised(receipt, debt)
    ruling = _ruling(assessed, said, debt)
    if ruling is None or said.amount is None or _has_words(session, case, assessed):
        return None
    if decisions_of(session, case) or needs_signature(town, assessed, ruling, on):
        return None
    kind = assessed.person.kind
    equal = Equal(
        case, assessed.person.name, ruling, debt, said.amount, _sameness(case, receipt, kind)
    )
    return equal, receipt, kind


def _ruling(assessed: Assessed, said: Advised, debt: int) -> Ruling | None:
    """The ruling that grants what was asked as the rules advise; None for anything less."""
    if said.kind != "grant" or not said.amount or not debt:
        return None
    if assessed.case.ask == "remission":
        return Ruling("granted", follows_advice=True)
    proposal = assessed.situation.proposal
    offered = proposal.monthly if proposal else None
    if proposal and proposal.months:
        offered = -(-debt // proposal.months)
    if offered is not None and min(offered, debt) < said.amount:
        return None
    return Ruling("granted", follows_advice=True, monthly=said.amount)


def _has_words(session: Session, case: Case, assessed: Assessed) -> bool:
    """Whether there is something to weigh, to read, or that others see otherwise."""
    along = select(EVIDENCE.c.id).where(EVIDENCE.c.about == f"case:{case.ref}").limit(1)
    return bool(
        assessed.situation.circumstances
        or assessed.contested
        or any(assessed.told.get(name) for name in WORDS)
        or messages_of(session, case)
        or run(session, along).first()
    )


def _sameness(case: Case, receipt: Receipt, kind: str) -> str:
    """A digest of what makes requests equal: ask, who asked, rules, and what the rules said."""
    kept = answer_from_stored(receipt.result)
    codes = sorted(reason["code"] for reason in receipt.result["reasons"])
    parts = (case.ask, kind, receipt.policy_id, receipt.policy_hash, kept.outcome, *codes)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def letters_leave(town: Municipality, on: date) -> timedelta:
    """How long the letters of requests decided together wait."""
    return timedelta(minutes=town.terms.number("bulk_letter_minutes", on))
