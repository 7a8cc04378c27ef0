"""The night and the time bar: warnings ahead of it, an end to collecting after it."""

from datetime import UTC, date, datetime

from sqlmodel import Session, col, select

from portal.jobs import overtaken, time_bar
from portal.jobs.night import Chunk, Night
from portal.jobs.standstill import standing_still
from portal.ledger.models import Claim
from portal.ledger.records import Proposal
from portal.ledger.timebar.acts import record_interruption
from portal.municipality import load
from tests import builders

TOWN = load("norddjurs")
BAR = date(2027, 12, 2)
ALL = Chunk(0, 10**6)


def night(session: Session, on: date) -> int:
    """Run both steps that look at the time bar; return how much they did."""
    one = Night(TOWN, on, datetime(on.year, on.month, on.day, 3, tzinfo=UTC))
    return overtaken.clear(session, one, ALL) + time_bar.look(session, one, ALL)


def on_lists(session: Session) -> list[tuple[str, str]]:
    found = select(Proposal).where(col(Proposal.state) == "open").order_by(col(Proposal.id))
    return [(one.kind, one.reason) for one in session.exec(found)]


def a_claim(session: Session, **fields: object) -> Claim:
    return builders.claim(session, builders.person(session), **{"time_bar_on": BAR} | fields)


def test_staff_are_warned_twelve_six_and_three_months_ahead_once_each(session: Session) -> None:
    a_claim(session)
    seen = {}
    for on in (date(2026, 12, 1), date(2026, 12, 2), date(2027, 6, 2), date(2027, 9, 2)):
        night(session, on)
        seen[on.month, on.day] = on_lists(session)
        assert night(session, on) == 0
    assert seen == {
        (12, 1): [],
        (12, 2): [("time-bar-warning", "time-bar-first")],
        (6, 2): [("time-bar-warning", "time-bar-next")],
        (9, 2): [("time-bar-warning", "time-bar-last")],
    }


def test_a_claim_too_old_is_put_forward_and_stands_still(session: Session) -> None:
    claim = a_claim(session)
    night(session, date(2027, 12, 1))
    assert claim.id is not None
    assert not standing_still(session, [claim.id], date(2027, 12, 1))
    night(session, BAR)
    assert on_lists(session) == [("write-off", "time_barred")]
    assert standing_still(session, [claim.id], BAR) == {claim.id}
    assert session.exec(select(Proposal.signatures).where(Proposal.kind == "write-off")).one() == 2


def test_what_is_paid_handed_over_or_interrupted_leaves_the_lists(session: Session) -> None:
    paid, gone, kept = (a_claim(session) for _ in range(3))
    night(session, date(2027, 9, 2))
    assert len(on_lists(session)) == 3
    builders.pay(session, paid, 100_00)
    gone.stage, gone.transferred_on = "transferred", date(2027, 9, 3)
    assert kept.id is not None
    record_interruption(session, TOWN, kept.id, "attachment", date(2027, 9, 3), "a", "staff:x")
    assert night(session, date(2027, 9, 3)) == 3
    assert on_lists(session) == []


def test_nothing_owed_means_nothing_to_warn_of(session: Session) -> None:
    builders.pay(session, a_claim(session), 100_00)
    a_claim(session, stage="transferred", transferred_on=date(2026, 1, 1))
    assert night(session, BAR) == 0
