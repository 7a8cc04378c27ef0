"""Handing claims over: who is put forward, who says yes, what goes, and that it goes once."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from portal.cases.models import Letter
from portal.errors import NotNow
from portal.jobs.handover import releasing
from portal.jobs.handover.releasing import Release
from portal.ledger import holds
from portal.ledger.dunning.models import Reminder
from portal.ledger.handover.models import HandOver, HandOverFile
from portal.ledger.models import Claim
from portal.ledger.online.models import OnItsWay
from portal.ledger.origin.models import Return
from portal.ledger.records import Liability
from portal.people.outbox import Outgoing
from tests import builders
from tests.jobs import handing
from tests.jobs.handing import DENMARK, NETHERLANDS, ON, at


def remind_here(session: Session, claim: Claim, *people: int, notice: bool = True) -> None:
    """Send the last reminder from here, with a letter to each of these people."""
    sent = ON - timedelta(days=20)
    session.add(
        Reminder(
            claim_id=claim.id,
            kind="reminder",
            no=1,
            sent_on=sent,
            answer_by=ON - timedelta(days=6),
            asked=500_00,
            notice=notice,
        )
    )
    for person in people:
        session.add(
            Letter(
                ref=f"letter-{claim.id}-{person}",
                person_id=person,
                claim_id=claim.id,
                kind="reminder",
                language="da",
                content={},
                made_on=sent,
            )
        )
    session.flush()


def test_a_claim_whose_last_reminder_was_not_answered_is_put_forward_once(
    session: Session,
) -> None:
    claim = handing.reminded(session)
    remind_here(session, claim, claim.person_id)
    assert handing.night(session) == 1
    assert handing.listed(session) == [("handover", "reminder_unanswered")]
    assert handing.night(session) == 0
    assert handing.night(session, ON + timedelta(days=1)) == 0


@pytest.mark.parametrize(
    ("fields", "list_"),
    [
        ({"kind": "daycare"}, [("handover", "reminded_elsewhere")]),
        ({"kind": "rat_control"}, [("attachment", "reminded_elsewhere")]),
        ({"kind": "culture_school"}, [("handover-lacks", "reminded_elsewhere")]),
        ({"amount": 99_99}, []),
        ({"amount": 100_00}, [("handover", "reminded_elsewhere")]),
        ({"reminded_on": ON - timedelta(days=3)}, []),
        ({"stage": "open", "reminded_on": None}, []),
        ({"time_bar_on": ON}, []),
        ({"period_from": None, "period_to": None}, [("handover-lacks", "reminded_elsewhere")]),
    ],
    ids=str,
)
def test_where_a_claim_goes(session: Session, fields: dict, list_: list) -> None:
    handing.reminded(session, **fields)
    handing.night(session)
    assert handing.listed(session) == list_


def test_everyone_who_owes_it_must_have_had_the_notice(session: Session) -> None:
    claim, other = handing.reminded(session), handing.debtor(session)
    session.add(Liability(claim_id=claim.id, person_id=other.id, since=ON))
    assert other.id is not None
    remind_here(session, claim, claim.person_id)
    handing.night(session)
    (told,) = handing.waiting(session)
    assert (told.kind, told.detail["lacks_code"]) == ("handover-lacks", ["notice_missing"])
    session.add(
        Letter(
            ref="late",
            person_id=other.id,
            claim_id=claim.id,
            kind="reminder",
            language="da",
            content={},
            made_on=ON - timedelta(days=20),
        )
    )
    session.flush()
    handing.night(session, ON + timedelta(days=1))
    assert handing.listed(session) == [("handover", "reminder_unanswered")]


def test_nothing_goes_forward_while_something_is_open(session: Session) -> None:
    held, asked, planned = (handing.reminded(session) for _ in range(3))
    holds.place(
        session,
        key="h",
        kind="social",
        reason="ill",
        from_on=ON,
        by="staff:x",
        now=at(ON),
        claim_id=held.id,
    )
    owner = session.get_one(type(handing.debtor(session)), asked.person_id)
    builders.case(session, owner, [asked])
    owner = session.get_one(type(owner), planned.person_id)
    builders.plan(session, owner, [planned], made_on=ON, country="DK")
    assert handing.night(session) == 0


def test_money_on_its_way_stops_it_for_some_days(session: Session) -> None:
    claim = handing.reminded(session)
    session.add(
        OnItsWay(
            key="w",
            claim_id=claim.id,
            person_id=claim.person_id,
            amount=500_00,
            from_on=ON,
            until_on=ON + timedelta(days=3),
            told_at=at(ON),
        )
    )
    session.flush()
    assert handing.night(session, ON + timedelta(days=3)) == 0
    assert handing.night(session, ON + timedelta(days=4)) == 1


def test_a_yes_goes_with_the_next_file_and_the_claim_is_theirs(session: Session) -> None:
    claim = handing.reminded(session, fee=250_00)
    (hand_over,) = handing.handed_over(session, [claim])
    assert (claim.stage, claim.transferred_on) == ("transferred", ON)
    assert (hand_over.state, hand_over.principal, hand_over.fee) == ("sent", 500_00, 250_00)
    assert hand_over.reference == f"{claim.number}-1"
    told = session.exec(select(Outgoing).where(Outgoing.kind == "handed-over")).all()
    assert [one.person_id for one in told] == [claim.person_id]


def test_releasing_again_sends_nothing_until_there_is_something_new(session: Session) -> None:
    handing.handed_over(session, [handing.reminded(session)])
    assert handing.release(session) is None
    later = ON + timedelta(days=1)
    second = handing.reminded(session)
    handing.handed_over(session, [second], later)
    files = session.exec(select(HandOverFile)).all()
    assert [(file.no, file.count) for file in files] == [(1, 1), (2, 1)]


def test_a_yes_can_be_taken_back_until_the_file_is_released(session: Session) -> None:
    staff = handing.worker(session)
    handing.reminded(session)
    handing.night(session)
    (proposal,) = handing.waiting(session)
    handing.say(session, staff, proposal)
    handing.take_back(session, staff, proposal)
    assert handing.release(session) is None
    handing.say(session, staff, proposal)
    assert handing.release(session) is not None
    with pytest.raises(NotNow, match="error-file-released"):
        handing.take_back(session, staff, proposal)


def test_what_was_agreed_waits_for_a_request_and_never_goes_once_paid(session: Session) -> None:
    asked, paid = handing.reminded(session), handing.reminded(session)
    staff = handing.worker(session)
    handing.night(session)
    for proposal in handing.waiting(session):
        handing.say(session, staff, proposal)
    owner = session.get_one(type(handing.debtor(session)), asked.person_id)
    case = builders.case(session, owner, [asked])
    builders.pay(session, paid, 500_00, ON)
    assert handing.release(session) is None
    case.state = "withdrawn"
    session.flush()
    file = handing.release(session, ON + timedelta(days=1))
    assert file is not None
    assert file.count == 1
    states = dict(session.exec(select(HandOver.claim_id, HandOver.state)).all())
    assert states == {asked.id: "sent", paid.id: "withdrawn"}


@pytest.mark.parametrize("says", ["no", "later"])
def test_a_no_stands_until_something_new_is_sent(session: Session, says: str) -> None:
    handing.reminded(session)
    handing.night(session)
    (proposal,) = handing.waiting(session)
    handing.say(session, handing.worker(session), proposal, says)
    assert handing.night(session, ON + timedelta(days=1)) == 0


def test_a_claim_that_was_paid_meanwhile_cannot_be_agreed_to(session: Session) -> None:
    claim = handing.reminded(session)
    handing.night(session)
    builders.pay(session, claim, 500_00, ON)
    (proposal,) = handing.waiting(session)
    with pytest.raises(NotNow, match="error-nothing-owed"):
        handing.say(session, handing.worker(session), proposal)


def test_a_kind_that_changes_hands_moves_to_the_other_list(session: Session) -> None:
    claim = handing.reminded(session)
    handing.night(session)
    claim.kind = "rat_control"
    session.flush()
    handing.night(session, ON + timedelta(days=1))
    assert handing.listed(session) == [("attachment", "reminded_elsewhere")]


def test_in_the_netherlands_a_writ_is_what_follows(session: Session) -> None:
    builders.claim(
        session,
        builders.person(session),
        kind="benefit_recovery",
        arose_on=date(2026, 8, 1),
        due_on=date(2026, 9, 12),
        stage="reminded",
        reminded_on=date(2026, 11, 6),
    )
    assert handing.night(session, date(2026, 11, 20), NETHERLANDS) == 0
    assert handing.night(session, date(2026, 11, 21), NETHERLANDS) == 1
    assert handing.listed(session) == [("writ", "reminded_elsewhere")]


def test_of_two_releases_at_once_each_claim_is_in_one_file(database) -> None:  # noqa: ANN001
    with database.unit_of_work() as session:
        claim = handing.reminded(session)
        handing.night(session)
        for proposal in handing.waiting(session):
            handing.say(session, handing.worker(session), proposal)
    for _ in range(2):
        with database.unit_of_work() as session:
            releasing.release(session, DENMARK, Release("staff:y", ON, at(ON)))
    with database.reading() as session:
        found = session.exec(select(HandOver).where(HandOver.claim_id == claim.id)).all()
        assert [one.state for one in found] == ["sent"]


def test_a_claim_that_lacks_something_goes_to_its_unit_and_comes_forward_when_mended(
    session: Session,
) -> None:
    claim = handing.reminded(session, period_from=None, period_to=None)
    staff = handing.worker(session)
    handing.night(session)
    (lacking,) = handing.waiting(session)
    handing.say(session, staff, lacking)
    back = session.exec(select(Return).where(Return.claim_id == claim.id)).one()
    assert back.lacks == ["period_missing"]
    assert handing.night(session, ON + timedelta(days=1)) == 0
    claim.period_from, claim.period_to = date(2026, 8, 1), date(2026, 8, 31)
    holds.lift(session, back.hold_id, on=ON + timedelta(days=2), by="staff:x", now=at(ON))
    assert handing.night(session, ON + timedelta(days=2)) == 1
    assert handing.listed(session) == [("handover", "reminded_elsewhere")]
