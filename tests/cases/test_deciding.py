"""Decisions and what follows from them, on both databases; and two people at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from portal.cases import conversation, drafts, handling
from portal.cases.deciding import decisions_of, rule_on
from portal.cases.models import Answer, Case, Decision, Letter
from portal.cases.ruling import Ruling
from portal.cases.sending import send
from portal.check import broken
from portal.db import Database
from portal.errors import Conflict, NotAllowed, NotFound, NotNow
from portal.ledger import claims as ledger_claims
from portal.ledger.models import Claim, Plan
from portal.municipality import load
from portal.people.actors import Actor, person_actor, staff_actor
from portal.people.models import Person, StaffMember
from tests import builders
from tests.builders import DAY, NOW

TOWN = load("oss")
POOR = {
    "way": "rules",
    "household": "single",
    "pension_age": "none",
    "benefit": False,
    "income": {"amount": 1_200_00, "period": "month"},
    "assets": 0,
    "circumstances": [],
}
MORE = {"story": "", "pause": 3}


def sent(session: Session, ask: str = "plan", amount: int = 1_000_00) -> tuple[Case, Actor, Actor]:
    """A request that the rules leave to a person: no capacity."""
    owner = builders.person(session)
    claim = builders.claim(session, owner, amount, kind="benefit_recovery")
    resident, worker = person_actor(owner), staff_actor(builders.staff(session))
    case = drafts.begin(session, resident, ask, [claim.ref], NOW)
    for question, value in (POOR | MORE).items():
        drafts.answer(session, case, question, value, NOW)
    granted = send(
        session,
        TOWN,
        resident,
        case,
        seen=case.version,
        warnings={},
        language="en",
        now=NOW,
        on=DAY,
    )
    assert granted is None
    return case, resident, worker


def ruled(session: Session, case: Case, worker: Actor, **fields: object) -> Decision:
    given = {"outcome": "granted", "follows_advice": False, "reason": "Agreed by phone."}
    ruling = Ruling(**given | fields)  # type: ignore[arg-type]
    return rule_on(session, TOWN, worker, case, ruling, seen=case.version, now=NOW, on=DAY)


def test_a_plan_granted_by_a_person_is_made_with_its_letter(session: Session) -> None:
    case, _, worker = sent(session)
    decision = ruled(session, case, worker, monthly=50_00)
    plan = session.get_one(Plan, decision.plan_id)
    assert (plan.total, plan.monthly, plan.origin) == (1_000_00, 50_00, f"case:{case.ref}")
    (letter,) = session.exec(select(Letter)).all()
    assert letter.content["count"] == 20
    assert letter.content["reason"] == "Agreed by phone."
    assert broken(session) == []


def test_more_time_holds_until_its_day(session: Session) -> None:
    case, resident, worker = sent(session, "deferral")
    ruled(session, case, worker, until=DAY + timedelta(days=90))
    (view,) = ledger_claims.views(session, resident.id, DAY)
    assert view.postponed_until == DAY + timedelta(days=90)


def test_remission_in_part_leaves_the_rest(session: Session) -> None:
    case, resident, worker = sent(session, "remission")
    ruled(session, case, worker, outcome="granted_partly", waived=400_00)
    (view,) = ledger_claims.views(session, resident.id, DAY)
    assert view.balance == 600_00


@pytest.mark.parametrize("wrong", [0, -1, 1_000_01])
def test_no_more_is_let_go_than_is_owed(session: Session, wrong: int) -> None:
    case, _, worker = sent(session, "remission")
    with pytest.raises(NotNow, match="error-amount-needed"):
        ruled(session, case, worker, outcome="granted_partly", waived=wrong)


@pytest.mark.parametrize("reason", ["", "   \n  ", "too short"])
def test_a_refusal_needs_a_reason(session: Session, reason: str) -> None:
    case, _, worker = sent(session)
    with pytest.raises(NotNow, match="error-reason-needed"):
        ruled(session, case, worker, outcome="refused", reason=reason)


@pytest.mark.parametrize("reason", ["", " " * 40, "\n\t" * 20])
def test_the_database_itself_refuses_a_refusal_without_a_reason(
    session: Session, reason: str
) -> None:
    case, _, worker = sent(session)
    with pytest.raises(IntegrityError):
        builders.decision(
            session,
            case,
            outcome="refused",
            staff_id=worker.id,
            follows_advice=False,
            reason=reason,
        )


def test_the_rules_cannot_refuse_even_by_mistake(session: Session) -> None:
    case, _, _ = sent(session)
    with pytest.raises(IntegrityError):
        builders.decision(session, case, outcome="refused", staff_id=None, reason="x" * 40)


def test_a_resident_cannot_decide_and_sees_only_their_own(session: Session) -> None:
    case, resident, worker = sent(session)
    with pytest.raises(NotAllowed):
        ruled(session, case, resident, monthly=50_00)
    stranger = person_actor(builders.person(session))
    with pytest.raises(NotFound):
        drafts.own_case(session, stranger, case.ref)
    with pytest.raises(NotFound):
        drafts.own_case(session, worker, case.ref)


def test_a_new_decision_stands_in_the_place_of_the_old(session: Session) -> None:
    case, _, worker = sent(session)
    first = ruled(session, case, worker, monthly=50_00)
    second = ruled(session, case, worker, monthly=25_00, reason="The rent went up.")
    assert [row.no for row in decisions_of(session, case)] == [1, 2]
    assert session.get_one(Plan, first.plan_id).end_reason == "replaced"
    assert session.get_one(Plan, second.plan_id).ended_on is None


def test_a_grant_is_not_turned_into_a_refusal(session: Session) -> None:
    case, _, worker = sent(session)
    ruled(session, case, worker, monthly=50_00)
    with pytest.raises(NotNow, match="error-already-granted"):
        ruled(session, case, worker, outcome="refused", reason="Changed my mind.")


def test_an_answer_to_a_question_gives_the_case_back_to_staff(session: Session) -> None:
    case, resident, worker = sent(session)
    conversation.ask(session, worker, case, "What is your rent?", seen=case.version, now=NOW)
    assert case.state == "asked"
    conversation.say(session, resident, case, "700 a month", on=DAY, now=NOW)
    assert case.state == "sent"
    assert [m.kind for m in conversation.messages_of(session, case)] == ["question", "reply"]


def test_someone_elses_claim_cannot_be_asked_about(session: Session) -> None:
    owner, stranger = builders.person(session), builders.person(session)
    claim = builders.claim(session, owner)
    own = builders.claim(session, stranger)
    with pytest.raises(NotNow):
        drafts.begin(session, person_actor(stranger), "plan", [claim.ref], NOW)
    with pytest.raises(NotFound):
        drafts.begin(session, person_actor(stranger), "plan", [claim.ref, own.ref], NOW)


AT_ONCE = 4


def at_once(database: Database, act: Callable[[Session, int], object]) -> list[object]:
    """Let several do this at the same moment; a Conflict is told, nothing else may happen."""
    start = Barrier(AT_ONCE, timeout=20)

    def one(number: int) -> object:
        start.wait()
        try:
            with database.unit_of_work() as session:
                return act(session, number)
        except Conflict:
            return "told"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def test_of_several_who_decide_at_once_one_does_and_the_others_are_told(
    database: Database,
) -> None:
    with database.unit_of_work() as session:
        case, _, _ = sent(session)
        workers = [staff_actor(builders.staff(session)) for _ in range(AT_ONCE)]
        seen = case.version

    def act(session: Session, number: int) -> object:
        same = session.exec(select(Case).where(Case.ref == case.ref)).one()
        ruling = Ruling("granted", follows_advice=False, reason="Agreed by phone.", monthly=50_00)
        rule_on(session, TOWN, workers[number], same, ruling, seen=seen, now=NOW, on=DAY)
        return "decided"

    assert sorted(map(str, at_once(database, act))) == ["decided"] + ["told"] * (AT_ONCE - 1)
    with database.reading() as session:
        assert len(session.exec(select(Decision)).all()) == 1
        assert len(session.exec(select(Plan)).all()) == 1
        assert broken(session) == []


def test_two_tabs_that_begin_the_same_request_share_it(database: Database) -> None:
    with database.unit_of_work() as session:
        owner = builders.person(session)
        claim, resident = builders.claim(session, owner), person_actor(owner)

    def act(session: Session, _: int) -> object:
        return drafts.begin(session, resident, "plan", [claim.ref], NOW).ref

    begun = [ref for ref in at_once(database, act) if ref != "told"]
    assert len(set(begun)) == 1
    with database.reading() as session:
        assert len(session.exec(select(Case)).all()) == 1


def test_two_tabs_that_answer_the_same_question_keep_one_answer(database: Database) -> None:
    with database.unit_of_work() as session:
        owner = builders.person(session)
        claim, resident = builders.claim(session, owner), person_actor(owner)
        case = drafts.begin(session, resident, "plan", [claim.ref], NOW)

    def act(session: Session, number: int) -> object:
        same = drafts.own_case(session, resident, case.ref)
        drafts.answer(session, same, "months", number + 1, NOW)
        return "kept"

    assert "kept" in at_once(database, act)
    with database.reading() as session:
        assert len(session.exec(select(Answer)).all()) == 1


def test_taking_and_putting_back(session: Session) -> None:
    case, _, worker = sent(session)
    handling.take(session, worker, case, seen=case.version, now=NOW)
    assert case.taken_by == worker.id
    with pytest.raises(Conflict):
        handling.take(session, worker, case, seen=case.version - 1, now=NOW)
    handling.leave(session, worker, case, seen=case.version, now=NOW)
    assert case.taken_by is None


def test_nobody_is_both_resident_and_staff() -> None:
    person = Person(
        id=1,
        ref="r",
        kind="person",
        name="n",
        language="en",
        identity_scheme="bsn",
        identity_digest="d",
    )
    member = StaffMember(id=1, ref="s", name="n", role="case_worker")
    assert not person_actor(person).is_staff
    assert staff_actor(member).is_staff


def test_every_claim_of_a_request_stays_the_residents_own(session: Session) -> None:
    case, resident, _ = sent(session)
    refs = drafts.claim_refs(session, case)
    owners = session.exec(select(Claim.person_id).where(Claim.ref == refs[0])).all()
    assert owners == [resident.id]


def test_what_runs_in_one_plan_is_asked_about_together(session: Session) -> None:
    owner = builders.person(session)
    debts = [builders.claim(session, owner, 300_00) for _ in range(2)]
    builders.plan(session, owner, debts, 25_00)
    case = drafts.begin(session, person_actor(owner), "plan", [debts[0].ref], NOW)
    assert sorted(drafts.claim_refs(session, case)) == sorted(debt.ref for debt in debts)
