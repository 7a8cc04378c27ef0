"""Taking the claims of a file: new ones are booked, the same again changes nothing."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, and_, col, select

from portal.clock import day_in
from portal.errors import BadFile
from portal.ledger.firms import branches
from portal.ledger.intake import book, others
from portal.ledger.intake.row import ClaimRow
from portal.ledger.joint import minors
from portal.ledger.models import Claim
from portal.ledger.origin import corrections
from portal.municipality import Municipality
from portal.people import identity, vault
from portal.people.models import AuditEvent, Person
from portal.rows import in_parts
from portal.sheets import Mistake


@dataclass(frozen=True)
class Taken:
    """What became of the claims of a file."""

    new: int
    unchanged: int
    mistakes: tuple[Mistake, ...] = ()
    """Lines left out because a claim with this number is known with other content."""


@dataclass(frozen=True)
class _Known:
    """A claim that is here already, whose it is, and how it came in."""

    claim: Claim
    digest: str
    came: Mapping[str, str]
    before: Mapping[str, str]
    """What fields that were corrected here held when it came in, as a correction keeps it."""
    branch: str


def take(
    session: Session,
    rows: Sequence[ClaimRow],
    *,
    municipality: Municipality,
    identity_key: str,
    now: datetime,
    actor: str,
    skip_bad: bool = False,
) -> Taken:
    """Book the claims that are new, with their debtors; those known with the same content stay.

    A claim known with other content is a mistake that names the field. It raises BadFile before
    anything is written; with `skip_bad` such lines are left out and returned.
    """
    digests = {
        row.number: identity.digest(row.identity_number, row.identity_scheme, identity_key)
        for row in rows
    }
    known = _known(session, list(digests))
    mistakes = [
        mistake
        for row in rows
        if row.number in known
        for mistake in _differences(
            session, row, digests[row.number], known[row.number], identity_key
        )
    ]
    if mistakes and not skip_bad:
        raise BadFile([str(mistake) for mistake in mistakes])
    fresh = [row for row in rows if row.number not in known]
    people = book.add_debtors(session, fresh, identity_key)
    added = book.add_claims(session, fresh, digests, people, municipality)
    others.owe_too(session, added, people, identity_key)
    _keep_numbers(session, municipality, rows, identity_key, now)
    branches.put_down(session, added)
    on = day_in(municipality.country, now)
    book.book(session, added, now, actor, on=on)
    _look_at_minors(session, municipality, added, people, identity_key, on, now, actor)
    left_out = len({mistake.line for mistake in mistakes})
    return Taken(len(fresh), len(rows) - len(fresh) - left_out, tuple(mistakes))


def _keep_numbers(
    session: Session, town: Municipality, rows: Sequence[ClaimRow], key: str, now: datetime
) -> None:
    """Seal the numbers that the file to the collector will need; elsewhere none is kept."""
    if town.collector is None or not vault.is_open(session):
        return
    lines: dict[str, ClaimRow] = {
        others.digest(line, key): line for row in rows for line in (row, *row.others)
    }
    people = identity.find_all(session, lines)
    numbers = [(person, lines[digest].identity_number) for digest, person in people.items()]
    vault.keep(session, [pair for pair in numbers if pair[1]], now)


def _look_at_minors(
    session: Session,
    town: Municipality,
    added: Sequence[tuple[ClaimRow, Claim]],
    people: Mapping[str, Person],
    key: str,
    on: date,
    now: datetime,
    actor: str,
) -> None:
    """Hold what is claimed of a child, unless it was handed over already."""
    for row, claim in added:
        for line in (row, *row.others):
            if claim.stage != "transferred":
                person = people[others.digest(line, key)]
                minors.look(session, town, claim, person, by=actor, now=now, on=on)


def _known(session: Session, numbers: Sequence[str]) -> dict[str, _Known]:
    came_in = and_(
        col(AuditEvent.act) == book.ACT,
        col(AuditEvent.subject) == "claim:" + col(Claim.ref),
    )
    found: dict[str, _Known] = {}
    for part in in_parts(numbers):
        query = (
            select(Claim, Person.identity_digest, AuditEvent.detail)
            .join(Person)
            .outerjoin(AuditEvent, came_in)
            .where(col(Claim.number).in_(part))
        )
        rows = session.exec(query).all()
        before = corrections.as_they_came(session, [claim.id or 0 for claim, *_ in rows])
        at = branches.numbers_of(session, [claim.id or 0 for claim, *_ in rows])
        for claim, digest, detail in rows:
            came, id_ = json.loads(detail or "{}"), claim.id or 0
            known = _Known(claim, digest, came, before.get(id_, {}), at.get(id_, ""))
            found[claim.number] = known
    return found


def _differences(
    session: Session, row: ClaimRow, digest: str, known: _Known, key: str
) -> Iterator[Mistake]:
    """Name every field in which the line says something else than when the claim came in."""
    if not identity.is_under(known.digest, digest):
        yield _differs(row, "identity_number")
    for column, name in book.STAYING.items():
        says, was = getattr(row, column), known.before.get(name)
        if (
            (says != getattr(known.claim, name))
            if was is None
            else corrections.written(says) != was
        ):
            yield _differs(row, column)
    if row.branch != known.branch:
        yield _differs(row, "branch")
    for column, value in book.as_it_came(row).items():
        if known.came.get(column, value) != value:
            yield _differs(row, column)
    yield from others.missing(session, row, known.claim, key)


def _differs(row: ClaimRow, column: str) -> Mistake:
    return Mistake(row.line, column, "differs from the claim known under this number")
