"""A Danish claim that words and reminders did not bring in, and people who decide about it."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session, col, select

from portal.jobs import overtaken
from portal.jobs.answers import Answer, answer, undo
from portal.jobs.handover import listing, releasing
from portal.jobs.handover.releasing import Release
from portal.jobs.night import Chunk, Night
from portal.ledger.handover.models import HandOver, HandOverFile
from portal.ledger.models import Claim
from portal.ledger.records import Proposal
from portal.municipality import Municipality, load
from portal.people.actors import Actor, staff_actor
from portal.people.models import Person
from tests import builders

DENMARK, NETHERLANDS = load("norddjurs"), load("oss")
ON = date(2026, 11, 21)
ALL = Chunk(0, 10**6)
WHY = "Looked at it, and it is right."


def at(on: date) -> datetime:
    """The small hours of a day."""
    return datetime(on.year, on.month, on.day, 3, tzinfo=UTC)


def debtor(session: Session, **fields: object) -> Person:
    """Someone known by a Danish number."""
    given: dict[str, object] = {"identity_scheme": "cpr", "address": "Testvej 1, 8500 Grenaa"}
    return builders.person(session, **given | fields)


def reminded(
    session: Session, owner: Person | None = None, amount: int = 500_00, **fields: object
) -> Claim:
    """A claim that was reminded elsewhere, two months ago, and not paid."""
    given: dict[str, object] = {
        "kind": "daycare",
        "description": "Daycare in August 2026, sent before",
        "arose_on": date(2026, 8, 1),
        "due_on": date(2026, 8, 31),
        "period_from": date(2026, 8, 1),
        "period_to": date(2026, 8, 31),
        "stage": "reminded",
        "reminded_on": date(2026, 9, 20),
        "time_bar_on": date(2029, 9, 1),
    }
    return builders.claim(session, owner or debtor(session), amount, **given | fields)


def night(session: Session, on: date = ON, town: Municipality = DENMARK) -> int:
    """The steps that look at what follows; how much they did."""
    one = Night(town, on, at(on))
    return overtaken.clear(session, one, ALL) + listing.put_on_lists(session, one, ALL)


def listed(session: Session) -> list[tuple[str, str]]:
    """What waits for people, by kind and reason."""
    return [(one.kind, one.reason) for one in waiting(session)]


def waiting(session: Session, kind: str = "") -> list[Proposal]:
    """The proposals that wait for people."""
    found = select(Proposal).where(col(Proposal.state) == "open").order_by(col(Proposal.id))
    return [one for one in session.exec(found) if kind in ("", one.kind)]


def worker(session: Session, role: str = "case_worker") -> Actor:
    """Someone of the collection department."""
    return staff_actor(builders.staff(session, role))


def say(
    session: Session,
    staff: Actor,
    proposal: Proposal,
    says: str = "yes",
    on: date = ON,
    town: Municipality = DENMARK,
    day: date | None = None,
    **given: object,
) -> None:
    """Answer a proposal; `day` is the day a yes of some kinds needs."""
    later = on + timedelta(days=9) if says == "later" else None
    given |= {"on": day} if day else {}
    told = Answer(says, WHY, proposal.version, later, given)  # type: ignore[arg-type]
    answer(session, town, staff, proposal.ref, told, now=at(on), on=on)


def take_back(session: Session, staff: Actor, proposal: Proposal, on: date = ON) -> None:
    """Take an answer back."""
    told = Answer("undo", WHY, proposal.version)
    undo(session, DENMARK, staff, proposal.ref, told, now=at(on), on=on)


def release(session: Session, on: date = ON) -> HandOverFile | None:
    """Release a file."""
    return releasing.release(session, DENMARK, Release("staff:x", on, at(on)))


def handed_over(session: Session, claims: Iterable[Claim], on: date = ON) -> list[HandOver]:
    """Agree to these claims and release them."""
    staff = worker(session)
    night(session, on)
    for proposal in waiting(session, "handover"):
        if proposal.claim_id in {claim.id for claim in claims}:
            say(session, staff, proposal, on=on)
    release(session, on)
    found = select(HandOver).where(col(HandOver.claim_id).in_([claim.id for claim in claims]))
    return list(session.exec(found.order_by(col(HandOver.id))).all())
