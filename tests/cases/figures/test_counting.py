"""What the figures count, on both databases: a small town whose sums can be done by hand."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import Session

from portal.cases.figures import arrears, money, requests, topics
from portal.cases.figures.parts import Figure
from portal.cases.models import Receipt
from portal.ledger import proposals
from portal.ledger.writeoff import reverse, write_off
from portal.municipality import load
from portal.people.actors import staff_actor
from tests import builders
from tests.builders import DAY, NOW, ORDER
from tests.jobs import handing

TOWN = load("oss")


def told(figure: Figure) -> dict[str, tuple[int, ...]]:
    """The rows that say something."""
    return {row.key: row.values for row in figure.rows if any(row.values)}


def days_ago(days: int) -> date:
    return DAY - timedelta(days=days)


def late(session: Session, amount: int, days: int, **fields: object) -> int:
    """A claim that should have been paid so many days ago."""
    due = days_ago(days)
    made = builders.claim(
        session,
        builders.person(session),
        amount,
        arose_on=due - timedelta(days=30),
        due_on=due,
        **fields,  # type: ignore[arg-type]
    )
    assert made.id is not None
    return made.id


def test_arrears_are_what_is_past_its_day_and_not_paid(session: Session) -> None:
    late(session, 100_00, 10)
    late(session, 250_00, 100, kind="fine")
    late(session, 70_00, 400, kind="fine", stage="transferred")
    paid = builders.claim(
        session,
        builders.person(session),
        40_00,
        arose_on=days_ago(300),
        due_on=days_ago(200),
    )
    builders.pay(session, paid, 40_00)
    builders.claim(session, builders.person(session), 900_00)
    assert told(arrears.by_kind(session, DAY)) == {
        "fine": (2, 250_00, 70_00),
        "invoice": (1, 100_00, 0),
    }
    assert told(arrears.by_age(session, DAY)) == {
        "age-90": (1, 100_00, 0),
        "age-365": (1, 250_00, 0),
        "age-3y": (1, 0, 70_00),
    }


def test_arrears_are_shown_as_the_night_counted_them_with_its_day(session: Session) -> None:
    late(session, 100_00, 10)
    late(session, 70_00, 400, kind="fine", stage="transferred")
    now = [arrears.by_kind(session, DAY), arrears.by_age(session, DAY)]
    assert arrears.keep_day(session, DAY) == 2
    late(session, 50_00, 10)
    kept = [arrears.by_kind(session, DAY), arrears.by_age(session, DAY)]
    assert [told(one) for one in kept] == [told(one) for one in now]
    assert {one.as_of for one in kept} == {DAY}
    tomorrow = DAY + timedelta(days=1)
    arrears.keep_day(session, tomorrow)
    assert told(arrears.by_kind(session, tomorrow))["invoice"] == (2, 150_00, 0)
    assert arrears.by_kind(session, DAY).as_of is None, "no figure of a day that is to come"


def test_a_night_that_finds_nothing_late_is_a_count_too(session: Session) -> None:
    arrears.keep_day(session, DAY)
    late(session, 50_00, 10)
    assert arrears.by_age(session, DAY).is_empty


def test_what_nears_its_time_bar_is_told_by_how_soon(session: Session) -> None:
    late(session, 10_00, 9, time_bar_on=DAY)
    late(session, 20_00, 9, time_bar_on=DAY + timedelta(days=40))
    late(session, 30_00, 9, time_bar_on=DAY + timedelta(days=200))
    late(session, 40_00, 9, time_bar_on=DAY + timedelta(days=900))
    late(session, 50_00, 9, time_bar_on=DAY, stage="transferred")
    assert told(arrears.near_time_bar(session, DAY)) == {
        "bar-passed": (1, 10_00),
        "bar-3": (1, 20_00),
        "bar-12": (1, 30_00),
    }


def test_a_month_is_kept_as_it_stood_at_its_end_and_only_once(session: Session) -> None:
    due = builders.claim(
        session,
        builders.person(session),
        300_00,
        arose_on=date(2026, 7, 1),
        due_on=date(2026, 8, 1),
    )
    builders.pay(session, due, 100_00, on=date(2026, 9, 15))
    assert arrears.keep_months(session, DAY) == 3
    assert told(arrears.trend(session, DAY)) == {
        "2026-08-31": (1, 300_00),
        "2026-09-30": (1, 200_00),
        "2026-10-31": (1, 200_00),
    }
    builders.pay(session, due, 200_00, on=date(2026, 8, 20))
    assert arrears.keep_months(session, DAY) == 0
    assert told(arrears.trend(session, DAY))["2026-08-31"] == (1, 300_00)


def test_requests_by_age_and_by_who_has_to_do_something(session: Session) -> None:
    owner = builders.person(session)
    builders.case(session, owner, sent_at=NOW - timedelta(days=3))
    builders.case(session, owner, sent_at=NOW - timedelta(days=20), state="asked")
    builders.case(session, owner, sent_at=NOW - timedelta(days=90), state="withdrawn")
    builders.case(session, owner, sent_at=NOW - timedelta(days=57))
    assert told(requests.open_by_age(session, DAY)) == {
        "open-7": (1, 0),
        "open-28": (0, 1),
        "open-longer": (1, 0),
    }


def test_an_answer_is_in_time_until_its_day_and_counts_once(session: Session) -> None:
    owner, staff = builders.person(session), builders.staff(session)
    for last, by, no in ((DAY, staff.id, 1), (days_ago(1), staff.id, 1), (DAY, None, 1)):
        sent = NOW - timedelta(days=10)
        case = builders.case(session, owner, state="decided", answer_by=last, sent_at=sent)
        builders.decision(session, case, staff_id=by, no=no)
    builders.decision(session, case, staff_id=staff.id, no=2)
    assert told(requests.answered(session, DAY)) == {"plan": (1, 1, 1)}
    assert told(requests.days_taken(session, DAY)) == {"took-14": (2,)}
    assert staff.id is not None
    assert told(requests.mine_answered(session, staff.id, DAY)) == {"2026-11-01": (1, 1)}


def test_what_is_mine_is_only_mine(session: Session) -> None:
    owner, one, other = builders.person(session), builders.staff(session), builders.staff(session)
    builders.case(session, owner, taken_by=one.id, answer_by=days_ago(1))
    builders.case(session, owner, taken_by=one.id, answer_by=DAY + timedelta(days=7))
    builders.case(session, owner, taken_by=other.id, answer_by=DAY)
    assert one.id is not None
    assert told(requests.mine_open(session, one.id, DAY)) == {
        "due-late": (1, 0),
        "due-7": (1, 0),
    }


def test_plans_by_how_they_ended_and_how_they_are_paid(session: Session) -> None:
    for ended, why in ((None, ""), (days_ago(5), "paid"), (days_ago(900), "broken")):
        owner = builders.person(session)
        plan = builders.plan(session, owner, [builders.claim(session, owner)])
        plan.ended_on, plan.end_reason = ended, why
    session.flush()
    assert told(money.plans(session, DAY)) == {"running": (1, 100_00), "paid": (1, 100_00)}
    assert told(money.by_debit(session, DAY)) == {"way-other": (1, 25_00)}


def test_what_was_let_go_by_its_cause(session: Session) -> None:
    claim = late(session, 80_00, 30)
    proposals.propose(session, proposals.New("w", "write-off", "time_barred", DAY, claim_id=claim))
    (asked,) = handing.waiting(session, "write-off")
    write_off(session, claim, asked.ref, order=ORDER, on=DAY, now=NOW, actor="staff:x")
    assert told(money.write_offs(session, DAY)) == {"cause-time_barred": (1, 80_00)}
    reverse(session, claim, asked.ref, on=DAY, now=NOW, actor="staff:x")
    assert told(money.write_offs(session, DAY)) == {}, "taken back: it was not written off"


def test_a_decision_counts_under_each_article_the_rules_named(session: Session) -> None:
    owner = builders.person(session)
    for reasons in (["capacity", "capacity", "room"], []):
        case = builders.case(session, owner, state="decided")
        result = {"reasons": [{"code": "x", "article": article} for article in reasons]}
        receipt = Receipt(
            case_id=case.id or 0,
            made_at=NOW,
            facts={},
            result=result,
            policy_id="t",
            policy_version="1",
            policy_hash="0",
        )
        session.add(receipt)
        session.flush()
        builders.decision(session, case, receipt_id=receipt.id)
    (figure,) = (count(session, DAY) for count in topics.COUNCIL["articles"])
    assert told(figure) == {"capacity": (1, 1, 0, 0), "room": (1, 1, 0, 0), "plain": (1, 1, 0, 0)}


@pytest.mark.parametrize("pages", [topics.team(TOWN), topics.COUNCIL])
def test_a_figure_takes_as_many_statements_however_much_there_is(
    session: Session, pages: topics.Topics
) -> None:
    worker = staff_actor(builders.staff(session))
    for _ in range(3):
        late(session, 10_00, 40)
        builders.case(session, builders.person(session), taken_by=worker.id)
    asked: list[str] = []
    connection = session.connection()
    event.listen(connection, "before_cursor_execute", lambda *given: asked.append(given[2]))
    shown = [[count(session, DAY) for count in counts] for counts in pages.values()]
    ahead = sum("max(arrears_day" in statement for statement in asked)
    assert len(asked) - ahead == sum(map(len, shown)), "one each, and whether it was counted ahead"
