"""What must hold of branches: a bill is for a branch of whoever it was sent to."""

from sqlalchemy import select

from portal.ledger.invariant import Invariant
from portal.ledger.tables import BRANCH, CLAIM, CLAIM_BRANCH

BRANCHES = (
    Invariant(
        "branch-is-of-the-business-billed",
        CLAIM_BRANCH,
        select(CLAIM_BRANCH.c.claim_id)
        .join(CLAIM, CLAIM.c.id == CLAIM_BRANCH.c.claim_id)
        .join(BRANCH, BRANCH.c.id == CLAIM_BRANCH.c.branch_id)
        .where(BRANCH.c.person_id != CLAIM.c.person_id),
    ),
)
