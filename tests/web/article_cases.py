"""Cases of articles that are more than a calculation: each opens a page or runs a command."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import make_url, update
from sqlmodel import col, select

from portal.articles import Row
from portal.cases.models import Decision, Letter
from portal.cli import main
from portal.demo.filling import sample
from portal.ledger.models import Claim, LedgerEntry, Postponement
from portal.ledger.statements import take_statement
from portal.people.models import Person
from portal.people.outbox import Outgoing
from tests import builders
from tests.web import copies
from tests.web.conftest import MEANS, TODAY, Visitor, moment, words
from tests.web.forms import BUDGET
from tests.web.staff.desk import LOW_OFFER, READ, REASON, Desk, rows, say, sent
from tests.web.world import demo_app

MEANS_OF_ONE = {
    "household": "single",
    "pension_age": "none",
    "sharers": "1",
    "income": "1,419.46",
    "room": "",
}
Case = Callable[[Flask, Row], None]
CASES: dict[str, Case] = {}
"""By the names the lists of articles use."""
FIGURES = "/staff/figures"
FILES = TemporaryDirectory(prefix="overblik-")
"""Where the commands keep what people send along; gone when the tests are done."""
STORY = "I was ill for three months."
WEIGHED = {"circumstances": {"circumstances": ["health", "work"]}, "story": {"story": STORY}}


def case(shown: Case) -> Case:
    """Take it in by its name."""
    CASES[shown.__name__.replace("_", "-")] = shown
    return shown


def run(*arguments: str, given: str | None = None, **env: str) -> Result:
    """Run the command as other programs do."""
    return CliRunner().invoke(main, list(arguments), input=given, env=env)


def town(app: Flask):  # noqa: ANN201
    """The municipality of a portal."""
    return app.extensions["portal"].town


def settings(app: Flask) -> dict[str, str]:
    """What tells the command to work on the database of this portal."""
    own = app.extensions["portal"].settings
    names = ("database_url", "municipality", "identity_key")
    told = {f"PORTAL_{name.upper()}": getattr(own, name) for name in names}
    needed = {
        "PORTAL_FILES_DIR": str(
            Path(FILES.name) / Path(str(make_url(own.database_url).database)).name
        ),
        "PORTAL_SCANNER": "none",
        "PORTAL_PUBLIC_URL": "https://portal.example.org",
        "PORTAL_SECRET_KEY": own.secret_key[::-1],
    }
    return told | needed


def sees_facts(page: str, row: Row) -> None:
    """The facts of the article are gathered on the page."""
    assert [name for name in row.facts if say(f"fact-{name}".replace("_", "-")) not in page] == []


def letter_of(app: Flask) -> str:
    """The words of the newest letter, as staff open it."""
    return words(Desk(app).get(f"/staff/letters/{rows(app, Letter)[-1].ref}"))


def first_claim(visitor: Visitor) -> str:
    """The words of the first claim on someone's overview."""
    ref = re.findall(r'href="(/claims/[^"]+)"', visitor.get("/overview").text)[0]
    return words(visitor.get(ref))


# ---- kept in the books


@case
def no_interest(app: Flask, _row: Row) -> None:
    assert not any(kind.interest for dated in town(app).kinds.values() for kind in dated)
    assert "interest" not in {entry.kind for entry in rows(app, LedgerEntry)}
    note = town(app).wording["interest_note"]["en"]
    assert note in first_claim(Visitor(app, "demo-several"))


@case
def no_costs(app: Flask, _row: Row) -> None:
    caps = {kind.reminder_fee_cap for dated in town(app).kinds.values() for kind in dated}
    assert caps == {None}
    assert "fee" not in {entry.kind for entry in rows(app, LedgerEntry)}
    assert "reminded" in {one.stage for one in rows(app, Claim)}, "a reminder cost nothing"


@case
def more_time_granted(app: Flask, _row: Row) -> None:
    path, worker = sent(app, "demo-time-bar", "deferral"), Desk(app)
    worker.decide(path, "other", until="2026-12-15")
    given = rows(app, Postponement)[-1]
    assert given.until_on == date(2026, 12, 15)
    (claim,) = [one for one in rows(app, Claim) if one.id == given.claim_id]
    assert "15 December 2026" in words(Visitor(app, "demo-time-bar").get(f"/claims/{claim.ref}"))


@case
def a_business_and_a_person(app: Flask, _row: Row) -> None:
    for ref in ("demo-business", "demo-running-plan"):
        page = Visitor(app, ref).get("/overview")
        assert say("overview-you-owe") in words(page)
        assert re.search(r'href="/claims/', page.text), ref


@case
def handed_over_apart(app: Flask, _row: Row) -> None:
    visitor = Visitor(app, "demo-handed-over")
    assert say("group-transferred") in words(visitor.get("/overview"))
    claim = first_claim(visitor)
    assert town(app).collector.name in claim
    assert say("overview-cannot-pay") not in claim, "nothing is asked for it here"


@case
def whole_view(app: Flask, _row: Row) -> None:
    page = words(Visitor(app, "demo-mixed").get("/overview"))
    assert say("group-transferred") in page
    assert town(app).collector.name in page
    assert len(set(re.findall(r"\d[\d,]*\.\d\d kr\.", page))) > 2, "each with its amount"


@case
def arrears_in_figures(app: Flask, _row: Row) -> None:
    for who in ("demo-supervisor", "demo-council"):
        page = Visitor(app, who).get(FIGURES)
        assert "/staff/figures/council/arrears" in page.text
        arrears = words(Visitor(app, who).get("/staff/figures/council/arrears"))
        assert re.search(r"[1-9][\d,]*\.\d\d kr\.", arrears), "the demo has arrears"


@case
def figures_for_each(app: Flask, _row: Row) -> None:
    seen = {
        who: set(re.findall(r'href="(/staff/figures/[^"]+)"', Visitor(app, who).get(FIGURES).text))
        for who in ("demo-worker", "demo-supervisor", "demo-council")
    }
    assert seen["demo-worker"] < seen["demo-supervisor"]
    assert seen["demo-council"] < seen["demo-supervisor"]


@case
def its_own_bills(app: Flask, _row: Row) -> None:
    unit = Desk(app, "demo-unit")
    page = unit.get("/staff/unit")
    shown = {one.number for one in rows(app, Claim) if one.number in page.text}
    assert shown == {one.number for one in rows(app, Claim) if one.unit == "Kulturskolen"}


@case
def a_bill_that_lacks_something(app: Flask, _row: Row) -> None:
    head, first, *_ = sample(town(app), TODAY).splitlines()
    bad = first.replace(first.split(",")[0], "NEW-1", 1).replace(",cpr,", ",abc,", 1)
    before = len(rows(app, Claim))
    with TemporaryDirectory() as folder:
        file = Path(folder) / "claims.csv"
        file.write_text(f"{head}\n{bad}\n", encoding="utf-8")
        done = run("import", "claims", str(file), **settings(app))
    assert done.exit_code == 2, done.output
    assert done.stderr.startswith("line 2, field identity_scheme: "), done.stderr
    assert len(rows(app, Claim)) == before
    unit = Desk(app, "demo-unit")
    path = unit.post("/staff/unit/register").request.path
    page = unit.post(path, kind="culture_school").request.path.replace("/debtor", "/about")
    told = unit.post(page, description="Piano lessons", arose_on=str(TODAY))
    assert "first and the last day of the period" in words(told)


@case
def a_bill_back_at_its_unit(app: Flask, _row: Row) -> None:
    with app.extensions["portal"].database.reading() as session:
        ref = session.exec(
            select(Claim.ref).where(Claim.unit == "Kulturskolen", Claim.stage == "open")
        ).first()
    worker = Desk(app)
    worker.post(f"/staff/claims/{ref}/returned", lacks=["period_missing"], words="Which weeks?")
    assert "Period is missing" in words(worker.get("/staff/returned"))
    assert "Came back to you (1)" in words(Visitor(app, "demo-unit").get("/staff/unit"))


@case
def money_without_a_claim(app: Flask, _row: Row) -> None:
    portal = app.extensions["portal"]
    day = TODAY - timedelta(days=1)
    line = builders.line(42_00, counterparty_name="B. Ukendt", booked_on=day)
    with portal.database.unit_of_work() as session:
        take_statement(
            session,
            builders.statement(line, currency=portal.town.currency),
            file_name="november.xml",
            currency=portal.town.currency,
            order=portal.town.payment.imputation,
            on=TODAY,
            now=moment(),
            actor="import",
        )
    page = words(Desk(app).get("/staff/money"))
    assert "B. Ukendt" in page
    assert "42.00" in page


# ---- prepared for a person


@case
def reasons_are_needed(app: Flask, row: Row) -> None:
    told = LOW_OFFER | {"circumstances": WEIGHED["circumstances"]}
    path, worker = sent(app, "demo-several", **told), Desk(app)
    page = words(worker.get(path))
    sees_facts(page, row)
    assert f"{say('answer-circumstances-health')}, {say('answer-circumstances-work')}" in page
    assert worker.decide(path, "as_asked", reason="").status_code == 422
    worker.decide(path, "as_asked")
    assert rows(app, Decision)[-1].reason == REASON


@case
def areas_of_life(app: Flask, row: Row) -> None:
    page = words(Desk(app).get(sent(app, "demo-under-minimum", "remission", **WEIGHED)))
    sees_facts(page, row)
    assert f"{say('answer-circumstances-health')}, {say('answer-circumstances-work')}" in page
    assert STORY in page


@case
def decided_otherwise(app: Flask, row: Row) -> None:
    path, worker = sent(app, "demo-couple", "deferral", **WEIGHED), Desk(app)
    sees_facts(words(worker.get(path)), row)
    worker.weigh(path)
    worker.decide(path, "other", until="2027-03-01")
    decision = rows(app, Decision)[-1]
    assert (decision.outcome, decision.reason) == ("granted_partly", REASON)
    assert REASON in letter_of(app)


@case
def one_list(app: Flask, row: Row) -> None:
    for ref in ("demo-low-income", "demo-business"):
        told = {"story": {"story": STORY}}
        sent(app, ref, "deferral", **told)
    queue = words(Desk(app).get("/staff/"))
    assert "C. Fiktivsen" in queue
    assert "Demo Bageri ApS" in queue
    first = re.findall(r'href="(/staff/cases/[^"]+)">C\. Fiktivsen', Desk(app).get("/staff/").text)
    sees_facts(words(Desk(app).get(first[0])), row)


@case
def a_question_and_an_answer(app: Flask, row: Row) -> None:
    path, worker = sent(app, "demo-running-plan", "deferral"), Desk(app)
    worker.act(path, "questions", body="What rent do you pay?")
    resident = Visitor(app, "demo-running-plan")
    resident.post(f"{path.removeprefix('/staff')}/messages", body="I pay 4000 a month.")
    page = words(worker.get(path))
    sees_facts(page, row)
    assert "What rent do you pay?" in page
    assert "I pay 4000 a month." in page


@case
def social_considerations(app: Flask, row: Row) -> None:
    path = sent(app, "demo-time-bar", "deferral", circumstances=WEIGHED["circumstances"])
    page = words(Desk(app).get(path))
    sees_facts(page, row)
    assert say("answer-circumstances-health") in page


@case
def something_else_with_a_reason(app: Flask, row: Row) -> None:
    path, worker = sent(app, "demo-broken-plan", "deferral", **WEIGHED), Desk(app)
    sees_facts(words(worker.get(path)), row)
    assert worker.decide(path, "other", reason="", until="2027-02-01").status_code == 422
    worker.weigh(path)
    worker.decide(path, "other", until="2027-02-01")
    assert rows(app, Decision)[-1].reason == REASON


@case
def a_budget_that_asks_more(app: Flask, row: Row) -> None:
    resident = Visitor(app, "demo-carries")
    form = words(resident.get("/budget"))
    assert [name for name in row.facts if say(f"asked-{name}".replace("_", "-")) not in form] == []
    page = words(resident.post("/budget", **BUDGET, common_costs="3,000.00"))
    assert say("budget-is-higher") in page
    lines = [say(f"line-{name}".replace("_", "-")) for name in row.lines]
    assert [term for term in lines if term not in page and term != lines[-1]] == []


# ---- by the calendar


@case
def before_the_first_day(_app: Flask, _row: Row) -> None:
    claim = '{"id": "a", "kind": "fine", "balance": "10.00", "phase": "open"}'
    asked = '{"municipality": "oss", "on": "%s", "ask": "remission", "claims": [' + claim + "]}"
    early = run("assess", "-", given=asked % "2023-12-31")
    assert early.exit_code == 2
    assert "is before the first day of the rules, 2024-01-01" in early.stderr
    assert run("assess", "-", given=asked % "2024-01-01").exit_code == 0


@case
def answered_by(app: Flask, _row: Row) -> None:
    sent(app, "demo-mixed", "deferral")
    queue = words(Desk(app).get("/staff/"))
    assert "5 December 2026" in queue, "fourteen days after it was sent"


@case
def someone_takes_it(app: Flask, _row: Row) -> None:
    path, worker = sent(app, "demo-hand-over-tomorrow", "deferral"), Desk(app)
    worker.act(path, "taken")
    queue = words(worker.get("/staff/"))
    assert "You have taken this" in queue
    assert "in 14 days" in queue


# ---- worked out, and information


@case
def may_cost_more(app: Flask, row: Row) -> None:
    told = MEANS | {"income": {"income": "2630", "period": "month"}}
    page = words(Visitor(app, "demo-old-plan").ask("lower_instalment", told))
    assert "A month by your present plan, from 10 January 2023 €40.00 This holds" in page
    assert "A month by the rules from 1 January 2024 €98.32" in page
    assert [name for name in row.lines if say(f"line-{name}") not in page] == []


def granted(app: Flask, ref: str) -> str:
    """The letter of a plan that the rules granted, as the resident opens it."""
    visitor = Visitor(app, ref)
    told = MEANS | {"income": {"income": "400000", "period": "year"}}
    visitor.send(visitor.ask("plan", told), **READ)
    return words(visitor.get(f"/letters/{rows(app, Letter)[-1].ref}"))


@case
def the_letter_says_your_rights(app: Flask, _row: Row) -> None:
    said = granted(app, "demo-carries")
    assert any(text in said for text in town(app).wording["review"].values())


@case
def the_letter_cites(app: Flask, _row: Row) -> None:
    said = granted(app, "demo-small-bill")
    assert "Afdragsordninger" in said
    assert "2022.1" in said


# ---- what the nights do


@contextmanager
def nights(app: Flask, *days: date) -> Iterator[Flask]:
    """A copy of the portal in which the nights of these days have passed."""
    let_go(app)
    with copies.beside(app.extensions["portal"].settings.database_url) as url:
        later = demo_app(url, town(app).name)
        try:
            with later.extensions["portal"].database.unit_of_work() as session:
                session.execute(update(Person).values(language="en"))
            for day in days:
                done = run("nightly", "--on", day.isoformat(), **settings(later))
                assert done.exit_code == 0, done.output
            yield later
        finally:
            let_go(later)


def let_go(app: Flask) -> None:
    """Close what a portal has open, when all it noted is written."""
    app.extensions["portal"].looks.settle()
    app.extensions["portal"].database.engine.dispose()


def told(app: Flask, kind: str) -> Visitor:
    """Someone of the demo who was sent a message of this kind."""
    with app.extensions["portal"].database.reading() as session:
        sent_to = select(Person.ref).join(Outgoing, col(Outgoing.person_id) == Person.id)
        refs = session.exec(sent_to.where(Outgoing.kind == kind)).all()
    return Visitor(app, next(ref for ref in refs if ref.startswith("demo-")))


@case
def a_word_before_it_is_due(app: Flask, _row: Row) -> None:
    with nights(app, date(2026, 11, 25)) as later:
        page = words(told(later, "due-soon").get("/letters"))
    assert "A payment is due on" in page
    assert "Ask for a payment plan before that day" in page


@case
def a_word_before_any_fee(app: Flask, _row: Row) -> None:
    with nights(app, date(2026, 12, 4)) as later:
        page = words(told(later, "not-paid").get("/letters"))
    assert "A payment has not come in" in page
    assert "no reminder follows and it costs nothing extra" in page


@case
def a_missed_instalment(app: Flask, _row: Row) -> None:
    with nights(app, date(2027, 1, 20)) as later:
        letter = reminder_of_plan(later)
    assert "has not come in, or not all of it" in letter
    assert "This reminder costs" in letter
    assert "without further notice" in letter


@case
def a_plan_not_kept(app: Flask, _row: Row) -> None:
    with nights(app, date(2027, 1, 20), date(2027, 2, 10)) as later:
        page = words(Desk(later).get("/staff/lists/handover-lacks"))
    assert "A plan was not kept" in page


def reminder_of_plan(app: Flask) -> str:
    """A reminder about an instalment, as its reader opens it."""
    with app.extensions["portal"].database.reading() as session:
        wanted = select(Letter, Person.ref).join(Person, col(Person.id) == Letter.person_id)
        found = session.exec(wanted.where(Letter.kind == "reminder")).all()
    letters = [(one.ref, ref) for one, ref in found if one.content["missed_on"]]
    letter, reader = next(pair for pair in letters if pair[1].startswith("demo-"))
    return words(Visitor(app, reader).get(f"/letters/{letter}"))


@case
def a_writ_to_prepare(app: Flask, _row: Row) -> None:
    """After a reminder and its two weeks; nothing goes out by itself."""
    with nights(app, date(2026, 12, 20)) as later:
        page = words(Desk(later).get("/staff/lists/writ"))
    assert "It is sent to nobody: a bailiff serves it." in page
    assert "It came in as reminded." in page


@case
def withheld_from_a_benefit(app: Flask, _row: Row) -> None:
    """Never more than five percent of the own norm, and with a letter that names the claim."""
    desk = Desk(app)
    path = "/staff/people/demo-benefit/withholding"
    claim = re.search(r'name="claims" value="([^"]+)"', desk.get(path).text)
    assert claim is not None
    sent = MEANS_OF_ONE | {"claims": claim[1], "from_on": str(TODAY)}
    assert "€70.97 a month at most" in words(desk.post(path, **sent, monthly="70.98"))
    desk.post(path, **sent, monthly="70.97")
    (letter,) = [one for one in rows(app, Letter) if one.kind == "withholding"]
    assert letter.content["claims"][0]["number"] == "V2026-00010"


@case
def numbers_for_the_bank(app: Flask, _row: Row) -> None:
    page = words(Visitor(app, "demo-mixed").get("/direct-debit"))
    assert "Debtor group 00301" in page
    assert "Until then, pay each bill yourself" in page
