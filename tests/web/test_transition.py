"""A plan from before the rules of today: old and new side by side, the warning, and who decides."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlmodel import select

from portal.cases.models import Case, Decision, Receipt, WarningShown
from portal.cases.receipts import Kept, rebuild
from portal.ledger import postings
from portal.ledger.models import Claim, Plan
from portal.municipality import load
from portal.people.models import Person
from tests import builders
from tests.web.conftest import MEANS, Visitor, words

OLD = MEANS | {"income": {"income": "2630", "period": "month"}}
"""A plan of 40 a month runs from 2023; the rules of today come to 98.32."""
KEPT = "Keep my plan, throw this request away"


def rows(app: Flask, table: Any) -> list[Any]:
    with app.extensions["portal"].database.reading() as session:
        return list(session.exec(select(table)).all())


def old_plan(app: Flask) -> Plan:
    (plan,) = [plan for plan in rows(app, Plan) if plan.policy_version == "before-2024"]
    return plan


@pytest.mark.parametrize("ask", ["lower_instalment", "plan"])
def test_before_sending_both_stand_side_by_side_with_a_warning(oss: Flask, ask: str) -> None:
    visitor = Visitor(oss, "demo-old-plan")
    account = visitor.ask(ask, OLD)
    for page in (account, visitor.get(account.request.path.replace("/account", "/check"))):
        said = words(page)
        assert "A month by your present plan, from 10 January 2023 €40.00 This holds" in said
        assert "A month by the rules from 1 January 2024 €98.32" in said
        assert "Your present plan is better for you" in said
        assert KEPT in said
    assert "which is €58.32 more a month. You may withdraw" in said
    assert "you get a yes at once" not in said


@pytest.mark.parametrize("ask", ["lower_instalment", "plan"])
def test_it_is_not_sent_unread_and_nothing_gets_dearer_without_a_person(
    oss: Flask, ask: str
) -> None:
    visitor = Visitor(oss, "demo-old-plan")
    account = visitor.ask(ask, OLD)
    refused = visitor.send(account)
    assert refused.status_code == 422
    assert "tick that you have read them" in words(refused)
    sent = visitor.send(account, **{"read-costs_more": "y"})
    assert "Request received" in words(sent)
    assert not rows(oss, Decision)
    assert old_plan(oss).ended_on is None
    (warning,) = rows(oss, WarningShown)
    assert (warning.kind, "€58.32" in warning.wording) == ("costs_more", True)


def test_whoever_wants_to_keep_the_plan_throws_the_request_away_right_there(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-old-plan")
    account = visitor.ask("lower_instalment", OLD)
    discard = account.request.path.replace("/account", "/discard")
    assert f'action="{discard}"' in account.text
    check = visitor.get(account.request.path.replace("/account", "/check"))
    assert f'formaction="{discard}"' in check.text
    assert "Your payment plan" in words(visitor.post(discard, version="5")), "the plan that stays"
    assert not rows(oss, Case)
    assert old_plan(oss).ended_on is None


def test_beside_the_questions_it_says_that_the_plan_runs_on(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-old-plan")
    account = visitor.ask("lower_instalment", OLD)
    question = account.request.path.replace("/account", "/questions/circumstances")
    said = words(visitor.get(question))
    assert "€98.32 a month" in said
    assert "Your plan goes on as it is until a member of staff has talked with you" in said
    assert "What happens next" not in said


def test_a_kinder_new_amount_is_granted_at_once(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-old-plan")
    answers = MEANS | {"income": {"income": "2483.35", "period": "month"}}
    account = visitor.ask("lower_instalment", answers)
    assert "€25.00 Holds when you send" in words(account)
    assert KEPT not in words(account)
    visitor.send(account)
    (decision,) = rows(oss, Decision)
    assert (decision.staff_id, decision.monthly) == (None, 25_00)
    page = Visitor(oss, "demo-worker").get(f"/staff/cases/{rows(oss, Case)[0].ref}")
    assert "The rules of today hold: they ask less" in words(page), "also after it was decided"


def test_staff_see_the_same_two_with_the_one_that_holds_and_why(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-old-plan")
    visitor.send(visitor.ask("lower_instalment", OLD), **{"read-costs_more": "y"})
    said = words(Visitor(oss, "demo-worker").get(f"/staff/cases/{rows(oss, Case)[0].ref}"))
    assert "A month by the old plan, from 10 January 2023 €40.00 This holds" in said
    assert "The old plan holds. It is kinder by €58.32 a month" in said
    assert "Beleidsregels Oss art. 21" in said


def test_a_plan_of_today_has_no_transition(oss: Flask) -> None:
    answers = MEANS | {"income": {"income": "3000", "period": "month"}}
    account = Visitor(oss, "demo-several").ask("lower_instalment", answers)
    assert "by the rules from" not in words(account)


def test_where_no_policy_respects_older_plans_nothing_is_said(norddjurs: Flask) -> None:
    visitor = Visitor(norddjurs, "demo-running-plan")
    answers = MEANS | {"income": {"income": "400000", "period": "year"}}
    visitor.send(visitor.ask("lower_instalment", answers))
    (case,) = rows(norddjurs, Case)
    page = Visitor(norddjurs, "demo-worker").get(f"/staff/cases/{case.ref}")
    assert "by the rules from" not in words(page)


def test_old_interest_and_an_old_debt_say_what_stays(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-loan-done")
    with oss.extensions["portal"].database.unit_of_work() as session:
        claim = session.exec(select(Claim).where(Claim.number == "V2023-00014")).one()
        booked = builders.booking("old-interest", date(2023, 12, 31))
        postings.charge(session, claim.id, 11_50, "interest", **booked)
        ref = claim.ref
    said = words(visitor.get(f"/claims/{ref}"))
    assert "€11.50 of interest from before 1 January 2024" in said
    visitor.send(visitor.ask("remission", MEANS, [ref]))
    said = words(Visitor(oss, "demo-worker").get(f"/staff/cases/{rows(oss, Case)[0].ref}"))
    assert "Letting it go works from 1 January 2024 at the earliest" in said


YOUNG = MEANS | {"pension_age": {"pension_age": "under_21"}}


def test_under_21_a_person_looks_and_both_are_told_why(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-several")
    check = visitor.ask("plan", YOUNG)
    assert check.request.path.endswith("/check"), "there is no sum to show"
    assert "People under 21 have their own amounts" in words(check)
    visitor.send(check)
    assert not rows(oss, Decision)
    (receipt,) = rows(oss, Receipt)
    assert receipt.facts["household"]["under_21"] is True
    assert receipt.result["account"] == []
    assert rebuild(load("oss"), Kept.of(receipt)).is_same
    said = words(Visitor(oss, "demo-worker").get(f"/staff/cases/{rows(oss, Case)[0].ref}"))
    assert "People under 21 have their own amounts" in said
    assert "Someone is under 21" in said


def test_under_21_a_plan_of_a_few_months_is_granted_as_for_anyone(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-several")
    short = {"way": {"way": "months"}, "months": {"months": "12"}, "means": {"means": "yes"}}
    visitor.send(visitor.ask("plan", YOUNG | short))
    (decision,) = rows(oss, Decision)
    assert decision.staff_id is None


def under(app: Flask, person: str, scheme: str) -> str:
    """Let one claim of somebody rest on a scheme; return its reference."""
    with app.extensions["portal"].database.unit_of_work() as session:
        owner = session.exec(select(Person).where(Person.ref == person)).one()
        claim = session.exec(select(Claim).where(Claim.person_id == owner.id)).first()
        claim.scheme = scheme
        return str(claim.ref)


@pytest.mark.parametrize(("scheme", "name"), [("bbz", "Bbz"), ("tozo", "Tozo")])
def test_a_scheme_with_rules_of_its_own_goes_to_a_person_even_for_a_few_months(
    oss: Flask, scheme: str, name: str
) -> None:
    visitor = Visitor(oss, "demo-over-minimum")
    claim = under(oss, "demo-over-minimum", scheme)
    assert f"{name} (" in words(visitor.get(f"/claims/{claim}"))
    assert "this has rules of its own" in words(visitor.get(f"/claims/{claim}"))
    check = visitor.ask("plan", MEANS | {"way": {"way": "months"}, "months": {"months": "6"}})
    assert "this has rules of its own" in words(check)
    visitor.send(check)
    assert not rows(oss, Decision)
    (receipt,) = rows(oss, Receipt)
    assert receipt.facts["claims"][0]["scheme"] == scheme
    assert rebuild(load("oss"), Kept.of(receipt)).is_same
    assert [reason["code"] for reason in receipt.result["reasons"]] == ["weighing_needed"]
    said = words(Visitor(oss, "demo-worker").get(f"/staff/cases/{rows(oss, Case)[0].ref}"))
    assert "this has rules of its own" in said


def test_a_small_debt_of_such_a_scheme_is_not_offered_to_be_let_go(oss: Flask) -> None:
    under(oss, "demo-small-debt", "tozo")
    assert "can be let go" not in words(Visitor(oss, "demo-small-debt").get("/ask"))


def test_a_claim_under_another_act_follows_the_same_rules_and_says_its_basis(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-couple")
    overview = visitor.get("/overview").text
    claim = overview.split('href="/claims/')[1].split('"')[0]
    assert "IOAW (older unemployed people). IOAW art. 25" in words(visitor.get(f"/claims/{claim}"))
    answers = MEANS | {
        "household": {"household": "couple"},
        "income": {"income": "2800", "period": "month"},
    }
    visitor.send(visitor.ask("plan", answers))
    (decision,) = rows(oss, Decision)
    assert (decision.staff_id, decision.monthly) == (None, 140_00)
    said = words(Visitor(oss, "demo-worker").get(f"/staff/cases/{rows(oss, Case)[0].ref}"))
    assert "based on IOAW (older unemployed people), IOAW art. 25" in said
