"""Claims on which interest runs at a rate that nobody entered: staff are told, kind by kind.

Without a rate no interest is booked; once it stands in the data the night books it from its day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlmodel import Session, col
from sqlmodel import select as choose

from portal.jobs.night import Chunk, Night, Step
from portal.jobs.overtaken import off
from portal.ledger import proposals
from portal.ledger.balances import side, total
from portal.ledger.interest.running import rates_of
from portal.ledger.models import RECEIVABLES
from portal.ledger.records import WAITING, Proposal
from portal.ledger.tables import CLAIM, ENTRY, run
from portal.municipality import Municipality

LIST = "rate-missing"
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class _Missing:
    """A kind of claim without a rate for days on which its interest runs."""

    kind: str
    until: date | None
    """The first day with a rate; None where there is no rate at all."""

    @property
    def reason(self) -> str:
        """Why it is on the list."""
        return "rate_missing_before" if self.until else "rate_missing"


def look(session: Session, night: Night, chunk: Chunk) -> int:
    """Put each kind of which the chunk holds such a claim on the list; say how many are new.

    A kind without any rate comes back each month until there is one.
    """
    missing = list(_missing(night.town, night.on))
    done = _take_off(session, missing)
    listed = {proposal.detail["claim_kind"] for proposal in _waiting(session)}
    for one in missing:
        if (one.until or one.kind not in listed) and _bears(session, night, chunk, one):
            done += _propose(session, night, one)
    return done


def _missing(town: Municipality, on: date) -> Iterator[_Missing]:
    for kind in town.kinds:
        if not town.claim_kind(kind, on).interest:
            continue
        rates = rates_of(town, kind, on)
        yield _Missing(kind, rates.first_day if rates else None)


def _bears(session: Session, night: Night, chunk: Chunk, one: _Missing) -> bool:
    """Whether principal of a claim of this kind in the chunk was open on such a day."""
    until = one.until - _DAY if one.until else night.on
    found = (
        select(CLAIM.c.id)
        .join(ENTRY, ENTRY.c.claim_id == CLAIM.c.id)
        .where(CLAIM.c.id.between(chunk.first, chunk.last), CLAIM.c.kind == one.kind)
        .where(CLAIM.c.due_on < until, CLAIM.c.stage != "transferred")
        .where(ENTRY.c.booked_on < until)
        .group_by(CLAIM.c.id)
        .having(total(side(RECEIVABLES["principal"])) > 0)
    )
    return run(session, found.limit(1)).first() is not None


def _propose(session: Session, night: Night, one: _Missing) -> bool:
    since = one.until or night.on.replace(day=1)
    detail = {"claim_kind": one.kind}
    if one.until:
        detail["rate_from_on"] = one.until.isoformat()
    return proposals.propose(
        session,
        proposals.New(
            key=f"{LIST}:{one.kind}:{one.reason}:{since}",
            kind=LIST,
            reason=one.reason,
            made_on=night.on,
            detail=detail,
        ),
    )


def _take_off(session: Session, missing: list[_Missing]) -> int:
    """Take kinds off the list whose rate was entered."""
    still = {(one.kind, one.reason) for one in missing}
    gone = [
        proposal
        for proposal in _waiting(session)
        if (proposal.detail["claim_kind"], proposal.reason) not in still
    ]
    return sum(off(session, proposal) for proposal in gone)


def _waiting(session: Session) -> list[Proposal]:
    found = choose(Proposal).where(Proposal.kind == LIST, col(Proposal.state).in_(WAITING))
    return list(session.exec(found.order_by(col(Proposal.id))).all())


STEP = Step("interest-rates", CLAIM, look)
