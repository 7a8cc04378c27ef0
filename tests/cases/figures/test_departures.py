"""Where people depart from the rules, counted by article: what is said, and what is not."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from portal.cases.figures.departures import Measured, disagreement
from portal.cases.models import Receipt
from portal.cases.rulings.models import Departure
from portal.municipality import load
from portal.people.models import StaffMember
from tests import builders
from tests.builders import DAY, NOW

TOWN = load("oss")


def advised(session: Session, staff: StaffMember, at: datetime = NOW, **fields: Any) -> None:
    """A decision on an advice that rests on the article about own proposals."""
    case = builders.case(session, builders.person(session), state="decided")
    reasons = [{"code": "proposal_covers_capacity", "article": "proposal"}]
    receipt = Receipt(
        case_id=case.id or 0,
        made_at=at,
        facts={},
        result={"reasons": reasons, "account": []},
        policy_id="t",
        policy_version="1",
        policy_hash="0",
    )
    session.add(receipt)
    session.flush()
    made = builders.decision(session, case, receipt_id=receipt.id, staff_id=staff.id)
    given: dict[str, Any] = {
        "decision_id": made.id,
        "ask": "plan",
        "advice": "grant",
        "advised": 100_00,
        "outcome": "granted",
        "decided": 100_00,
        "departs": False,
        "staff_id": staff.id,
        "decided_at": at,
    }
    session.add(Departure(**given | fields))
    session.flush()


LOWER = {"departs": True, "article": "15", "area": "health", "decided": 60_00}


def measured(session: Session, on: date = DAY) -> dict[str, Measured]:
    return {one.article: one for one in disagreement(session, TOWN, on).measured}


def test_a_planted_departure_raises_the_alarm_at_its_article_only(session: Session) -> None:
    staff = builders.staff(session)
    for no in range(60):
        advised(session, staff, NOW - timedelta(days=60 - no), **(LOWER if no % 2 else {}))
    found = measured(session)
    own = found["15"]
    assert (own.cases, own.departures, own.typical) == (60, 30, -40)
    assert own.share.low < 0.5 < own.share.high
    assert 0 < (own.alarm or 0) < 60
    assert {article for article, one in found.items() if one.alarm} == {"15"}


def test_a_few_departures_are_no_alarm_and_too_few_cases_say_nothing(session: Session) -> None:
    staff = builders.staff(session)
    for no in range(19):
        advised(session, staff, **(LOWER if no < 2 else {}))
    few = disagreement(session, TOWN, DAY)
    assert (few.measured, few.too_few, few.cases, few.departures) == ((), 1, 19, 2)
    advised(session, staff)
    assert measured(session)["15"].alarm is None
    assert {row.key for row in few.by_ground.rows if any(row.values)} == {"area-health"}


def test_what_the_rules_left_to_a_person_is_no_departure(session: Session) -> None:
    advised(session, builders.staff(session), advice="none", advised=None)
    assert disagreement(session, TOWN, DAY).cases == 0


def test_a_new_year_begins_with_last_years_cases_and_no_older_ones(session: Session) -> None:
    staff = builders.staff(session)
    advised(session, staff, datetime(2024, 12, 31, 12, tzinfo=NOW.tzinfo))
    advised(session, staff, datetime(2025, 1, 1, 12, tzinfo=NOW.tzinfo))
    assert disagreement(session, TOWN, DAY).cases == 1
