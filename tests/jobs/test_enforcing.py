"""The municipality's own enforcement: notice, attachment and writ, and what each of them does."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from portal.cases import letters
from portal.cases.models import Letter
from portal.errors import NotFound, NotNow
from portal.jobs import crumbs
from portal.jobs.answers import lists_of
from portal.jobs.night import Night
from portal.ledger import holds
from portal.ledger.enforcing import steps_of
from portal.ledger.models import Claim
from portal.ledger.records import Liability, Proposal
from portal.municipality import load
from portal.people.actors import person_actor
from portal.people.models import Person
from portal.people.outbox import Outgoing
from tests import builders
from tests.jobs import handing
from tests.jobs.handing import ALL, DENMARK, NETHERLANDS, ON, at

WHEN = ON + timedelta(days=20)


def rats(session: Session, **fields: object) -> tuple[Claim, Proposal]:
    """A prioritised claim on the list of attachments."""
    claim = handing.reminded(session, kind="rat_control", **fields)
    handing.night(session)
    return claim, handing.waiting(session, "attachment")[0]


def give_notice(session: Session, proposal: Proposal, on: date = WHEN) -> None:
    staff = handing.worker(session)
    handing.say(session, staff, proposal, day=on, at="10.00", place="Testvej 1")


def test_the_notice_goes_to_all_owners_with_time_place_and_fee(session: Session) -> None:
    claim, proposal = rats(session)
    other = handing.debtor(session)
    session.add(Liability(claim_id=claim.id, person_id=other.id, since=ON))
    session.flush()
    give_notice(session, proposal)
    written = session.exec(select(Letter).where(Letter.kind == "attachment-notice")).all()
    assert {letter.person_id for letter in written} == {claim.person_id, other.id}
    told = written[0].content
    assert (told["on"], told["at"], told["place"]) == (WHEN.isoformat(), "10.00", "Testvej 1")
    assert (told["fee"], told["total"]) == (450_00, 950_00)
    assert len(session.exec(select(Outgoing)).all()) == 2
    assert [(step.kind, step.costs) for step in steps_of(session, claim.id or 0)] == [
        ("notice", 450_00)
    ]
    assert claim.time_bar_on == date(2029, 9, 1)


def test_the_attachment_starts_the_time_anew(session: Session) -> None:
    claim, proposal = rats(session)
    give_notice(session, proposal)
    (made,) = handing.waiting(session, "attachment-made")
    staff = handing.worker(session)
    with pytest.raises(NotNow, match="error-day-to-come"), session.begin_nested():
        handing.say(session, staff, made, on=ON, day=WHEN)
    handing.say(session, staff, made, on=WHEN, day=WHEN)
    assert claim.time_bar_on == date(WHEN.year + 3, WHEN.month, WHEN.day + 1)


def test_a_notice_leaves_time_to_pay(session: Session) -> None:
    _, proposal = rats(session)
    with pytest.raises(NotNow, match="error-notice-too-short"):
        give_notice(session, proposal, ON + timedelta(days=13))


def test_a_hold_that_came_meanwhile_stops_it(session: Session) -> None:
    claim, proposal = rats(session)
    holds.place(
        session,
        key="h",
        kind="social",
        reason="ill",
        from_on=ON,
        by="staff:x",
        now=at(ON),
        claim_id=claim.id,
    )
    with pytest.raises(NotNow, match="error-handover-stopped"):
        give_notice(session, proposal)


@pytest.fixture
def writ(session: Session) -> tuple[Claim, Proposal]:
    """A Dutch claim for which a writ was prepared."""
    claim = builders.claim(
        session,
        builders.person(session),
        kind="benefit_recovery",
        arose_on=date(2026, 7, 1),
        due_on=date(2026, 8, 12),
        stage="reminded",
        reminded_on=date(2026, 9, 1),
    )
    handing.night(session, ON, NETHERLANDS)
    (proposal,) = handing.waiting(session, "writ")
    handing.say(session, handing.worker(session), proposal, town=NETHERLANDS)
    return claim, handing.waiting(session, "writ-served")[0]


def test_the_machine_sends_no_writ_and_shows_it_to_nobody(
    session: Session, writ: tuple[Claim, Proposal]
) -> None:
    claim, _ = writ
    prepared = session.exec(select(Letter).where(Letter.kind == "writ")).one()
    assert prepared.content["total"] == 100_00
    assert session.exec(select(Outgoing)).all() == []
    owner = session.get_one(Person, claim.person_id)
    with pytest.raises(NotFound):
        letters.own_letter(session, person_actor(owner), prepared.ref)
    assert letters.letters_to(session, claim.person_id, claim_id=claim.id or 0) == []


def test_once_served_it_costs_and_the_time_starts_anew(
    session: Session, writ: tuple[Claim, Proposal]
) -> None:
    claim, served = writ
    staff = handing.worker(session)
    day = ON + timedelta(days=5)
    handing.say(session, staff, served, on=day, town=NETHERLANDS, day=day, amount=92_50)
    assert builders.owed(session, claim) == 192_50
    assert claim.time_bar_on == date(2031, 11, 27)
    assert [step.kind for step in steps_of(session, claim.id or 0)] == ["writ"]


def test_remainders_are_put_forward_only_where_the_policy_lets_them_go(session: Session) -> None:
    small = builders.claim(session, builders.person(session), 300_00, kind="benefit_recovery")
    builders.claim(session, builders.person(session), 300_00, kind="benefit_recovery")
    builders.pay(session, small, 250_00)
    night = Night(NETHERLANDS, ON, at(ON))
    assert crumbs.put_forward(session, night, ALL) == 0
    assert crumbs.put_forward(session, Night(DENMARK, ON, at(ON)), ALL) == 0
    policy = NETHERLANDS.policy.changed({"crumb_takes_remainders": True})
    kinder = replace(NETHERLANDS, policy=policy)
    assert crumbs.put_forward(session, Night(kinder, ON, at(ON)), ALL) == 1
    (proposal,) = handing.waiting(session, "write-off")
    assert (proposal.claim_id, proposal.reason, proposal.signatures) == (small.id, "crumb", 2)


def test_a_municipality_has_the_lists_of_its_own_way_and_those_still_filled() -> None:
    dutch, danish = (set(lists_of(load(town), ON)) for town in ("oss", "norddjurs"))
    assert dutch - danish == {"writ", "writ-served", "settlement", "review-due"}
    assert danish - dutch == {"attachment", "attachment-made", "handover", "handover-lacks"}
    assert "handover" in lists_of(load("oss"), ON, filled=["handover"])
