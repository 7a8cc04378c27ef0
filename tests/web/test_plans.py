"""The pages of plans: on the pay day that was told, changed by who pays it, made by staff."""

import re
from datetime import date, timedelta

from flask import Flask
from sqlmodel import col, select

from portal.ledger import holds, plans
from portal.ledger.models import Claim, Instalment, Plan, PlanClaim
from portal.ledger.progress import PlanView
from portal.people.models import Person
from tests.web.conftest import MEANS, TODAY, Visitor, moment, words

REASON = "They asked for it on the phone, and are paid by the week."


def plan_of(app: Flask, who: str) -> PlanView:
    with app.extensions["portal"].database.reading() as session:
        person = session.exec(select(Person).where(Person.ref == who)).one()
        return plans.running(session, person.id or 0, TODAY)[-1]


def ended(app: Flask, ref: str) -> str:
    with app.extensions["portal"].database.reading() as session:
        return session.exec(select(Plan.end_reason).where(col(Plan.ref) == ref)).one()


def test_a_plan_is_granted_on_the_day_one_is_paid(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-several")
    page = visitor.ask("plan", MEANS)
    path = re.sub(r"/(account|check)$", "/questions/payday", page.request.path)
    assert "Pay day nothing filled in" in words(
        visitor.get(path.replace("questions/payday", "check"))
    )
    page = visitor.post(path, payday="four_weeks", next="2026-11-24")
    visitor.send(page)
    view = plan_of(oss, "demo-several")
    days = [day for day, _ in view.instalments[:3]]
    assert (view.rhythm, days) == (
        "four_weeks",
        [date(2026, 12, 22), date(2027, 1, 19), date(2027, 2, 16)],
    )
    assert 13 * view.instalments[0][1] <= 12 * view.monthly


def test_how_to_pay_by_bank_names_the_instalment_and_not_the_whole_debt(oss: Flask) -> None:
    visitor, view = Visitor(oss, "demo-several"), plan_of(oss, "demo-several")
    with oss.extensions["portal"].database.reading() as session:
        (claim,) = session.exec(select(Claim.ref).where(Claim.number == "V2024-00004"))
    page = visitor.get(f"/claims/{claim}")
    assert "Amount €25.00" in words(page)
    assert view.progress.next_amount == 25_00


def test_of_two_missed_instalments_every_page_names_both(oss: Flask) -> None:
    """What the plan misses is what the list, the claim and the page to pay ask for."""
    visitor, running = Visitor(oss, "demo-several"), plan_of(oss, "demo-several")
    with oss.extensions["portal"].database.unit_of_work() as session:
        (claim,) = session.exec(select(Claim.ref).where(Claim.number == "V2024-00004"))
        wanted = select(Instalment).where(Instalment.plan_id == running.id)
        met = running.progress.met
        for late in session.exec(wanted.order_by(col(Instalment.no)).offset(met).limit(2)):
            late.due_on = TODAY - timedelta(days=10 - late.no % 2)
    plan = words(visitor.get(f"/plans/{plan_of(oss, 'demo-several').ref}"))
    assert "€50.00 has not come in yet" in plan
    assert plan.count("Not here yet: €25.00") == 2
    assert "Amount €50.00" in words(visitor.get(f"/claims/{claim}"))
    assert "What is missing now: €50.00" in words(visitor.get(f"/claims/{claim}/pay"))


def test_while_collecting_stands_still_no_page_asks_for_the_next_instalment(oss: Flask) -> None:
    visitor, parts = Visitor(oss, "demo-several"), oss.extensions["portal"]
    plan = plan_of(oss, "demo-several")
    with parts.database.unit_of_work() as session:
        claim = session.exec(
            select(Claim).join(PlanClaim).where(PlanClaim.plan_id == plan.id)
        ).one()
        ref, name = claim.ref, claim.description
        told = {"kind": "dispute", "reason": "Looked at.", "by": "staff:x", "now": moment()}
        holds.place(session, key="h", from_on=TODAY, claim_id=claim.id, **told)
    for path in ("/overview", f"/claims/{ref}"):
        page = words(visitor.get(path))
        assert "Nothing gets worse meanwhile" in page, path
        assert "Next instalment" not in page, path
    assert "Next instalment" not in words(visitor.get("/by-phone"))
    page = words(visitor.get(f"/plans/{plan.ref}"))
    assert f"This is about: {name}. As long as it lasts, we send no reminder" in page


def test_a_long_course_of_payments_is_folded_and_what_is_shown_adds_up(oss: Flask) -> None:
    with oss.extensions["portal"].database.reading() as session:
        (claim,) = session.exec(select(Claim.ref).where(Claim.number == "V2022-00011"))
    page = Visitor(oss, "demo-old-plan").get(f"/claims/{claim}")
    slip, folded = page.text.split('<section class="receipt">')[1:]
    many, last = slip.count("<dt>") - 3, folded.count("<dt>")
    assert "What happened with the amount The claim €4,800.00" in words(page)
    assert f"{last} lines in between −€{last * 40:,}.00" in words(page)
    assert (480000 - 4000 * (many + last), "<details" in slip) == (296000, True)


def test_a_rhythm_without_a_day_is_told(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-several")
    page = visitor.ask("plan", MEANS)
    path = re.sub(r"/(account|check)$", "/questions/payday", page.request.path)
    for typed in ("", "2026-11-20", "2027-06-01"):
        page = visitor.post(path, payday="week", next=typed)
        assert page.status_code == 422
        assert "Fill in a day from today on" in words(page)
    assert visitor.post(path, payday="none", next="nonsense").status_code == 200


def test_who_pays_sees_what_comes_and_changes_it_once(oss: Flask) -> None:
    visitor, view = Visitor(oss, "demo-several"), plan_of(oss, "demo-several")
    page = words(visitor.get(f"/plans/{view.ref}"))
    assert "1 December 2026 €25.00 The next one" in page
    assert "If an instalment is missed" in page
    page = words(visitor.post(f"/plans/{view.ref}/pause", version="0"))
    assert "Skip one instalment" not in page
    assert "end The next instalment is €25.00 on 4 January 2027." in page
    assert "One instalment moved to the end (by you)" in page
    again = visitor.post(f"/plans/{view.ref}/pause", version="1")
    assert again.status_code == 409
    assert "You have used this change already" in words(again)


def test_a_day_on_which_the_bank_is_closed_becomes_the_next(oss: Flask) -> None:
    visitor, view = Visitor(oss, "demo-several"), plan_of(oss, "demo-several")
    path = f"/plans/{view.ref}/day"
    assert "Is the bank closed that day?" in words(visitor.get(path))
    for typed in ("", "2026-11-22"):
        refused = visitor.post(path, version="0", to=typed)
        assert "Choose a day within the time that is named" in words(refused)
    moved = words(visitor.post(path, version="0", to="2026-12-25"))
    assert "The next instalment is €25.00 on 28 December 2026." in moved


def test_who_ends_a_plan_reads_before_and_after_what_follows(oss: Flask) -> None:
    visitor, view = Visitor(oss, "demo-old-plan"), plan_of(oss, "demo-old-plan")
    path = f"/plans/{view.ref}/end"
    assert "The last day to pay is already past. If you stop the plan" in words(visitor.get(path))
    over = words(visitor.post(path, version="0"))
    assert "This plan was stopped" in over
    assert "The last day to pay is past. Next: a reminder on" in over
    assert "pay this" in over, "from there one can ask"


def test_who_ends_a_plan_reads_one_time_to_pay_and_nothing_of_missed_instalments(
    oss: Flask,
) -> None:
    visitor, view = Visitor(oss, "demo-old-plan"), plan_of(oss, "demo-old-plan")
    said = words(visitor.get(f"/plans/{view.ref}/end"))
    assert "Without the plan you have to pay €2,960.00 at once." in said
    assert "the time on the bill" not in said, "that time is past"
    assert "Can you not pay one time?" not in said, "whoever ends a plan misses no instalment"


def test_an_older_page_changes_nothing(oss: Flask) -> None:
    visitor, view = Visitor(oss, "demo-several"), plan_of(oss, "demo-several")
    visitor.post(f"/plans/{view.ref}/day", version="0", to="2026-12-10")
    late = visitor.post(f"/plans/{view.ref}/end", version="0")
    assert late.status_code == 409
    assert plan_of(oss, "demo-several").instalments[30][0] == date(2026, 12, 10)


def test_the_calendar_names_days_and_nobody(oss: Flask) -> None:
    visitor, view = Visitor(oss, "demo-several", lang="nl"), plan_of(oss, "demo-several")
    answer = visitor.get(f"/plans/{view.ref}/days.ics")
    lines = answer.text.split("\r\n")
    assert answer.mimetype == "text/calendar"
    assert lines.count("BEGIN:VEVENT") == 30
    assert "DTSTART;VALUE=DATE:20261201" in lines
    assert "Proefman" not in answer.text
    assert all(len(line.encode()) <= 75 for line in lines)


def test_staff_make_a_plan_in_two_steps_and_its_letter_says_all(oss: Flask) -> None:
    worker, old = Visitor(oss, "demo-worker"), plan_of(oss, "demo-several")
    path = "/staff/people/demo-several/plans/new"
    page = worker.get(path)
    claims = re.findall(r'name="claims" value="([^"]+)"', page.text)
    typed = {"claims": claims, "rhythm": "week", "monthly": "500", "first": "2026-12-04"}
    assert "only possible as the person" in words(worker.post(path, **typed))
    without_end = worker.post(path, **typed | {"monthly": "0,01", "reason": REASON})
    assert "takes too long" in words(without_end)
    assert REASON in without_end.text
    typed |= {"wish": "y", "reason": REASON}
    check = worker.post(path, **typed)
    assert "Plans that end because of this: 1." in words(check)
    assert ended(oss, old.ref) == ""
    made = words(worker.post(path, act="make", replaces=old.ref, **typed))
    assert REASON in made
    assert ended(oss, old.ref) == "replaced"
    with oss.extensions["portal"].database.reading() as session:
        letter = session.connection().exec_driver_sql("select ref from letter where kind = 'plan'")
        ref = letter.scalar_one()
    letter_page = words(Visitor(oss, "demo-several").get(f"/letters/{ref}"))
    assert "4 december 2026" in letter_page
    assert "Kunt u een keer niet betalen" in letter_page or "Lukt betalen" in letter_page


def test_staff_lower_a_plan_at_once_and_take_it_back(oss: Flask) -> None:
    worker, view = Visitor(oss, "demo-worker"), plan_of(oss, "demo-several")
    path = f"/staff/plans/{view.ref}/change"
    page = worker.post(path, version="0", act="amounts", monthly="10", reason="")
    assert page.status_code == 422
    worker.post(path, version="0", act="amounts", monthly="10", reason=REASON)
    assert plan_of(oss, "demo-several").progress.next_amount == 10_00
    worker.post(path, version="1", act="undo", reason=REASON)
    assert plan_of(oss, "demo-several").progress.next_amount == 25_00


def test_whoever_said_that_they_paid_is_not_told_of_a_step_that_waits(norddjurs: Flask) -> None:
    visitor = Visitor(norddjurs, "demo-hand-over-tomorrow")
    with norddjurs.extensions["portal"].database.reading() as session:
        (ref,) = session.exec(select(Claim.ref).where(Claim.number == "2026-00008"))
    step, waits = "before it is handed over", "We are waiting for your money"
    page = words(visitor.get(f"/claims/{ref}"))
    assert (step in page, waits in page) == (True, False)
    visitor.post(f"/claims/{ref}/paid-by-bank")
    page = words(visitor.get(f"/claims/{ref}"))
    assert (step in page, waits in page) == (False, True)
