"""Where interest runs and no rate was entered, staff are told; nothing is silently without it."""

from dataclasses import replace
from datetime import UTC, date, datetime

from sqlmodel import Session, col, select

from portal.jobs.dunning import rates
from portal.jobs.night import Chunk, Night
from portal.ledger import proposals
from portal.ledger.records import Proposal
from portal.municipality import Municipality, load
from portal.people.actors import staff_actor
from portal.rules.policy import DatedValue
from tests import builders
from tests.builders import DAY

TOWN = load("norddjurs")
RATE = DatedValue(600, date(2022, 1, 1), "the law of the field", "law")


def night(session: Session, on: date = DAY, town: Municipality = TOWN) -> int:
    one = Night(town, on, datetime(on.year, on.month, on.day, 3, tzinfo=UTC))
    return rates.look(session, one, Chunk(0, 10**6))


def listed(session: Session) -> list[tuple[str, dict[str, str]]]:
    found = select(Proposal).where(col(Proposal.state) == "open").order_by(col(Proposal.id))
    return [(one.reason, one.detail) for one in session.exec(found)]


def tax(session: Session, **fields: object) -> None:
    given = {"kind": "property_tax", "arose_on": date(2026, 9, 1), "due_on": date(2026, 10, 1)}
    builders.claim(session, builders.person(session), 900_00, **given | fields)  # type: ignore[arg-type]


def test_a_kind_is_listed_once_however_many_claims_it_has(session: Session) -> None:
    tax(session)
    tax(session)
    assert night(session) == 1
    assert listed(session) == [("rate_missing", {"claim_kind": "property_tax"})]
    assert night(session) == 0


def test_nothing_is_listed_while_no_interest_runs(session: Session) -> None:
    tax(session, due_on=DAY)
    tax(session, kind="daycare")
    tax(session, stage="transferred")
    assert night(session) == 0


def test_it_comes_back_the_next_month_until_there_is_a_rate(session: Session) -> None:
    tax(session)
    night(session)
    (one,) = session.exec(select(Proposal)).all()
    seen_by = staff_actor(builders.staff(session))
    proposals.answer(session, seen_by, one, "yes", "I ask", seen=1, now=builders.NOW, on=DAY)
    assert night(session) == 0
    assert night(session, date(2026, 12, 1)) == 1
    policy = replace(
        TOWN.policy, settings={**TOWN.policy.settings, "interest_rate_property_tax": (RATE,)}
    )
    assert night(session, date(2026, 12, 2), replace(TOWN, policy=policy)) == 1
    assert listed(session) == []


def test_days_before_the_first_rate_are_told_too(session: Session) -> None:
    first = date(2022, 1, 1)
    tax(session, kind="wage_overpaid", arose_on=date(2021, 1, 1), due_on=date(2021, 2, 1))
    assert night(session) == 1
    told = {"claim_kind": "wage_overpaid", "rate_from_on": first.isoformat()}
    assert listed(session) == [("rate_missing_before", told)]
