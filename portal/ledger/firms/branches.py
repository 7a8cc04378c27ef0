"""Which branch of a business a bill is for: put down when the bill comes in, read for its pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from portal.ledger.firms.models import Branch, ClaimBranch
from portal.ledger.intake.row import ClaimRow
from portal.ledger.models import Claim
from portal.people.refs import new_ref
from portal.rows import in_parts


@dataclass(frozen=True)
class BranchView:
    """A branch as pages show it."""

    ref: str
    number: str
    name: str


def put_down(session: Session, added: Sequence[tuple[ClaimRow, Claim]]) -> None:
    """Note the branch of each new claim whose line names one; a branch not known yet is added."""
    named = [(row, claim) for row, claim in added if row.branch]
    if not named:
        return
    branches = _known(session, {claim.person_id for _, claim in named})
    for row, claim in named:
        key = claim.person_id, row.branch
        branch = branches.get(key)
        if branch is None:
            branch = Branch(ref=new_ref(), person_id=claim.person_id, number=row.branch)
            session.add(branch)
            branches[key] = branch
        branch.name = branch.name or row.branch_name
    session.flush()
    for row, claim in named:
        branch = branches[claim.person_id, row.branch]
        assert claim.id is not None
        assert branch.id is not None
        session.add(ClaimBranch(claim_id=claim.id, branch_id=branch.id))
    session.flush()


def _known(session: Session, people: Iterable[int]) -> dict[tuple[int, str], Branch]:
    found: dict[tuple[int, str], Branch] = {}
    for part in in_parts(sorted(people)):
        query = select(Branch).where(col(Branch.person_id).in_(part))
        found |= {(branch.person_id, branch.number): branch for branch in session.exec(query)}
    return found


def numbers_of(session: Session, claim_ids: Iterable[int]) -> dict[int, str]:
    """Return the number of the branch of each of these claims whose bill names one."""
    return {at.claim_id: branch.number for at, branch in _of(session, claim_ids) if not at.by}


def branches_of(session: Session, claim_ids: Iterable[int]) -> Mapping[int, BranchView]:
    """Return the branch of each of these claims that has one."""
    return {
        at.claim_id: BranchView(branch.ref, branch.number, branch.name)
        for at, branch in _of(session, claim_ids)
    }


def _of(session: Session, claim_ids: Iterable[int]) -> list[tuple[ClaimBranch, Branch]]:
    found: list[tuple[ClaimBranch, Branch]] = []
    for part in in_parts(sorted(set(claim_ids))):
        query = (
            select(ClaimBranch, Branch)
            .join(Branch, col(Branch.id) == ClaimBranch.branch_id)
            .where(col(ClaimBranch.claim_id).in_(part))
        )
        found += [(at, branch) for at, branch in session.exec(query)]
    return found
