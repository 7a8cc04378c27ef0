"""What is left of a claim and is a crumb by the policy: put forward to be written off."""

from sqlalchemy import select
from sqlmodel import Session

from portal.jobs.night import Chunk, Night, Step
from portal.ledger import proposals
from portal.ledger.balances import OWED
from portal.ledger.dunning.unpaid import IN_PLAN
from portal.ledger.tables import CLAIM, ENTRY, run
from portal.rules.facts import ClaimFacts
from portal.rules.policy import Rulebook, book
from portal.rules.remission import is_crumb


def put_forward(session: Session, night: Night, chunk: Chunk) -> int:
    """Propose each remainder once, where the policy lets remainders go; say how many are new."""
    values = book(night.town.policy, night.on)
    if not _lets_remainders_go(values):
        return 0
    found = (
        select(CLAIM.c.id, CLAIM.c.kind, CLAIM.c.principal.label("at_start"), *OWED)
        .join(ENTRY, ENTRY.c.claim_id == CLAIM.c.id)
        .where(
            CLAIM.c.id.between(chunk.first, chunk.last), CLAIM.c.stage != "transferred", ~IN_PLAN
        )
        .group_by(CLAIM.c.id)
    )
    crumbs = []
    for row in run(session, found):
        left = row.principal + row.fee + row.interest
        if 0 < left < row.at_start and _is_crumb(values, row.kind, row.at_start, left):
            crumbs.append(_letting_go(night, row.id, left))
    return proposals.propose_all(session, crumbs)


def _lets_remainders_go(values: Rulebook) -> bool:
    name = "crumb_takes_remainders"
    return name in values.policy.settings and bool(values.number(name))


def _is_crumb(values: Rulebook, kind: str, principal: int, left: int) -> bool:
    claim = ClaimFacts(id="", kind=kind, balance=left, principal=principal, phase="open")
    return is_crumb(claim, values)


def _letting_go(night: Night, claim_id: int, left: int) -> proposals.New:
    return proposals.New(
        key=f"write-off:{claim_id}:crumb",
        kind="write-off",
        reason="crumb",
        made_on=night.on,
        claim_id=claim_id,
        detail={"balance": left},
        signatures=2,
    )


STEP = Step("crumbs", CLAIM, put_forward)
