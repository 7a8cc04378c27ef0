"""Claims that several people owe, in a file: one line for each of them, with the claim's number.

The bill is for the first of them; the other lines say the same of the claim.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace

from sqlmodel import Session, col, select

from portal.ledger.intake.row import ClaimRow
from portal.ledger.joint.liable import liability
from portal.ledger.models import Claim
from portal.ledger.records import Liability
from portal.people import identity
from portal.people.models import Person
from portal.sheets import Mistake

OF_DEBTOR = {
    "line",
    "identity_scheme",
    "identity_number",
    "debtor_kind",
    "debtor_name",
    "language",
    "address",
    "born_on",
    "share",
    "others",
    "branch",
    "branch_name",
}
"""What differs from line to line; all else is of the claim."""
_OF_CLAIM = tuple(field.name for field in fields(ClaimRow) if field.name not in OF_DEBTOR)


def together(rows: Sequence[ClaimRow]) -> tuple[tuple[ClaimRow, ...], list[Mistake]]:
    """Put the lines of one claim together. A claim of which one line is wrong is left out whole."""
    claims: dict[str, ClaimRow] = {}
    mistakes: list[Mistake] = []
    wrong: set[str] = set()
    for row in rows:
        first = claims.setdefault(row.number, row)
        if first is row:
            continue
        found = list(_mistakes(first, row))
        mistakes += found
        wrong.update(row.number for _ in found)
        claims[row.number] = replace(first, others=(*first.others, row))
    return tuple(row for row in claims.values() if row.number not in wrong), mistakes


def _mistakes(first: ClaimRow, row: ClaimRow) -> Iterator[Mistake]:
    for there in (first, *first.others):
        if (there.identity_scheme, _bare(there)) == (row.identity_scheme, _bare(row)):
            yield Mistake(row.line, "number", f"stands on line {there.line} too")
            return
    for name in _OF_CLAIM:
        if getattr(row, name) != getattr(first, name):
            yield Mistake(row.line, name, f"differs from line {first.line}, of the same claim")


def _bare(row: ClaimRow) -> str:
    return row.identity_number.replace("-", "")


def owe_too(
    session: Session,
    added: Sequence[tuple[ClaimRow, Claim]],
    people: Mapping[str, Person],
    key: str,
) -> None:
    """Make everyone on the lines of these new claims owe them, each for the whole or a share."""
    for row, claim in added:
        if not row.others and row.share is None:
            continue
        for line in (row, *row.others):
            person = people[digest(line, key)]
            assert claim.id is not None
            assert person.id is not None
            if line is row:
                owes = liability(session, claim.id, person.id)
            else:
                owes = Liability(claim_id=claim.id, person_id=person.id, since=claim.arose_on)
            assert owes is not None
            owes.form, owes.share = ("joint", None) if line.share is None else ("share", line.share)
            session.add(owes)
    session.flush()


def missing(session: Session, row: ClaimRow, claim: Claim, key: str) -> Iterator[Mistake]:
    """Name every line of a claim that is here whose debtor never owed it."""
    if not row.others:
        return
    assert claim.id is not None
    known = set(
        session.exec(
            select(Person.identity_digest)
            .join(Liability, col(Liability.person_id) == Person.id)
            .where(Liability.claim_id == claim.id)
        ).all()
    )
    for line in row.others:
        if known.isdisjoint(digest(line, key).versions):
            reason = "does not owe the claim known under this number"
            yield Mistake(line.line, "identity_number", reason)


def digest(row: ClaimRow, key: str) -> identity.Digest:
    """Return under what the debtor of a line is known here."""
    return identity.digest(row.identity_number, row.identity_scheme, key)
