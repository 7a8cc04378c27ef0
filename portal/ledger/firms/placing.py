"""Branches that staff put down: for bills of a business that name none themselves."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, select

from portal.errors import Conflict, NotFound, NotNow
from portal.ledger.firms.models import Branch, ClaimBranch
from portal.ledger.models import Claim
from portal.people import audit, identity
from portal.people.actors import Actor, Permission
from portal.people.models import Person
from portal.people.refs import new_ref

MOST = 20
"""Bills that can be chosen, the newest."""


@dataclass(frozen=True)
class Place:
    """A branch with the bills staff can choose for it; those its bills name stay with it."""

    branch: Branch | None
    """None for one that is still to be named."""
    here: Sequence[Claim]
    """What staff put here."""
    free: Sequence[Claim]
    """What has no branch."""


def branches(session: Session, person_id: int) -> list[tuple[Branch, int]]:
    """Return the branches of a business by number, each with how many bills are for it."""
    found = select(Branch).where(Branch.person_id == person_id).order_by(col(Branch.number))
    rows = session.exec(found).all()
    at = select(ClaimBranch.branch_id).where(col(ClaimBranch.branch_id).in_([b.id for b in rows]))
    counted = list(session.exec(at).all())
    return [(branch, counted.count(branch.id or 0)) for branch in rows]


def place_of(session: Session, person: Person, number: str) -> Place:
    """Return a branch of a business; without a number a new one. Raises NotFound."""
    assert person.id is not None
    branch = _branch(session, person.id, number) if number else None
    if person.kind != "business" or (number and branch is None):
        raise NotFound
    placed = select(ClaimBranch.claim_id)
    theirs = select(Claim).where(Claim.person_id == person.id).order_by(col(Claim.id).desc())
    free = session.exec(theirs.where(col(Claim.id).not_in(placed)).limit(MOST)).all()
    by_staff = placed.where(ClaimBranch.branch_id == branch.id if branch else False)
    by_staff = by_staff.where(ClaimBranch.by != "")
    return Place(branch, session.exec(theirs.where(col(Claim.id).in_(by_staff))).all(), free)


def put_down(
    session: Session,
    staff: Actor,
    person: Person,
    number: str,
    name: str,
    refs: Collection[str],
    *,
    seen: Collection[str] | None,
    now: datetime,
) -> None:
    """Name a branch and say which bills are for it; a bill left out has no branch any more.

    `seen` are the bills staff saw there, None for a branch that is new. Raises NotAllowed,
    NotFound, NotNow, and Conflict where somebody changed it meanwhile.
    """
    staff.must(Permission.CLAIM_CHANGE)
    assert person.id is not None
    session.get_one(Person, person.id, with_for_update=True)
    digits = identity.BRANCH_DIGITS.get(person.identity_scheme)
    if not (number.isascii() and number.isdigit() and len(number) == digits):
        raise NotNow("error-branch-number")
    if seen is None and _branch(session, person.id, number) is not None:
        raise NotNow("error-branch-there")
    place = place_of(session, person, "" if seen is None else number)
    if {claim.ref for claim in place.here} != set(seen or ()):
        raise Conflict
    wanted = [claim for claim in (*place.here, *place.free) if claim.ref in refs]
    if len(wanted) != len(set(refs)):
        raise NotFound
    branch = place.branch or Branch(ref=new_ref(), person_id=person.id, number=number)
    branch.name = name
    session.add(branch)
    session.flush()
    _put(session, branch, wanted, staff.signature)
    audit.record(session, now, staff.signature, "branch:set", f"branch:{branch.ref}")


def _put(session: Session, branch: Branch, claims: Sequence[Claim], by: str) -> None:
    assert branch.id is not None
    mine = delete(ClaimBranch).where(col(ClaimBranch.branch_id) == branch.id)
    session.exec(mine.where(col(ClaimBranch.by) != ""))
    ids = [claim.id for claim in claims if claim.id is not None]
    session.add_all(ClaimBranch(claim_id=one, branch_id=branch.id, by=by) for one in ids)
    session.flush()


def _branch(session: Session, person_id: int, number: str) -> Branch | None:
    found = select(Branch).where(Branch.person_id == person_id, Branch.number == number)
    return session.exec(found).one_or_none()
