"""The database against its invariants: what must hold in the ledger, the plans and the cases."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session

from portal.adopting.overlay import signed_in, strangers
from portal.cases.acting_invariants import LENT
from portal.cases.adoption_invariants import ADOPTIONS
from portal.cases.contacts.invariants import CONTACTS
from portal.cases.invariants import CASES
from portal.cases.letterbox.invariants import LETTERBOX
from portal.cases.rulings.invariants import RULINGS
from portal.cases.second_look.invariants import SECOND_LOOKS
from portal.cases.sent_along import SENT_ALONG
from portal.cases.work.keeping import ITEM, differing
from portal.ledger.debits.invariants import DEBITS
from portal.ledger.dunning.invariants import REMINDERS
from portal.ledger.firms.invariants import BRANCHES
from portal.ledger.handover.invariants import HAND_OVERS, WRITE_OFFS
from portal.ledger.invariant import Invariant
from portal.ledger.invariants import DEBTORS, LEDGER, PLANS
from portal.ledger.online.invariants import ONLINE_PAYMENTS
from portal.ledger.plans.invariants import CHANGES
from portal.ledger.refunds.invariants import BANK
from portal.ledger.tables import run
from portal.municipality import load
from portal.people.installation import purpose
from portal.people.trail.checking import held
from portal.ports.anchors import Anchors

MOST_NAMED = 20
"""Broken records a finding names; all are counted."""


@dataclass(frozen=True)
class Finding:
    """One invariant: how many records it was held against, and which break it."""

    name: str
    count: int
    broken: int
    ids: tuple[str, ...]
    """The first broken records, by their id in the database."""

    @property
    def holds(self) -> bool:
        """Whether no record breaks it."""
        return self.broken == 0


def check(session: Session, anchors: Anchors | None = None) -> list[Finding]:
    """Hold every invariant against the database; nothing is changed.

    With `anchors` the trail is held against the signed files too.
    """
    return [
        *(_find(session, invariant) for invariant in INVARIANTS),
        _waiting(session),
        _adopted(session),
        *_trail(session, anchors),
    ]


def broken(session: Session) -> list[str]:
    """Return the names of the invariants that do not hold; no record is counted."""
    beside = (_waiting(session), _adopted(session), *_trail(session, None))
    return [
        *(one.name for one in INVARIANTS if run(session, one.broken).first()),
        *(finding.name for finding in beside if not finding.holds),
    ]


def _trail(session: Session, anchors: Anchors | None) -> list[Finding]:
    """Whether acts and looks are what was chained of them."""
    return [
        Finding(one.name, one.count, len(one.broken), one.broken[:MOST_NAMED])
        for one in held(session, anchors)
    ]


def _adopted(session: Session) -> Finding:
    """Whether every adopted value still has its place in the municipality's data."""
    told, signed = purpose(session), signed_in(session)
    lost = strangers(load(told.municipality), signed) if told else []
    ids = tuple(f"{one.group}.{one.name}" for one in lost)
    return Finding("adopted-value-has-its-place", len(signed), len(lost), ids[:MOST_NAMED])


def _waiting(session: Session) -> Finding:
    """Whether all that waits for staff is in their queue, as it is."""
    count = run(session, select(func.count()).select_from(ITEM)).scalar_one()
    lost = differing(session)
    return Finding("what-waits-is-in-the-queue", count, len(lost), tuple(lost[:MOST_NAMED]))


def _find(session: Session, invariant: Invariant) -> Finding:
    count = run(session, select(func.count()).select_from(invariant.about)).scalar_one()
    broken = [str(row[0]) for row in run(session, invariant.broken)]
    return Finding(invariant.name, count, len(broken), tuple(broken[:MOST_NAMED]))


INVARIANTS = (
    *LEDGER,
    *BANK,
    *ONLINE_PAYMENTS,
    *DEBITS,
    *DEBTORS,
    *BRANCHES,
    *PLANS,
    *CHANGES,
    *REMINDERS,
    *HAND_OVERS,
    *WRITE_OFFS,
    *CASES,
    *CONTACTS,
    *LENT,
    *RULINGS,
    *SENT_ALONG,
    *LETTERBOX,
    *ADOPTIONS,
    *SECOND_LOOKS,
)
