"""Deciding: the advice in one act, anything else with a reason, and nothing typed is lost."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from portal.cases.models import Decision, Letter
from portal.ledger.models import Claim, Plan, Postponement
from tests.web.conftest import MEANS, TODAY, Visitor, words
from tests.web.staff.desk import REASON, Desk, case_of, low_offer, rows, say, sent, version


def test_following_the_advice_makes_the_plan_and_the_letter(oss: Flask) -> None:
    case, worker = low_offer(oss), Desk(oss)
    page = words(worker.act(case, "advice"))
    assert "Granted in part" in page, "the resident asked for less"
    (decision,) = rows(oss, Decision)
    assert (decision.monthly, decision.follows_advice) == (100_00, True)
    assert rows(oss, Plan)[-1].id == decision.plan_id
    (letter,) = rows(oss, Letter)
    shown = worker.get(f"/staff/letters/{letter.ref}")
    assert "€ 100,00 per maand" in words(shown), "in the language of the letter"
    assert "U stelde minder voor" in words(shown)
    assert "kijkt wat mogelijk is" not in words(shown), "that is done"


def test_as_the_resident_asked_needs_a_reason_when_the_rules_advise_otherwise(oss: Flask) -> None:
    case, worker = low_offer(oss), Desk(oss)
    assert worker.decide(case, "as_asked", reason="").status_code == 422
    page = words(worker.decide(case, "as_asked"))
    assert f"{say('staff-decided-advice')} No" in page
    (decision,) = rows(oss, Decision)
    assert (decision.outcome, decision.monthly, decision.reason) == ("granted", 50_00, REASON)


def test_that_a_plan_would_outlive_its_claim_is_said_before_deciding(oss: Flask) -> None:
    case, worker = low_offer(oss), Desk(oss)
    too_old = "A claim in it is too old to collect from"
    too_old_after(oss, 9_999)
    assert too_old not in words(worker.get(case))
    too_old_after(oss, 700)
    said = words(worker.get(case))
    assert "At €50.00 a month the plan goes on until" in said
    assert "At €100.00 a month" not in said, "that one ends before"
    ready = worker.decide(case, "as_asked", look="1")
    assert too_old in words(worker.get(ready.request.path))
    assert rows(oss, Decision) == []


def too_old_after(app: Flask, days: int) -> None:
    """Let every claim be too old so many days from now."""
    with app.extensions["portal"].database.unit_of_work() as session:
        for claim in session.exec(select(Claim)):
            claim.time_bar_on = TODAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("typed", "outcome", "monthly"),
    [
        ({"monthly": "75"}, "granted_partly", 75_00),
        ({"monthly": "40,00"}, "granted", 40_00),
        ({"months": "24"}, "granted_partly", 77_80),
    ],
)
def test_another_amount_is_granted_in_part_when_it_is_more_than_asked(
    oss: Flask, typed: dict[str, str], outcome: str, monthly: int
) -> None:
    Desk(oss).decide(low_offer(oss), "other", **typed)
    (decision,) = rows(oss, Decision)
    assert (decision.outcome, decision.monthly) == (outcome, monthly)
    assert len(rows(oss, Letter)) == 1
    assert decision.plan_id == rows(oss, Plan)[-1].id


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"monthly": "50", "months": "10"},
        {"monthly": "-5"},
        {"monthly": "0"},
        {"monthly": "0,01"},
        {"monthly": "1867,17"},
        {"monthly": "many"},
        {"months": "0"},
        {"months": "601"},
        {"months": "1e3"},
    ],
    ids=str,
)
def test_an_amount_that_cannot_be_is_told_and_kept(oss: Flask, typed: dict[str, str]) -> None:
    page = Desk(oss).decide(low_offer(oss), "other", **typed)
    assert page.status_code == 422
    assert "Please look at this again" in words(page)
    assert f">{REASON}</textarea>" in page.text
    for text in typed.values():
        assert f'value="{text}"' in page.text
    assert rows(oss, Decision) == []


@pytest.mark.parametrize("outcome", ["", "granted", "keep"])
def test_an_outcome_that_was_not_offered_is_asked_again(oss: Flask, outcome: str) -> None:
    page = Desk(oss).decide(sent(oss), outcome)
    assert page.status_code == 422
    assert "Choose one of the answers" in words(page)


@pytest.mark.parametrize("reason", ["", "too short", " \n\t" * 20, "\u200b" * 20])
def test_a_refusal_without_a_reason_is_not_taken(oss: Flask, reason: str) -> None:
    case = sent(oss)
    page = Desk(oss).decide(case, "refused", reason=reason)
    assert page.status_code == 422
    assert "Write the reason" in words(page)
    assert rows(oss, Decision) == []
    assert case_of(oss, case).state == "sent"


def test_the_database_refuses_it_too(oss: Flask) -> None:
    case = sent(oss)
    Desk(oss).decide(case, "refused")
    (kept,) = rows(oss, Decision)
    without = kept.model_dump(exclude={"id"}) | {"no": 2, "reason": ""}
    database = oss.extensions["portal"].database
    with pytest.raises(IntegrityError), database.unit_of_work() as session:
        session.add(Decision(**without))


def test_the_letter_of_a_no_says_what_one_can_do_now(oss: Flask) -> None:
    Desk(oss).decide(sent(oss), "refused")
    (letter,) = rows(oss, Letter)
    told = words(Visitor(oss, "demo-no-capacity").get(f"/letters/{letter.ref}"))
    assert "Kunt u dat niet betalen? Bel ons, of vraag iets anders." in told


def test_a_refusal_reaches_the_resident_with_its_reason(oss: Flask) -> None:
    case = sent(oss)
    Desk(oss).decide(case, "refused")
    own = words(Visitor(oss, "demo-no-capacity").get(case.removeprefix("/staff")))
    assert "decided that you cannot pay this in parts" in own
    assert REASON in own
    assert "€2,450.00 Next: pay or arrange something by 1 December 2026" in own


def test_what_is_in_a_plan_now_is_not_told_as_left_to_pay(oss: Flask) -> None:
    case = low_offer(oss)
    Desk(oss).act(case, "advice")
    own = words(Visitor(oss, "demo-several").get(case.removeprefix("/staff")))
    assert say("claim-left") not in own


def test_what_need_not_be_paid_is_not_told_as_left_to_pay(norddjurs: Flask) -> None:
    case = sent(norddjurs, "demo-floor")
    Desk(norddjurs).decide(case, "refused")
    resident = Visitor(norddjurs, "demo-floor")
    assert "You need not pay this" in words(resident.get("/overview"))
    assert say("claim-left") not in words(resident.get(case.removeprefix("/staff")))


def test_a_decision_typed_while_a_colleague_acted_is_kept_and_not_carried_out(oss: Flask) -> None:
    case = low_offer(oss)
    first, second = Desk(oss), Desk(oss, "demo-worker-two")
    seen = version(second.get(case))
    first.act(case, "advice")
    told = second.decide(case, "other", monthly="60", version=seen)
    assert told.status_code == 409
    assert "Decided: M. Behandelaar" in words(told)
    assert f">{REASON}</textarea>" in told.text
    assert 'value="60"' in told.text
    (decision,) = rows(oss, Decision)
    assert decision.monthly == 100_00, "nothing was overwritten"


def test_pressing_the_button_twice_decides_once(oss: Flask) -> None:
    case, worker = low_offer(oss), Desk(oss)
    seen = version(worker.get(case))
    worker.act(case, "advice", version=seen)
    assert worker.act(case, "advice", version=seen).status_code == 409
    assert len(rows(oss, Decision)) == 1


def test_without_advice_there_is_nothing_to_follow(oss: Flask) -> None:
    case, worker = sent(oss), Desk(oss)
    assert "The rules give no advice here" in words(worker.get(case))
    assert worker.act(case, "advice").status_code == 409
    assert rows(oss, Decision) == []
    assert say("staff-decided-unadvised") in words(worker.decide(case, "other", monthly="30"))


def test_keeping_the_old_plan_is_a_refusal_with_a_reason_that_follows_the_advice(
    oss: Flask,
) -> None:
    together = MEANS | {"income": {"income": "2630", "period": "month"}}
    case, worker = sent(oss, "demo-old-plan", "lower_instalment", **together), Desk(oss)
    page = worker.get(case)
    assert "The plan stays as it is: €40.00 a month" in words(page)
    assert f"{case}/advice" not in page.text
    assert worker.decide(case, "other", monthly="40").status_code == 422, "not lower"
    worker.decide(case, "refused")
    (decision,) = rows(oss, Decision)
    assert (decision.outcome, decision.follows_advice) == ("refused", True)
    assert len([plan for plan in rows(oss, Plan) if plan.ended_on]) == 0


def test_more_time_until_another_day(oss: Flask) -> None:
    case, worker = sent(oss, ask="deferral"), Desk(oss)
    assert "nothing to pay up to and including 21 May 2027" in words(worker.get(case))
    for wrong in ("", "soon", "2026-11-21", "2020-01-01", "2031-01-01", "2027-02-30"):
        assert worker.decide(case, "other", until=wrong).status_code == 422, wrong
    worker.decide(case, "other", until="2027-03-01")
    (decision,) = rows(oss, Decision)
    assert (decision.outcome, decision.until) == ("granted_partly", date(2027, 3, 1))
    assert rows(oss, Postponement)[0].until_on == date(2027, 3, 1)
    assert worker.decide(case, "other", until="2027-02-01").status_code == 422, "given is given"
    worker.decide(case, "as_asked")
    assert rows(oss, Decision)[-1].until == date(2027, 5, 21) > TODAY + timedelta(days=1)


def test_a_debt_let_go_in_parts_sums_up(oss: Flask) -> None:
    case, worker = sent(oss, ask="remission"), Desk(oss)
    assert worker.decide(case, "other", waived="2450,01").status_code == 422
    worker.decide(case, "other", waived="450,00")
    worker.decide(case, "other", waived="1000,00")
    assert "€1,000.00" in words(worker.get(case))
    worker.decide(case, "as_asked")
    assert [row.waived for row in rows(oss, Decision)] == [450_00, 1_000_00, 1_000_00]
    assert [row.outcome for row in rows(oss, Decision)][-1] == "granted"
    page = words(Visitor(oss, "demo-no-capacity").get("/overview"))
    assert "You have nothing to pay to the municipality" in page
    assert "Decide again" not in words(worker.get(case)), "nothing is left to decide"


def test_deciding_again_replaces_the_plan_but_takes_no_grant_back(oss: Flask) -> None:
    case, worker = low_offer(oss), Desk(oss)
    worker.act(case, "advice")
    assert 'value="refused"' not in worker.get(case).text
    assert worker.decide(case, "refused").status_code == 422
    page = words(worker.decide(case, "other", monthly="60"))
    assert "Earlier decision: Granted in part" in page
    first, second = rows(oss, Decision)
    ended = {plan.id: plan.end_reason for plan in rows(oss, Plan)}
    assert (ended[first.plan_id], ended[second.plan_id]) == ("replaced", "")
    assert len(rows(oss, Letter)) == 2


def test_a_refusal_can_become_a_grant(oss: Flask) -> None:
    case, worker = sent(oss), Desk(oss)
    worker.decide(case, "refused")
    worker.decide(case, "other", monthly="20")
    assert [row.outcome for row in rows(oss, Decision)] == ["refused", "granted"]


def test_what_was_typed_for_a_request_that_was_taken_back_can_still_be_read(oss: Flask) -> None:
    case, worker = sent(oss), Desk(oss)
    Visitor(oss, "demo-no-capacity").post(f"{case.removeprefix('/staff')}/withdrawal")
    page = worker.decide(case, "refused")
    assert page.status_code == 409
    assert "The resident took the request back" in words(page)
    assert REASON in words(page)


def test_while_a_decision_waits_for_a_signature_no_other_is_asked_for(oss: Flask) -> None:
    case, worker = (
        sent(oss, "demo-couple", ask="remission", household={"household": "couple"}),
        Desk(oss),
    )
    worker.decide(case, "as_asked")
    page = worker.get(case)
    assert say("case-to-sign") in words(page)
    assert 'name="outcome"' not in page.text
    again = worker.decide(case, "refused")
    assert again.status_code == 409
    assert say("staff-typed-kept") not in words(again), "there is nothing to send again"
    assert REASON in words(again)


def test_the_danish_frame_is_advised_in_kroner(norddjurs: Flask) -> None:
    slow = {"way": {"way": "months"}, "months": {"months": "40"}, "means": {"means": "no"}}
    answers = slow | {"income": {"income": "300000", "period": "year"}}
    case = sent(norddjurs, "demo-carries", **answers)
    page = words(Desk(norddjurs).get(case))
    assert "A plan of 400.00 kr. a month, number of payments: 12" in page
    assert "own service target. It is not a legal deadline" in page
    Desk(norddjurs).act(case, "advice")
    assert rows(norddjurs, Decision)[0].monthly == 400_00
