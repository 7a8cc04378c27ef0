"""How staff decide: departures, weighing, hearing, and a second signature where two have to."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from portal.cases import conversation, drafts, handling
from portal.cases.deciding import decisions_of, rule_on
from portal.cases.letters import letters_of
from portal.cases.matters import answering, pausing
from portal.cases.matters.answering import By, Said
from portal.cases.models import Case, Decision
from portal.cases.ruling import Ruling
from portal.cases.rulings import hearing, preparing, weighing
from portal.cases.rulings.models import Departure, Prepared
from portal.cases.rulings.preparing import Desk
from portal.cases.rulings.signatures import to_sign
from portal.cases.rulings.weighing import Found
from portal.cases.sending import send
from portal.check import broken
from portal.db import Database
from portal.errors import Conflict, NotAllowed, NotNow
from portal.ledger.models import Claim, Plan
from portal.municipality import load
from portal.people.actors import Actor, person_actor, staff_actor
from portal.people.models import KnownFact, Person
from tests import builders
from tests.builders import DAY, NOW

TOWN = load("oss")
LIMIT = TOWN.terms.number("sign_let_go_above", DAY)
WHY = "The rent went up, and this still ends in time."
RICH = {
    "way": "monthly",
    "monthly": 50_00,
    "household": "single",
    "pension_age": "none",
    "benefit": False,
    "income": {"amount": 2_000_00, "period": "month"},
    "assets": 0,
    "circumstances": [],
    "story": "",
}


@dataclass
class World:
    """A resident with a case, who decides it, and who can sign."""

    session: Session
    owner: Person
    worker: Actor
    senior: Actor

    def sent(self, ask: str = "plan", amount: int = 1_000_00, **told: Any) -> Case:
        """A request that waits for a person; the rules advise 100.00 a month for a plan."""
        claim = builders.claim(self.session, self.owner, amount, kind="benefit_recovery")
        resident = person_actor(self.owner)
        case = drafts.begin(self.session, resident, ask, [claim.ref], NOW)
        for question, value in (RICH | told).items():
            drafts.answer(self.session, case, question, value, NOW)
        given = {"warnings": {}, "language": "en", "now": NOW, "on": DAY}
        send(self.session, TOWN, resident, case, seen=case.version, **given)
        return case

    def by(self, staff: Actor | None = None) -> Desk:
        return Desk(staff or self.worker, TOWN, NOW, DAY)

    def ruled(self, case: Case, on: Any = DAY, **fields: Any) -> Decision:
        ruling = _ruling(**fields)
        staff, seen = self.worker, case.version
        return rule_on(self.session, TOWN, staff, case, ruling, seen=seen, now=NOW, on=on)

    def prepared(self, case: Case, **fields: Any) -> Prepared:
        ruling = _ruling(**fields)
        return preparing.prepare(self.session, self.by(), case, ruling, seen=case.version)

    def to_sign(self, case: Case, **fields: Any) -> Prepared:
        made = self.prepared(case, **fields)
        assert preparing.settle(self.session, self.by(), made, seen=made.version) is None
        return made

    def is_sound(self) -> bool:
        return not broken(self.session)


def _ruling(**fields: Any) -> Ruling:
    given = {"outcome": "granted", "follows_advice": False, "reason": WHY}
    return Ruling(**given | fields)


TIED = {"article": "15", "area": "housing"}


@pytest.fixture
def world(session: Session) -> World:
    staff = [staff_actor(builders.staff(session, role)) for role in ("case_worker", "senior")]
    return World(session, builders.person(session), *staff)


def test_a_departure_is_kept_beside_the_advice_with_its_article_and_its_ground(
    world: World,
) -> None:
    case = world.sent()
    for lacking in ({}, {"article": "15"}, {"area": "housing"}, TIED | {"article": "none-such"}):
        with pytest.raises(NotNow, match=r"error-(article|area)-needed"):
            world.ruled(case, monthly=50_00, **lacking)
    world.ruled(case, monthly=50_00, **TIED)
    (row,) = world.session.exec(select(Departure)).all()
    assert (row.advice, row.advised, row.decided, row.departs) == ("grant", 100_00, 50_00, True)
    assert (row.article, row.area) == ("15", "housing")
    (letter,) = letters_of(world.session, case_id=case.id)
    told = {row["name"]: row["value"] for row in letter.content["beside"]}
    assert told == {"asked": 50_00, "rules": 100_00, "decided": 50_00}
    assert world.is_sound()


def test_who_follows_the_advice_departs_from_nothing(world: World) -> None:
    world.ruled(world.sent(), monthly=100_00, follows_advice=True, outcome="granted_partly")
    (row,) = world.session.exec(select(Departure)).all()
    assert (row.departs, row.article, row.area) == (False, "", "")


def test_a_large_remission_waits_without_effect_until_another_person_signs(world: World) -> None:
    case = world.sent("remission", LIMIT + 1)
    with pytest.raises(NotNow, match="error-signature-needed"):
        world.ruled(case)
    made = world.to_sign(case)
    assert (made.state, decisions_of(world.session, case)) == ("to_sign", [])
    assert letters_of(world.session, case_id=case.id) == []
    with pytest.raises(NotNow, match="error-waits-for-signature"):
        world.ruled(case, outcome="granted_partly", waived=LIMIT)
    with pytest.raises(NotAllowed):
        preparing.sign(world.session, world.by(), made, seen=made.version)
    (row,) = to_sign(world.session, world.senior)
    assert row.decider_id == world.worker.id
    decision = preparing.sign(world.session, world.by(world.senior), made, seen=made.version)
    assert (decision.staff_id, decision.waived) == (world.worker.id, LIMIT + 1)
    assert (made.state, made.answered_by) == ("signed", world.senior.id)
    (letter,) = letters_of(world.session, case_id=case.id)
    assert letter.content["signed"]
    assert to_sign(world.session, world.senior) == []
    assert world.is_sound()


def test_up_to_the_amount_one_person_decides(world: World) -> None:
    assert world.ruled(world.sent("remission", LIMIT)).waived == LIMIT


def test_nobody_signs_their_own_nor_can_the_database(world: World) -> None:
    case = world.sent("remission", LIMIT + 1)
    own = preparing.prepare(
        world.session, world.by(world.senior), case, _ruling(), seen=case.version
    )
    preparing.settle(world.session, world.by(world.senior), own, seen=own.version)
    with pytest.raises(NotNow, match="error-second-person"):
        preparing.sign(world.session, world.by(world.senior), own, seen=own.version)
    with pytest.raises(IntegrityError):
        world.session.exec(update(Prepared).values(state="sent_back", answered_by=own.staff_id))


def test_a_signer_sends_back_with_a_reason_and_it_can_be_decided_anew(world: World) -> None:
    case = world.sent("remission", LIMIT + 1)
    made, signer = world.to_sign(case), world.by(world.senior)
    with pytest.raises(NotNow, match="error-reason-needed"):
        preparing.send_back(world.session, signer, made, "no", seen=made.version)
    preparing.send_back(world.session, signer, made, "The bank papers lack.", seen=made.version)
    assert decisions_of(world.session, case) == []
    assert world.to_sign(case).state == "to_sign"


def test_what_the_resident_wrote_since_keeps_a_signer_from_signing_blindly(world: World) -> None:
    case = world.sent("remission", LIMIT + 1)
    made, signer = world.to_sign(case), world.by(world.senior)
    handling.take(world.session, world.worker, case, seen=case.version, now=NOW)
    conversation.say(
        world.session, person_actor(world.owner), case, "I can pay half.", on=DAY, now=NOW
    )
    with pytest.raises(NotNow, match="error-overtaken"):
        preparing.sign(world.session, signer, made, seen=made.version)


def test_of_two_who_sign_at_once_the_second_is_told(world: World) -> None:
    made = world.to_sign(world.sent("remission", LIMIT + 1))
    seen, signer = made.version, world.by(world.senior)
    preparing.sign(world.session, signer, made, seen=seen)
    with pytest.raises(NotNow):
        preparing.sign(world.session, signer, made, seen=seen)


def test_the_letter_is_read_before_it_is_saved_and_nothing_of_it_is_kept(world: World) -> None:
    case = world.sent()
    made = world.prepared(case, monthly=50_00, **TIED)
    notes = {"decision": "We spoke on Monday.", "end": " ", "else": "x"}
    preparing.with_notes(world.session, world.by(), made, notes, seen=made.version)
    shown = preparing.as_it_will_read(world.session, world.by(), made)
    assert shown.content["notes"] == {"decision": "We spoke on Monday."}
    assert (case.state, world.session.exec(select(Plan)).all()) == ("sent", [])
    assert letters_of(world.session, case_id=case.id) == []
    preparing.settle(world.session, world.by(), made, seen=made.version)
    (letter,) = letters_of(world.session, case_id=case.id)
    assert letter.content == shown.content


def test_what_was_weighed_is_of_two_areas_and_stands_in_the_letter(world: World) -> None:
    case = world.sent(circumstances=["health", "housing"])
    less = {"outcome": "granted_partly", "monthly": 75_00, **TIED}
    with pytest.raises(NotNow, match="error-weighing-needed"):
        world.ruled(case, **less)
    found = {"health": Found("heavy", "Treatment costs 60 a month.")}
    given: dict[str, Any] = {"seen": case.version, "now": NOW}
    with pytest.raises(NotNow, match="error-two-areas"):
        weighing.weigh(world.session, world.worker, case, found, WHY, **given)
    found |= {"housing": Found("none", "The rent can be paid from this.")}
    weighing.weigh(world.session, world.worker, case, found, WHY, **given)
    world.ruled(case, **less)
    (letter,) = letters_of(world.session, case_id=case.id)
    assert [one["area"] for one in letter.content["weighed"]["areas"]] == ["health", "housing"]
    assert world.is_sound()


def test_who_says_the_facts_are_otherwise_is_heard_before_less_is_given(world: World) -> None:
    fact = {"name": "income", "value": {"amount": 2_400_00, "period": "month"}}
    world.session.add(
        KnownFact(person_id=world.owner.id, source="source-income-register", as_of=DAY, **fact)
    )
    case = world.sent()
    refused = {"outcome": "refused", **TIED}
    with pytest.raises(NotNow, match="error-hearing-needed"):
        world.ruled(case, **refused)
    given = {"seen": case.version, "now": NOW, "on": DAY}
    asked = hearing.hear(world.session, TOWN, world.worker, case, WHY, **given)
    assert (case.state, asked.by_day) == ("asked", DAY + timedelta(days=14))
    (letter,) = letters_of(world.session, case_id=case.id)
    assert (letter.kind, [fact["name"] for fact in letter.content["facts"]]) == (
        "hearing",
        ["income"],
    )
    with pytest.raises(NotNow, match="error-hearing-waits"):
        world.ruled(case, **refused)
    conversation.say(
        world.session, person_actor(world.owner), case, "I lost hours.", on=DAY, now=NOW
    )
    assert world.ruled(case, **refused).outcome == "refused"


def test_who_does_not_answer_in_time_is_not_waited_for(world: World) -> None:
    case = world.sent()
    hearing.hear(world.session, TOWN, world.worker, case, WHY, seen=case.version, now=NOW, on=DAY)
    late = DAY + timedelta(days=15)
    assert world.ruled(case, on=late, outcome="refused", **TIED).outcome == "refused"


def test_after_an_accepted_objection_somebody_else_decides_anew(world: World) -> None:
    case = world.sent()
    world.ruled(case, monthly=75_00, outcome="granted_partly", **TIED)
    (letter,) = letters_of(world.session, case_id=case.id)
    later = NOW + timedelta(hours=1)
    claims = world.session.exec(select(Claim).where(Claim.person_id == world.owner.id)).all()
    objection = builders.case(world.session, world.owner, claims, ask="objection", state="draft")
    told = {"decision": {"letter": letter.ref, "late": False}, "reasons": "It is too much."}
    for question, value in told.items():
        drafts.answer(world.session, objection, question, value, NOW)
    objection.state = "sent"
    world.session.flush()
    by = By(world.senior, TOWN, objection.version, later, DAY)
    answering.answer(world.session, by, objection, Said("accepted", WHY))
    with pytest.raises(NotNow, match="error-decided-before"):
        world.ruled(case, monthly=50_00, **TIED)
    assert pausing.held(world.session, objection), "nothing is collected by the old decision"
    other = World(world.session, world.owner, world.senior, world.senior)
    assert other.ruled(case, monthly=50_00, **TIED).no == 2
    assert (pausing.held(world.session, objection), objection.to_weigh) == (frozenset(), False)
    told, _ = letters_of(world.session, case_id=objection.id)
    assert told.content["outcome"] == "corrected"
    assert handling.events_of(world.session, objection)[-1].actor == world.senior.signature
    answering.reopen(world.session, replace(by, seen=objection.version), objection, WHY)
    assert pausing.held(world.session, objection), "taking the answer back lets it stand still"
    assert world.is_sound()


def test_who_signed_the_first_decision_does_not_sign_the_one_after_the_objection(
    world: World,
) -> None:
    case, part = world.sent("remission", 3 * LIMIT), {"outcome": "granted_partly", **TIED}
    first = world.to_sign(case, waived=LIMIT + 1, **part)
    decision = preparing.sign(world.session, world.by(world.senior), first, seen=first.version)
    (letter,) = letters_of(world.session, case_id=case.id)
    objection = builders.case(world.session, world.owner, ask="objection", state="draft")
    told = {"decision": {"letter": letter.ref, "late": False}, "reasons": "It is too little."}
    for question, value in told.items():
        drafts.answer(world.session, objection, question, value, NOW)
    objection.state = "sent"
    world.session.flush()
    new = [staff_actor(builders.staff(world.session, role)) for role in ("case_worker", "senior")]
    by = By(new[0], TOWN, objection.version, decision.decided_at, DAY)
    answering.answer(world.session, by, objection, Said("accepted", WHY))
    other = World(world.session, world.owner, *new)
    again = other.to_sign(case, waived=LIMIT + 2, **part)
    with pytest.raises(NotNow, match="error-decided-before"):
        preparing.sign(world.session, world.by(world.senior), again, seen=again.version)
    assert preparing.sign(world.session, other.by(new[1]), again, seen=again.version).no == 2


def test_a_decision_made_ready_on_an_old_page_is_told_so(embedded: Database) -> None:
    with embedded.unit_of_work() as session:
        staff = [staff_actor(builders.staff(session, role)) for role in ("case_worker", "senior")]
        world = World(session, builders.person(session), *staff)
        case = world.sent()
        seen = case.version
        handling.take(session, world.worker, case, seen=seen, now=NOW)
        with pytest.raises(Conflict):
            preparing.prepare(session, world.by(), case, _ruling(monthly=50_00, **TIED), seen=seen)
