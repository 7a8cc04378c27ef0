"""The main job without a browser: see, ask, be answered, for both municipalities."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlmodel import select

from portal.cases.models import Answer, Case, Decision, Letter, Receipt, WarningShown
from portal.ledger.models import Instalment, Plan
from portal.people.models import Person
from tests import builders
from tests.web.conftest import MEANS, Visitor, words


def rows(app: Flask, table: Any) -> list[Any]:
    with app.extensions["portal"].database.reading() as session:
        return list(session.exec(select(table)).all())


def test_a_clear_case_is_granted_at_once_with_plan_and_letter(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-several")
    plans_before = len(rows(oss, Plan))
    account = visitor.ask("plan", MEANS)
    assert account.request.path.endswith("/account")
    assert "€100.00" in words(account)

    answer = visitor.send(account)

    assert "Yes. You can pay in parts." in words(answer)
    assert "Look at your payment plan" in words(answer), "one reads there what comes when"
    assert "Photos and documents" not in words(answer), (
        "nothing went along, and nothing can any more"
    )
    (decision,) = rows(oss, Decision)
    assert (decision.outcome, decision.staff_id, decision.monthly) == ("granted", None, 100_00)
    assert len(rows(oss, Plan)) == plans_before + 1
    instalments = [row for row in rows(oss, Instalment) if row.plan_id == decision.plan_id]
    assert sum(row.amount for row in instalments) == 1_867_16
    (letter,) = rows(oss, Letter)
    page = visitor.get(f"/letters/{letter.ref}")
    assert "artikel" in page.text.lower() or "art." in page.text
    assert "2 januari 2027" in words(page)  # six weeks to object, in the letter's own language


def test_an_unclear_case_goes_to_a_person_with_the_legal_term(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-no-capacity")
    answer = visitor.send(
        visitor.ask("plan", MEANS | {"income": {"income": "1200", "period": "month"}})
    )
    said = words(answer)
    assert "Our answer: by 16 January 2027 at the latest" in said
    assert "Awb article 4:13" in said
    assert not rows(oss, Decision)
    (case,) = rows(oss, Case)
    assert case.state == "sent"


def test_the_danish_target_is_not_called_a_deadline_of_the_law(norddjurs: Flask) -> None:
    visitor = Visitor(norddjurs, "demo-low-income")
    answers = MEANS | {"income": {"income": "140000", "period": "year"}}
    answer = visitor.send(visitor.ask("plan", answers))
    assert "own service target. It is not a legal deadline" in words(answer)


def test_the_frame_grants_the_least_instalment(norddjurs: Flask) -> None:
    visitor = Visitor(norddjurs, "demo-carries")
    account = visitor.ask("plan", MEANS | {"income": {"income": "400000", "period": "year"}})
    assert "Yes" in words(visitor.send(account))
    (decision,) = rows(norddjurs, Decision)
    assert decision.outcome == "granted"


def test_what_was_decided_is_kept_with_facts_and_policy(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-several")
    visitor.send(visitor.ask("plan", MEANS))
    (receipt,) = rows(oss, Receipt)
    assert receipt.facts["income"] == {"monthly_net": "2000.00"}
    assert receipt.result["instalment"] == "100.00"
    assert len(receipt.policy_hash) == 64


def test_a_proposal_is_warned_about_and_the_warning_is_kept(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-over-minimum")
    check = visitor.ask("plan", MEANS | {"way": {"way": "months"}, "months": {"months": "6"}})
    assert "Ask without a proposal of my own" in words(check)
    assert "We do not know what the rules would ask" in words(check)
    visitor.send(check)
    (warning,) = rows(oss, WarningShown)
    assert warning.kind == "proposal_time_bar"
    assert "4:105" in warning.wording


def test_one_can_still_ask_without_a_proposal(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-over-minimum")
    check = visitor.ask("plan", MEANS | {"way": {"way": "months"}, "months": {"months": "6"}})
    page = visitor.post(check.request.path.replace("/check", "/no-proposal"))
    assert page.request.path.endswith("/questions/household")


def test_staff_do_not_read_an_offer_that_was_taken_back(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-no-capacity")
    check = visitor.post("/ask/short")
    page = visitor.post(check.request.path.replace("/check", "/no-proposal"))
    low = MEANS | {"income": {"income": "1600", "period": "month"}}
    sent = visitor.send(visitor.answer(page, low))
    read = words(Visitor(oss, "demo-worker").get(f"/staff{sent.request.path}"))
    assert "Let the rules work out an amount" in read
    assert "In how many months" not in read
    assert "First see what the rules ask" not in read
    assert "What is going on" not in read, "it was not asked"


def test_instalments_that_are_all_alike_have_no_last_one_that_differs(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-under-minimum")
    check = visitor.post("/ask/short")
    assert "You pay €100.00 a month. Number of payments: 12. " in words(check)
    visitor.send(check)
    (letter,) = rows(oss, Letter)
    assert "Aantal betalingen: 12. De eerste" in words(visitor.get(f"/letters/{letter.ref}"))
    (case,) = rows(oss, Case)
    assert "Number of payments: 12. Pay" in words(visitor.get(f"/cases/{case.ref}/summary"))


def test_the_sum_says_once_that_a_person_looks(oss: Flask) -> None:
    low = MEANS | {"income": {"income": "1600", "period": "month"}}
    said = words(Visitor(oss, "demo-no-capacity").ask("plan", low))
    assert "The rules do not settle this by themselves." in said
    assert said.count("staff look") == 1


def test_a_letter_does_not_call_what_was_left_empty_told(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-several")
    visitor.send(visitor.ask("plan", MEANS))
    (letter,) = rows(oss, Letter)
    said = words(visitor.get(f"/letters/{letter.ref}"))
    assert "niets ingevuld" in said
    assert "niets ingevuld dat hebt u opgegeven" not in said


def test_of_many_small_amounts_that_can_be_let_go_one_stands_there_and_the_rest_opens(
    oss: Flask,
) -> None:
    with oss.extensions["portal"].database.unit_of_work() as session:
        owner = session.exec(select(Person).where(Person.ref == "demo-benefit")).one()
        for _ in range(9):
            builders.claim(session, owner, 40_00)
    before, _, folded = (
        Visitor(oss, "demo-benefit").get("/ask").text.partition('<details class="more"')
    )
    card = "This small amount can be let go"
    assert (before.count(card), folded.count(card)) == (1, 8)


def test_while_one_waits_for_an_answer_paying_is_not_the_first_thing(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-no-capacity")
    visitor.send(visitor.ask("plan", MEANS | {"income": {"income": "1600", "period": "month"}}))
    claim = re.search(r"/claims/[^/\"]+", visitor.get("/overview").text)[0]
    assert f'class="button second" href="{claim}/pay"' in visitor.get(claim).text


def test_a_time_barred_claim_is_not_taken_without_its_warning(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-time-barred")
    check = visitor.ask("plan", MEANS)
    refused = visitor.send(check)
    assert "tick that you have read them" in words(refused)
    assert rows(oss, Case)[0].state == "draft"
    answer = visitor.send(check, **{"read-time_barred": "y"})
    assert "Request received" in words(answer)


def test_the_payment_of_a_time_barred_claim_stands_behind_the_warning(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-time-barred")
    overview = visitor.get("/overview").text
    claim = visitor.get(overview.split('href="/claims/')[1].split('"')[0].join(["/claims/", ""]))
    assert "too old to collect" in words(claim)
    assert "I have read this. Show how to pay" in words(claim)


@pytest.mark.parametrize(
    ("municipality", "person", "said"),
    [
        ("oss", "demo-time-barred", "You do not have to pay this"),
        ("norddjurs", "demo-floor", "You need not pay this"),
    ],
)
def test_what_nobody_needs_to_pay_is_not_called_left_to_pay(
    make_app: Any, municipality: str, person: str, said: str
) -> None:
    visitor = Visitor(make_app(municipality), person)
    claim = visitor.get(
        "/claims/" + visitor.get("/overview").text.split('href="/claims/')[1].split('"')[0]
    )
    assert said in words(claim)
    assert "Left to pay" not in words(claim)
    assert 'class="button primary" href="/claims' not in claim.text, "nor is paying put first"


@pytest.mark.parametrize(
    ("municipality", "person"), [("oss", "demo-small-debt"), ("norddjurs", "demo-floor")]
)
def test_a_small_amount_is_offered_to_be_let_go_first(
    make_app: Any,
    municipality: str,
    person: str,
) -> None:
    app = make_app(municipality)
    visitor = Visitor(app, person)
    page = visitor.get("/ask")
    assert "This small amount can be let go" in words(page)
    claim = page.text.split('name="claims" value="')[1].split('"')[0]
    check = visitor.post("/ask/remission", claims=claim)
    assert check.request.path.endswith("/check"), "nothing need be asked"
    answer = visitor.send(check)
    assert "You need not pay this any more" in words(answer)
    assert "You have nothing to pay to the municipality" in words(visitor.get("/overview"))


def test_answers_are_found_again_on_another_device(oss: Flask) -> None:
    first = Visitor(oss, "demo-over-minimum")
    page = first.post("/ask", ask="plan")
    first.post(page.request.path, way="monthly")
    first.post("/sign-out")
    second = Visitor(oss, "demo-over-minimum")
    assert "This is not sent yet. Go on with" in words(second.get("/overview"))
    again = second.post("/ask", ask="plan")
    assert again.request.path.endswith("/questions/monthly")


def test_the_estimate_is_a_part_for_htmx_and_a_page_without(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-over-minimum")
    visitor.post("/ask", ask="plan")
    (case,) = rows(oss, Case)
    base = f"/cases/{case.ref}/questions"
    for question in ("way", "household", "pension_age", "benefit"):
        visitor.post(f"{base}/{question}", **MEANS[question])
    typed = MEANS["income"] | {"act": "estimate"}
    part = visitor.client.post(f"{base}/income", data=typed, headers={"HX-Request": "true"})
    assert "€100.00 a month" in words(part)
    assert "<html" not in part.text
    assert "HX-Request" in part.headers["Vary"]
    page = visitor.post(f"{base}/income", **typed)
    assert "€100.00 a month" in words(page)
    assert "<html" in page.text
    assert 'value="2,000.00"' in page.text, "what was typed stays"
    assert "income" not in [row.question for row in rows(oss, Answer)], "nothing was kept"


def test_a_message_and_a_withdrawal(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-no-capacity")
    sent = visitor.send(
        visitor.ask("plan", MEANS | {"income": {"income": "1200", "period": "month"}})
    )
    path = sent.request.path
    assert "I forgot my rent" in words(visitor.post(f"{path}/messages", body="I forgot my rent"))
    assert "Write a message first" in words(visitor.post(f"{path}/messages", body=" \n "))
    assert "Take this request back?" in words(visitor.get(f"{path}/withdrawal"))
    assert "You took the request back" in words(visitor.post(f"{path}/withdrawal"))
    late = visitor.post(f"{path}/messages", body="one more")
    assert late.status_code == 409


def test_what_was_taken_back_is_asked_again_with_the_answers_it_had(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-no-capacity")
    told = MEANS | {"income": {"income": "1200", "period": "month"}}
    path = visitor.send(visitor.ask("plan", told)).request.path
    assert visitor.post(f"{path}/again").status_code == 409, "it was not taken back"
    taken_back = words(visitor.post(f"{path}/withdrawal"))
    assert "Ask again with these answers" in taken_back
    account = visitor.post(f"{path}/again")
    assert account.request.path.endswith("/account"), "no question is open"
    assert "1,200.00" in words(account)
    assert visitor.post(f"{path}/again").request.path == account.request.path, "there is one"
    sent = visitor.send(account)
    assert [case.state for case in rows(oss, Case)] == ["withdrawn", "sent"]
    assert sent.request.path != path


def test_what_waits_for_an_answer_stands_where_one_asks(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-no-capacity")
    waits = re.compile(r'href="/cases/[\w-]+">Pay in parts</a>')
    assert not waits.search(visitor.get("/ask").text)
    low = MEANS | {"income": {"income": "1200", "period": "month"}}
    account = visitor.ask("plan", low)
    assert '<a href="/ask">Ask for something else</a>' in account.text, (
        "nothing is left to pay with"
    )
    visitor.send(account)
    assert waits.search(visitor.get("/ask").text)


def test_sending_twice_grants_once(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-several")
    account = visitor.ask("plan", MEANS)
    visitor.send(account)
    check = account.request.path.replace("/account", "/check")
    again = visitor.post(check, version="1")
    assert "Yes. You can pay in parts." in words(again)
    assert len(rows(oss, Decision)) == 1


def test_a_second_tab_that_changed_an_answer_is_told(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-several")
    account = visitor.ask("plan", MEANS)
    check = account.request.path.replace("/account", "/check")
    seen = visitor.get(check).text.split('name="version" value="')[1].split('"')[0]
    questions = check.replace("/check", "/questions")
    visitor.post(f"{questions}/income", income="900", period="month")
    told = visitor.post(check, version=seen)
    assert told.status_code == 409
    assert "Something changed in the meantime" in words(told)
    assert not rows(oss, Decision)


def test_circumstances_cost_nobody_a_grant_and_a_person_still_looks(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-several")
    answers = MEANS | {"circumstances": {"circumstances": "health"}}
    answer = visitor.send(visitor.ask("plan", answers))
    assert "A person still looks at that" in words(answer)
    assert rows(oss, Case)[0].to_weigh


def test_a_handed_over_claim_points_to_the_collector(norddjurs: Flask) -> None:
    visitor = Visitor(norddjurs, "demo-handed-over")
    listed, asks = visitor.get("/overview"), visitor.get("/ask")
    for page in (listed, asks):
        assert "Gældsstyrelsen collects this now" in words(page)
        assert 'href="tel:00000001"' in page.text
    found = re.search(r"/claims/[\w-]+", listed.text)
    assert found
    theirs = visitor.get(f"{found[0]}/pay")
    assert theirs.request.path == found[0], "a window that is still open leads there too"
    assert "Handed over on 2 November 2026" in words(theirs)
    assert "About paying: Gældsstyrelsen 00 00 00 01" in words(theirs)
    assert re.findall('name="ask" value="([a-z]+)"', asks.text) == [
        "dispute",
        "objection",
        "question",
    ]


@pytest.mark.parametrize(("household", "is_asked"), [("single", False), ("couple", True)])
def test_only_a_couple_is_asked_for_two_incomes(oss: Flask, household: str, is_asked: bool) -> None:
    visitor = Visitor(oss, "demo-several")
    ref = visitor.ask("plan", MEANS | {"household": {"household": household}}).request.path
    page = visitor.get(ref.replace("/account", "/questions/income"))
    assert ("Add the incomes of you and your partner" in words(page)) is is_asked


@pytest.mark.parametrize(("household", "is_alone"), [("single_parent", True), ("couple", False)])
def test_nobody_without_a_partner_is_asked_for_one(
    oss: Flask, household: str, is_alone: bool
) -> None:
    """Nor would a parent take the age of a child for their own."""
    visitor = Visitor(oss, "demo-several")
    ref = visitor.ask("plan", MEANS | {"household": {"household": household}}).request.path
    page = visitor.get(ref.replace("/account", "/questions/pension_age"))
    assert ("Have you reached state pension age, or are you under 21?" in words(page)) is is_alone
    assert ("or your partner" in words(page)) is not is_alone


@pytest.mark.parametrize("chosen", [{}, {"ask": "gift"}])
def test_a_choice_that_was_not_made_is_asked_for_in_plain_words(oss: Flask, chosen: Any) -> None:
    page = Visitor(oss, "demo-couple").post("/ask", **chosen)
    assert page.status_code == 422
    assert "Choose one of the answers" in words(page)
    assert "valid choice" not in page.text
