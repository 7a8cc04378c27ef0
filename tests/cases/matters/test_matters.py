"""Asks that go to a person: collecting stands still, a person answers, and what follows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from portal.cases import drafts, handling
from portal.cases.letters import letters_of
from portal.cases.matters import answering, objected, pausing, settling
from portal.cases.matters.answering import By, Said
from portal.cases.matters.outcomes import last_outcome, outcomes_of
from portal.cases.matters.sending import send
from portal.cases.models import Case, Letter
from portal.cases.rulings import hearing
from portal.cases.rulings.models import ObjectionDecider
from portal.cases.told import told_before
from portal.check import broken
from portal.db import Database
from portal.errors import Conflict, NotAllowed, NotFound, NotNow
from portal.jobs.standstill import standing_still
from portal.ledger.models import Claim
from portal.municipality import load
from portal.people.actors import Actor, Helper, Permission, person_actor, staff_actor
from portal.people.models import Person
from portal.people.outbox import Outgoing
from tests import builders
from tests.builders import DAY, NOW

OSS, NORDDJURS = load("oss"), load("norddjurs")
SAID: dict[str, dict[str, Any]] = {
    "question": {"asking": "Why is it this much?"},
    "dispute": {"disputed": "paid", "reasons": "I paid in May."},
    "objection": {"decision": {"letter": "", "late": False}, "reasons": "It is too much."},
    "arrangement": {
        "helped_by": "other",
        "helper": "A desk, 0412",
        "proposal": "coming",
        "creditors": {"unknown": True},
        "story": "",
    },
    "settlement": {"half": "yes", "half_when": "now", "money_from": "family"},
}
WHY = "We looked at all of it."


@dataclass
class Town:
    """Someone who owes a thousand and a hundred, and staff."""

    session: Session
    owner: Person
    claims: list[Claim]
    resident: Actor
    worker: Actor
    other: Actor

    def sent(self, ask: str, town: Any = OSS, **told: object) -> Case:
        """Ask this about all claims, with answers to every question."""
        refs = [claim.ref for claim in self.claims]
        case = drafts.begin(self.session, self.resident, ask, refs, NOW)
        for question, value in (SAID[ask] | told).items():
            drafts.answer(self.session, case, question, value, NOW)
        self.send(case, town)
        return case

    def send(self, case: Case, town: Any = OSS) -> None:
        given = {"warnings": {}, "language": "en", "now": NOW, "on": DAY}
        send(self.session, town, self.resident, case, seen=case.version, **given)

    def by(self, case: Case, staff: Actor | None = None, on: date = DAY) -> By:
        """A member of staff with the page of the case as it is now."""
        return By(staff or self.worker, OSS, case.version, NOW, on)

    def stands_still(self) -> bool:
        ids = [claim.id for claim in self.claims if claim.id]
        return standing_still(self.session, ids, DAY) == frozenset(ids)

    def broken(self) -> list[str]:
        self.session.flush()
        return broken(self.session)


@pytest.fixture
def town(embedded: Database) -> Iterator[Town]:
    with embedded.unit_of_work() as session:
        owner = builders.person(session)
        claims = [
            builders.claim(session, owner, amount, kind="benefit_recovery")
            for amount in (1_000_00, 100_01)
        ]
        staff = [staff_actor(builders.staff(session)) for _ in range(2)]
        yield Town(session, owner, claims, person_actor(owner), *staff)


@pytest.mark.parametrize("ask", SAID)
def test_whatever_is_asked_waits_for_a_person_and_collecting_stands_still(
    ask: str, town: Town
) -> None:
    case = town.sent(ask)
    days = OSS.terms.number(f"answer_{ask}_days", DAY)
    assert (case.state, case.answer_by) == ("sent", DAY + timedelta(days=days))
    assert town.stands_still()
    assert pausing.is_paused(town.session, case, DAY) == (ask != "question")
    assert town.broken() == []


def test_it_is_sent_only_with_every_question_answered(town: Town) -> None:
    case = drafts.begin(town.session, town.resident, "dispute", [town.claims[0].ref], NOW)
    drafts.answer(town.session, case, "disputed", "amount", NOW)
    drafts.answer(town.session, case, "reasons", {"unknown": True}, NOW)
    with pytest.raises(NotNow, match="open-questions"):
        town.send(case)
    drafts.answer(town.session, case, "right", "It is 120.", NOW)
    town.send(case)


def test_a_question_is_answered_in_a_letter(town: Town) -> None:
    case = town.sent("question")
    answering.answer(town.session, town.by(case), case, Said("answered", WHY))
    (letter,) = letters_of(town.session, case_id=case.id)
    (told,) = town.session.exec(select(Outgoing).where(Outgoing.kind == "letter-answer"))
    assert (letter.kind, letter.content["reason"], told.letter_ref) == ("answer", WHY, letter.ref)
    assert "objection_until" not in letter.content
    assert case.state == "decided"
    assert not town.stands_still()
    assert town.broken() == []


def test_only_a_person_says_no_with_a_reason_and_it_can_be_objected_to(town: Town) -> None:
    case = town.sent("dispute")
    for unsaid in ("", "   too   \n"):
        with pytest.raises(NotNow, match="reason"):
            answering.answer(town.session, town.by(case), case, Said("not_accepted", unsaid))
    with pytest.raises(NotAllowed):
        answering.answer(town.session, town.by(case, town.resident), case, Said("accepted", WHY))
    answering.answer(town.session, town.by(case), case, Said("not_accepted", WHY))
    (letter,) = letters_of(town.session, case_id=case.id)
    assert letter.content["objection_until"] == (DAY + timedelta(weeks=6)).isoformat()
    assert not town.stands_still()


def test_an_outcome_of_another_ask_is_no_answer(town: Town) -> None:
    case = town.sent("question")
    with pytest.raises(NotNow):
        answering.answer(town.session, town.by(case), case, Said("accepted", WHY))


def test_of_two_members_of_staff_the_second_is_told(town: Town) -> None:
    case = town.sent("question")
    first, second = town.by(case), town.by(case, town.other)
    answering.answer(town.session, first, case, Said("answered", WHY))
    with pytest.raises((Conflict, NotNow)):
        answering.answer(town.session, second, case, Said("answered", WHY))


def test_an_answer_taken_back_waits_again_and_can_be_given_anew(town: Town) -> None:
    case = town.sent("dispute")
    answering.answer(town.session, town.by(case), case, Said("not_accepted", WHY))
    answering.reopen(town.session, town.by(case), case, "I read the wrong file.")
    assert (case.state, town.stands_still()) == ("sent", True)
    assert town.broken() == []
    answering.answer(town.session, town.by(case), case, Said("accepted", WHY))
    found = [one.outcome for one in outcomes_of(town.session, case)]
    assert found == ["not_accepted", "reopened", "accepted"]
    assert town.broken() == []


def test_what_is_taken_back_by_who_asked_stands_still_no_more(town: Town) -> None:
    case = town.sent("dispute")
    handling.withdraw(town.session, town.resident, case, NOW, DAY)
    assert not town.stands_still()


def _decision(town: Town) -> tuple[Letter, Case]:
    """A letter with a decision of the first member of staff."""
    case = town.sent("dispute")
    answering.answer(town.session, town.by(case), case, Said("not_accepted", WHY))
    return letters_of(town.session, case_id=case.id)[0], case


def test_an_objection_is_answered_by_somebody_who_did_not_decide(town: Town) -> None:
    letter, _ = _decision(town)
    case = town.sent("objection", decision={"letter": letter.ref, "late": False})
    assert case.answer_by == DAY + timedelta(weeks=6, days=42)
    with pytest.raises(NotNow, match="own-decision"):
        answering.answer(town.session, town.by(case), case, Said("accepted", WHY))
    with pytest.raises(NotNow, match="talk-needed"):
        answering.answer(town.session, town.by(case, town.other), case, Said("not_accepted", WHY))
    waived = "They told us by phone they want none."
    hearing.end(town.session, town.other, case, "waived", waived, seen=case.version, now=NOW)
    made = answering.answer(
        town.session, town.by(case, town.other), case, Said("not_accepted", WHY)
    )
    (answer,) = letters_of(town.session, case_id=case.id)
    (row,) = town.session.exec(select(ObjectionDecider)).all()
    assert (row.outcome_id, row.staff_id) == (made.id, town.other.id)
    assert row.decider_id != row.staff_id
    assert answer.content["appeal_until"] == (DAY + timedelta(weeks=6)).isoformat()
    assert "objection_until" not in answer.content


def test_a_late_objection_still_goes_to_a_person_and_is_asked_why(town: Town) -> None:
    letter, _ = _decision(town)
    about = {"letter": letter.ref, "late": True}
    with pytest.raises(NotNow, match="open-questions"):
        town.sent("objection", decision=about)
    case = town.sent("objection", decision=about, late="I was in hospital.")
    found = objected.about(town.session, case)
    assert found.is_late(DAY + timedelta(weeks=6, days=1))
    assert not found.is_late(DAY + timedelta(weeks=6))
    assert case.state == "sent"


def test_a_letter_of_somebody_else_is_no_decision_of_mine(town: Town) -> None:
    letter, _ = _decision(town)
    stranger = builders.person(town.session)
    assert objected.decisions_to(town.session, stranger.id or 0) == []
    case = builders.case(town.session, stranger, ask="objection")
    drafts_of = {"letter": letter.ref, "late": False}
    case.state = "draft"
    drafts.answer(town.session, case, "decision", drafts_of, NOW)
    assert objected.about(town.session, case).letter is None


def test_where_no_law_sets_a_day_an_objection_has_none(town: Town) -> None:
    case = town.sent("dispute", NORDDJURS)
    by = By(town.worker, NORDDJURS, case.version, NOW, DAY)
    answering.answer(town.session, by, case, Said("not_accepted", WHY))
    (letter,) = letters_of(town.session, case_id=case.id)
    assert letter.content["objection_until"] is None
    again = town.sent("objection", NORDDJURS, decision={"letter": letter.ref, "late": False})
    assert again.answer_by == DAY + timedelta(days=28)


def test_in_an_arrangement_collecting_stands_still_until_a_person_ends_it(town: Town) -> None:
    case = town.sent("arrangement")
    answering.answer(town.session, town.by(case), case, Said("accepted", WHY))
    assert case.state == "decided"
    assert town.stands_still()
    assert case.answer_by == DAY + timedelta(days=120)
    answering.end_pause(town.session, town.by(case), case, "The arrangement came to nothing.")
    assert not town.stands_still()
    with pytest.raises(NotNow):
        answering.end_pause(town.session, town.by(case), case, "Once more, to be sure.")


def test_half_paid_at_once_lets_the_rest_go_but_not_a_cent_less(town: Town) -> None:
    case = town.sent("settlement")
    with pytest.raises(NotNow, match="day-needed"):
        answering.answer(town.session, town.by(case), case, Said("accepted", WHY))
    said = Said("accepted", WHY, DAY + timedelta(days=28))
    offer = answering.answer(town.session, town.by(case), case, said)
    assert (offer.pay, offer.let_go) == (550_01, 550_00)
    builders.pay(town.session, town.claims[0], 550_00)
    with pytest.raises(NotNow, match="half-missing"):
        settling.settle(town.session, town.by(case), case)
    builders.pay(town.session, town.claims[1], 1)
    settling.settle(town.session, town.by(case), case)
    assert [builders.owed(town.session, claim) for claim in town.claims] == [0, 0]
    assert town.broken() == []
    with pytest.raises(NotNow):
        answering.reopen(town.session, town.by(case), case, "It was let go already.")


def test_half_that_does_not_come_leaves_all_as_it_was(town: Town) -> None:
    case = town.sent("settlement")
    said = Said("accepted", WHY, DAY + timedelta(days=28))
    answering.answer(town.session, town.by(case), case, said)
    answering.end_pause(town.session, town.by(case), case, "It did not come in.")
    last = last_outcome(town.session, case)
    assert last is not None
    assert last.outcome == "lapsed"
    assert [builders.owed(town.session, claim) for claim in town.claims] == [1_000_00, 100_01]
    assert not town.stands_still()


def test_an_ask_of_the_rules_is_none_of_these(town: Town) -> None:
    case = builders.case(town.session, town.owner, town.claims)
    with pytest.raises(NotFound):
        answering.answer(town.session, town.by(case), case, Said("accepted", WHY))


def test_what_was_said_of_ones_means_is_not_forgotten_for_a_question(town: Town) -> None:
    plan = drafts.begin(town.session, town.resident, "plan", [town.claims[0].ref], NOW)
    drafts.answer(town.session, plan, "household", "couple", NOW)
    plan.state, plan.sent_at, plan.answer_by = "sent", NOW, DAY
    town.sent("question")
    assert told_before(town.session, town.owner.id or 0) == {"household": "couple"}


def test_who_may_only_fill_in_cannot_send(town: Town) -> None:
    refs = [claim.ref for claim in town.claims]
    case = drafts.begin(town.session, town.resident, "question", refs, NOW)
    drafts.answer(town.session, case, "asking", SAID["question"]["asking"], NOW)
    helper = Helper("h", "A Helper", "loan", 1)
    town.resident = town.resident.helped_by(helper, {Permission.OWN_FILL})
    with pytest.raises(NotAllowed):
        town.send(case)
    assert case.state == "draft"
