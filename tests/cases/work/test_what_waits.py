"""What waits for staff: whatever is done, and however, the one table says it."""

from dataclasses import replace
from datetime import date

from sqlalchemy import text
from sqlmodel import Session, select

from portal.cases.matters.kinds import KINDS
from portal.cases.work import triggers
from portal.cases.work.keeping import differing, set_terms
from portal.cases.work.models import FAR, ClockStop, WorkItem, WorkReminder, WorkTaken
from portal.check import broken
from portal.ledger import proposals
from portal.ledger.models import BankLine
from portal.ledger.refunds import proposing
from portal.ledger.refunds.proposing import Wanted
from portal.ledger.sources import Source
from portal.ledger.statements import take_statement
from portal.municipality import load
from portal.people.actors import staff_actor
from portal.people.refs import new_ref
from tests import builders
from tests.builders import DAY, NOW, ORDER, line, statement


def waits(session: Session) -> dict[str, tuple[date, str]]:
    """What waits, by kind: its day and state."""
    session.flush()
    session.expire_all()
    return {one.kind: (one.day, one.state) for one in session.exec(select(WorkItem))}


def run(session: Session, command: str) -> None:
    session.flush()
    session.connection().execute(text(command))


def test_a_request_waits_from_its_sending_to_its_answer(session: Session) -> None:
    owner = builders.person(session)
    case = builders.case(session, owner, [builders.claim(session, owner)], state="draft")
    assert waits(session) == {}
    case.state, case.answer_by = "sent", date(2026, 12, 1)
    assert waits(session) == {"request": (date(2026, 12, 1), "open")}
    case.state = "asked"
    assert waits(session)["request"][1] == "asked"
    run(session, "update \"case\" set state = 'withdrawn'")
    assert waits(session) == {}
    assert differing(session) == []


def test_the_day_is_the_time_bar_where_that_comes_first(session: Session) -> None:
    owner = builders.person(session)
    claim = builders.claim(session, owner)
    builders.case(session, owner, [claim], answer_by=date(2026, 12, 20))
    assert waits(session)["request"][0] == date(2026, 12, 20)
    claim.time_bar_on = date(2026, 12, 10)
    assert waits(session)["request"][0] == date(2026, 12, 10)
    claim.time_bar_on = date(2026, 10, 1)
    assert waits(session)["request"][0] == date(2026, 12, 20), "it was too old when it was sent"
    assert differing(session) == []


def test_each_kind_of_ask_has_its_kind_in_the_queue(session: Session) -> None:
    owner = builders.person(session)
    claim = builders.claim(session, owner)
    for ask in ("plan", "review", *KINDS):
        builders.case(session, owner, [claim], ask=ask)
    assert set(waits(session)) == {"request", "review", "objection", "question"}
    assert differing(session) == []


def test_a_proposal_waits_for_an_answer_and_again_from_its_later_day(session: Session) -> None:
    claim = builders.claim(session, builders.person(session), time_bar_on=date(2026, 12, 1))
    asked = {"kind": "write-off", "reason": "estate", "made_on": DAY, "signatures": 2}
    proposals.propose(session, proposals.New("one", claim_id=claim.id, **asked))
    assert waits(session) == {"write-off": (date(2026, 12, 1), "open")}
    run(session, "update proposal set state = 'later', later_on = '2026-11-20', first_by = 'x'")
    (item,) = session.exec(select(WorkItem)).all()
    assert item.shows_from == date(2026, 11, 20)
    run(session, "update proposal set state = 'open', later_on = null")
    assert waits(session)["write-off"][1] == "sign"
    run(session, "update proposal set state = 'void', first_by = null")
    assert waits(session) == {}


def test_money_waits_until_all_of_it_stands_on_claims(session: Session) -> None:
    take_statement(
        session,
        statement(line(40_00)),
        file_name="f",
        currency="EUR",
        order=ORDER,
        on=DAY,
        now=NOW,
        actor="import",
    )
    assert waits(session)["money"] == (FAR, "open")
    assert set_terms(session, load("oss"), DAY)
    assert DAY < waits(session)["money"][0] < FAR
    assert not set_terms(session, load("oss"), DAY), "they were so already"
    assert differing(session) == []


def test_a_payment_proposed_whole_for_refund_waits_as_a_refund_alone(session: Session) -> None:
    paid = line(40_00)
    given = {"file_name": "f", "currency": "EUR", "order": ORDER, "on": DAY, "now": NOW}
    take_statement(session, statement(paid), actor="import", **given)
    source = Source.line(session.exec(select(BankLine.id)).one())
    wanted = Wanted(source, 25_00, "paid twice", account="NL91ABNA0417164300", name="B")
    worker = staff_actor(builders.staff(session))
    part = proposing.propose(session, worker, wanted, now=NOW, on=DAY)
    assert set(waits(session)) == {"money", "refund"}, "15.00 can still go somewhere"
    rest = proposing.propose(session, worker, replace(wanted, amount=15_00), now=NOW, on=DAY)
    assert set(waits(session)) == {"refund"}
    assert differing(session) == []
    for refund in (part, rest):
        proposing.undo(session, worker, refund, seen=refund.version, now=NOW, on=DAY)
    assert set(waits(session)) == {"money"}
    assert differing(session) == []


def test_who_took_it_and_a_stopped_clock_show(session: Session) -> None:
    owner, worker = builders.person(session), builders.staff(session)
    case = builders.case(session, owner, [builders.claim(session, owner)])
    case.taken_by = worker.id
    more = {"until_on": DAY, "answer_by": DAY, "by": "x", "at": NOW}
    session.add(ClockStop(case_id=case.id, ground="data", from_on=DAY, **more))
    proposals.propose(session, proposals.New("one", "talk", "x", DAY))
    assert waits(session)["request"][1] == "stopped"
    item = session.exec(select(WorkItem).where(WorkItem.kind == "talk")).one()
    session.add(WorkTaken(source="proposal", subject=item.subject, staff_id=worker.id, at=NOW))
    session.flush()
    session.expire_all()
    assert {one.taken_by for one in session.exec(select(WorkItem))} == {worker.id}
    assert differing(session) == []


def test_a_reminder_waits_from_its_day(session: Session) -> None:
    owner, worker = builders.person(session), builders.staff(session)
    case = builders.case(session, owner, [builders.claim(session, owner)], state="decided")
    about = {"source": "case", "subject": case.id, "person_id": owner.id}
    made = WorkReminder(
        ref=new_ref(), staff_id=worker.id, on=DAY, note="Call", made_at=NOW, **about
    )
    session.add(made)
    assert waits(session) == {"reminder": (DAY, "open")}
    made.done_at = NOW
    assert waits(session) == {}


def test_what_was_damaged_is_found_and_mended(session: Session) -> None:
    owner = builders.person(session)
    claims = [builders.claim(session, owner)]
    one, two = (builders.case(session, owner, claims, ask=ask) for ask in ("plan", "deferral"))
    session.flush()
    run(session, f"delete from work_item where subject = {one.id}")
    run(session, f"update work_item set day = '2030-01-01' where subject = {two.id}")
    run(session, _STRAY)
    assert differing(session) == sorted([f"case:{one.id}", f"case:{two.id}", "refund:77"])
    assert broken(session) == ["what-waits-is-in-the-queue"]
    triggers.rebuild(session.connection())
    assert differing(session) == []


_STRAY = (
    "insert into work_item (source, subject, kind, day, state, unit)"
    " values ('refund', 77, 'refund', '2026-11-02', 'open', '')"
)
