"""A case on one page, and the small acts on it."""

from flask import Flask

from portal.cases.models import Message
from portal.people.trail.models import Look
from tests.web.conftest import MEANS, Visitor, words
from tests.web.staff.counting import statements
from tests.web.staff.desk import LOW_OFFER, POOR, Desk, case_of, low_offer, rows, say, sent, version


def test_the_page_holds_person_claims_facts_sum_and_deadline(oss: Flask) -> None:
    page = words(Desk(oss).get(low_offer(oss)))
    assert "B. Proefman" in page
    assert "Other claims (1)" in page, "also those the request is not about"
    assert "Time-barred from 15 May 2029" in page
    assert "Amount a month €50.00" in page
    assert "By the rules, a month to be confirmed €100.00" in page
    assert "Answer by 16 January 2027 at the latest" in page
    assert "Asked: €50.00 a month" in page
    assert "A plan of €100.00 a month, number of payments: 19" in page
    assert "Warnings the resident saw (1)" in page


def test_a_known_fact_has_its_source_and_a_denied_one_both_sides(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-couple")
    visitor.post("/ask", ask="deferral")
    case = rows(oss, type(case_of(oss, sent(oss))))[0].ref
    visitor.post(f"/cases/{case}/questions/household", household="single")
    page = visitor.answer(visitor.get(f"/cases/{case}/resume"), POOR | {"pause": {"pause": "6"}})
    visitor.send(page)
    denied = words(Desk(oss).get(f"/staff/cases/{case}"))
    alone, couple = say("answer-household-single"), say("answer-household-couple")
    assert f"{say('fact-household')} contested {alone}" in denied
    assert couple in denied, "what the municipality has"
    known = words(Desk(oss).get(sent(oss, "demo-benefit", "remission")))
    assert "Known already" in known
    assert "1 November 2026" in known


def test_what_is_not_known_is_marked(oss: Flask) -> None:
    unknown = {"assets": {"unknown": "y"}, "income": {"unknown": "y", "period": "month"}}
    page = words(Desk(oss).get(sent(oss, **unknown)))
    assert page.count("missing") == 2
    business = sent(oss, "demo-business", months={"months": "40"})
    assert "The rules made no sum" in words(Desk(oss).get(business))


def test_whoever_looks_is_recorded(oss: Flask) -> None:
    case = sent(oss)
    Desk(oss).get(case)
    oss.extensions["portal"].looks.settle()
    (look,) = rows(oss, Look)
    assert look.subject == f"case:{case_of(oss, case).ref}"
    assert look.actor == "staff:demo-worker"


def test_an_unsent_request_is_the_residents_own(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-several")
    page = visitor.post("/ask", ask="deferral")
    ref = page.request.path.split("/")[2]
    assert Desk(oss).get(f"/staff/cases/{ref}").status_code == 404


def test_taking_a_case_and_putting_it_back(oss: Flask) -> None:
    case, worker = sent(oss), Desk(oss)
    assert "You have taken this" in words(worker.act(case, "taken"))
    assert "Nobody has taken this yet" in words(worker.act(case, "left"))


def test_the_second_of_two_is_told_who_did_what(oss: Flask) -> None:
    case = sent(oss)
    first, second = Desk(oss), Desk(oss, "demo-worker-two")
    seen = version(second.get(case))
    first.act(case, "taken")
    told = second.act(case, "taken", version=seen)
    assert told.status_code == 409
    assert "Taken: M. Behandelaar, 21 November 2026" in words(told)
    assert "You have taken this" in words(first.get(case)), "nothing was overwritten"


def test_a_form_without_a_version_changes_nothing(oss: Flask) -> None:
    case, worker = sent(oss), Desk(oss)
    for wrong in ("", "x", "-1", "9" * 40, "1.0"):
        assert worker.act(case, "taken", version=wrong).status_code == 409, wrong
    assert case_of(oss, case).taken_by is None


def test_a_question_reaches_the_resident_and_the_answer_staff(oss: Flask) -> None:
    case, worker = sent(oss), Desk(oss)
    assert "What is your rent?" in words(worker.act(case, "questions", body="What is your rent?"))
    resident = Visitor(oss, "demo-no-capacity")
    own = case.removeprefix("/staff")
    assert "What is your rent?" in words(resident.get(own))
    resident.post(f"{own}/messages", body="700 a month")
    page = words(worker.get(case))
    assert "700 a month" in page
    assert "Question answered" in page


def test_an_empty_or_endless_question_is_not_sent(oss: Flask) -> None:
    case, worker = sent(oss), Desk(oss)
    assert worker.act(case, "questions").status_code == 422
    empty = worker.act(case, "questions", body=" \n\t ")
    assert "Write a message first" in words(empty)
    assert "<title>Error:" in empty.text
    assert worker.act(case, "questions", body="x" * 4001).status_code == 422
    assert rows(oss, Message) == []


def test_a_question_typed_while_a_colleague_acted_is_kept(oss: Flask) -> None:
    case = sent(oss)
    worker, colleague = Desk(oss), Desk(oss, "demo-worker-two")
    seen = version(worker.get(case))
    colleague.act(case, "taken")
    told = worker.act(case, "questions", body="What is your rent?", version=seen)
    assert told.status_code == 409
    assert ">What is your rent?</textarea>" in told.text
    assert rows(oss, Message) == []
    again = worker.post(f"{case}/questions", body="What is your rent?", version=version(told))
    assert again.status_code == 200
    assert len(rows(oss, Message)) == 1


def test_circumstances_that_were_looked_at_leave_the_grant_as_it_is(oss: Flask) -> None:
    case = sent(oss, "demo-several", **MEANS | {"circumstances": {"circumstances": "health"}})
    worker = Desk(oss)
    assert "Granted, and circumstances were named" in words(worker.get(case))
    done = words(worker.act(case, "weighed"))
    assert "circumstances were named" not in done
    assert "Circumstances looked at" in done
    assert not case_of(oss, case).to_weigh
    assert worker.act(case, "weighed").status_code == 409


def test_what_the_resident_took_back_shows_no_forms(oss: Flask) -> None:
    case, worker = sent(oss), Desk(oss)
    Visitor(oss, "demo-no-capacity").post(f"{case.removeprefix('/staff')}/withdrawal")
    page = worker.get(case)
    assert "The resident took this request back" in words(page)
    assert f"{case}/decisions" not in page.text


def test_a_page_costs_as_many_statements_with_many_claims_as_with_one(oss: Flask) -> None:
    worker, one, many = Desk(oss), sent(oss, **LOW_OFFER), low_offer(oss)
    worker.act(many, "questions", body="What is your rent?")
    worker.act(many, "questions", body="And your income?")
    with statements(oss) as for_one:
        worker.get(one)
    with statements(oss) as for_many:
        worker.get(many)
    assert len(for_many) <= len(for_one) + 4, "only the plan of a claim and its course besides"


def test_no_page_of_staff_holds_an_identity_number(oss: Flask) -> None:
    case, worker = sent(oss), Desk(oss)
    assert "999990020" not in worker.get(case).text + worker.get("/staff/").text


def test_after_an_act_one_is_where_one_goes_on(oss: Flask) -> None:
    case, worker = sent(oss), Desk(oss)
    acts = [worker.act(case, "taken"), worker.act(case, "left"), worker.weigh(case)]
    assert [answer.history[-1].location for answer in acts] == [f"{case}#decide"] * 3
    assert 'id="decide"' in acts[-1].text


def test_a_form_that_was_not_carried_out_begins_at_why(oss: Flask) -> None:
    case, worker = sent(oss), Desk(oss)
    told = worker.act(case, "taken", version="0")
    assert '<div role="alert" tabindex="-1" autofocus>' in told.text


def test_who_was_asked_has_time_to_answer_before_less_is_given(oss: Flask) -> None:
    case, worker = sent(oss), Desk(oss)
    worker.weigh(case)
    worker.act(case, "hearing", words="Your rent can be paid from your income.")
    told = words(worker.decide(case, "refused"))
    assert say("error-hearing-waits") in told
    assert say("case-heard", day="5 December 2026") in told
    assert say("staff-typed-kept") not in told
