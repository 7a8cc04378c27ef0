"""Walks past every page in every state it can be in, wrong answers and error pages included."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlmodel import col, update

from portal.cases.models import Case
from portal.ledger.statements import take_statement
from portal.people.models import SignIn
from tests import builders
from tests.browser import (
    acting_stops,
    ask_stops,
    business_stops,
    day_stops,
    debit_stops,
    decision_stops,
    evidence_stops,
    figure_stops,
    journeys,
    language_stops,
    letter_stops,
    list_stops,
    plan_stops,
    still_stops,
    trail_stops,
    variant_stops,
)
from tests.browser.journeys import CLEAR, UNCLEAR, Answers
from tests.browser.site import Site
from tests.browser.visit import ONWARDS, Fields, Visit

Walk = Callable[[Site, Callable[..., Visit]], None]
"""Goes past some pages of a site; the second argument makes a visit that looks."""

WRONG: dict[str, Fields] = {
    name: {name: "abc"} for name in ("months", "monthly", "children", "sharers", "income", "assets")
}
"""Something to type that is no answer; at other questions nothing is chosen."""
ALL: Answers = {
    **journeys.WHO_AND_WHAT,
    "household": {"household": "single_parent"},
    "benefit": {"benefit": "yes"},
    "sharers": {"sharers": "2"},
    "income": {"income": "1600", "period": "month"},
    "circumstances": {"circumstances": ["health"]},
    "months": {"months": "3"},
    "means": {"means": "yes"},
    "monthly": {"monthly": "50"},
    "pause": {"pause": "3"},
    "story": {"story": "I was ill."},
}
"""Answers that make every further question matter."""
OLD = {"oss": "demo-time-barred", "norddjurs": "demo-time-barred"}
RUNNING = {"oss": "demo-old-plan", "norddjurs": "demo-running-plan"}
MIXED = {"oss": "demo-several", "norddjurs": "demo-mixed"}
HOUSEHOLD: Fields = {
    "yearly_net": "240000",
    "adults": "2",
    "children_0_1": "1",
    "children_2_6": "1",
    "children_7_17": "1",
    "common_costs": "12000",
    "own_costs": "500",
    "child_costs": "2500",
    "child_support": "3000",
    "open_debt": "20000",
}
"""A budget with everything in it."""
WORKED: dict[str, tuple[str, Fields]] = {
    "oss": (
        "remission_gate",
        {
            "paying_since": "2010-01-01",
            "arrears_left": "1000",
            "last_paid_on": "2012-01-01",
            "none_expected": "y",
            "balance": "1000",
            "offered_at_once": "500",
            "urgent_reasons": "y",
        },
    ),
    "norddjurs": ("methods", HOUSEHOLD),
}
"""A calculation with what staff fill in."""
BILL: tuple[Fields, ...] = (
    {"kind": "culture_school"},
    {
        "identity_scheme": "cpr",
        "number": "6101700001",
        "name": "A. Eksempel",
        "address": "Eksempelvej 1",
    },
    {
        "description": "Undervisning i klaver, efterår 2026",
        "period_from": "2026-08-01",
        "period_to": "2026-10-31",
    },
    {"amount": "950"},
)
"""The pages of a bill that a unit registers."""
LET_GO = {"oss": "demo-small-debt", "norddjurs": "demo-floor"}


def front_door(site: Site, visit: Callable[..., Visit]) -> None:
    """The start, the sign-in and what can go wrong there, with the menus open."""
    guest = visit(site)
    guest.open("/")
    guest.page.locator("summary").first.click()
    guest.look("language menu")
    guest.open("/rules")
    guest.open("/sign-in")
    guest.send_untouched("#people")
    guest.open("/not/there")
    journeys.sign_in(guest, MIXED[site.town])
    guest.page.locator("summary").nth(1).click()
    guest.look("menu")
    guest.open("/cases/nobody-has-this")
    with site.app.extensions["portal"].database.unit_of_work() as session:
        session.exec(update(SignIn).values(ended_at=datetime.now(UTC)))
    guest.open("/overview")


def what_one_owes(site: Site, visit: Callable[..., Visit]) -> None:
    """The overviews and claims: open, in a plan, handed over, closed, too old; and no debt left."""
    for ref in (MIXED[site.town], RUNNING[site.town], OLD[site.town], "demo-business"):
        resident = visit(site)
        journeys.sign_in(resident, ref)
        urls = _urls(resident, "ul.claims a")
        for url in urls if ref == MIXED[site.town] else urls[:1]:
            resident.open(url)
            _unfold(resident)
        if ref == RUNNING[site.town]:
            plan_stops.own_plan(resident)
            resident.open("/direct-debit")
        resident.page.close()
    _a_payment(site, visit)
    business_stops.books(site, visit)
    resident = visit(site)
    journeys.sign_in(resident, LET_GO[site.town])
    resident.open("/cases")
    resident.open("/ask")
    resident.press(".card .primary")
    journeys.send(resident)
    resident.press("main a[href^='/letters/']")
    resident.open("/overview")


def asking(site: Site, visit: Callable[..., Visit]) -> None:
    """Every question of a plan, first answered wrongly; the sum, the check, throwing it away."""
    resident = visit(site)
    journeys.sign_in(resident, MIXED[site.town])
    resident.open("/ask")
    if resident.page.locator("main a[href='/budget']").count():
        _a_budget_first(resident)
    resident.press("form:has([name='ask']) .primary")
    resident.fill({"ask": "plan"})
    resident.press("form:has([name='ask']) .primary")
    for box in resident.page.locator("[name='claims']").all():
        box.uncheck()
    resident.press(ONWARDS)
    for box in resident.page.locator("[name='claims']").all():
        box.check()
    resident.press(ONWARDS)
    _answer_wrongly_first(resident, {**ALL, "way": {"way": "months"}})
    if resident.path.endswith("/account"):
        _unfold(resident)
        if resident.page.locator("main a[href$='/irregular']").count():
            _month_by_month(resident)
        resident.press(ONWARDS)
    _unfold(resident)
    resident.open(resident.path.replace("/check", "/questions/way"))
    resident.fill({"way": "monthly"})
    resident.press(ONWARDS)
    _answer_wrongly_first(resident, ALL)
    if resident.path.endswith("/account"):
        resident.press(ONWARDS)
    evidence_stops.sending_along(resident)
    evidence_stops.stopping(resident)
    resident.press("main a[href$='/discard']")
    resident.open("/overview")
    if site.town == "oss":
        language_stops.core_journey(visit(site, "ar"))


def asking_otherwise(site: Site, visit: Callable[..., Visit]) -> None:
    """A lower instalment; more time for a claim too old, sent before reading; both for staff."""
    for ref, ask in ((RUNNING[site.town], "lower_instalment"), (OLD[site.town], "deferral")):
        resident = visit(site)
        journeys.sign_in(resident, ref)
        with resident.in_passing():
            journeys.ask(resident, ask, ALL)
        if resident.path.endswith("/account"):
            resident.press(ONWARDS)
        resident.press("#send .actions .primary")
        if resident.path.endswith("/check"):
            journeys.send(resident)
        resident.open("/overview")
    worker = visit(site)
    with worker.in_passing():
        journeys.sign_in(worker, "demo-worker")
    for url in _urls(worker, "ul.claims a"):
        worker.open(url)


def after_sending(site: Site, visit: Callable[..., Visit]) -> None:
    """A request in each of its states: sent, asked, taken back; and one that was granted."""
    resident, asker = visit(site), UNCLEAR[site.town]
    with resident.in_passing():
        journeys.sign_in(resident, asker.ref)
        journeys.ask(resident, "plan", asker.answers)
    journeys.send(resident)
    _unfold(resident)
    case = resident.path
    journeys.tell(resident, "")
    journeys.tell(resident, "I forgot to say that I moved.")
    with site.app.extensions["portal"].database.unit_of_work() as session:
        session.exec(update(Case).where(col(Case.state) == "sent").values(state="asked"))
    resident.open("/overview")
    resident.open(case)
    resident.press("main a[href$='/withdrawal']")
    resident.press(ONWARDS)
    resident.open(f"{case}/withdrawal")
    resident.open("/cases")
    resident.page.close()
    granted = visit(site)
    with granted.in_passing():
        journeys.sign_in(granted, CLEAR[site.town].ref)
        journeys.ask(granted, "plan", CLEAR[site.town].answers)
    journeys.send(granted)
    case = granted.path
    ask_stops.own(granted)
    granted.open(case)
    granted.press("main a[href^='/letters/']")
    granted.press("main a[href$='/receipt']")
    letter_stops.own(site, visit, granted)
    _spoil_receipts(site)
    granted.open(f"{case}/receipt")
    worker = visit(site)
    with worker.in_passing():
        journeys.sign_in(worker, "demo-worker")
    worker.open(f"/staff{case}/receipt")
    ask_stops.by_staff(worker, granted)
    letter_stops.posted(worker)
    debit_stops.own(granted)
    debit_stops.by_staff(site, worker)
    acting_stops.help_from_others(granted, visit(site), worker, site.town)


def staff_decides(site: Site, visit: Callable[..., Visit]) -> None:
    """The queue and a case from free to decided, with what can go wrong, and two people on it."""
    first, second = visit(site), visit(site)
    journeys.sign_in(first, "demo-worker")
    _ask_and_send(site, visit)
    day_stops.by_staff(site, first, UNCLEAR[site.town].name)
    journeys.find_case(first, UNCLEAR[site.town].name)
    _unfold(first)
    decision_stops.before_deciding(first)
    journeys.sign_in(second, "demo-supervisor")
    second.looks = ()
    journeys.find_case(second, UNCLEAR[site.town].name)
    second.press("form[action$='/taken'] button")
    journeys.ask_resident(first, "")
    journeys.ask_resident(first, "What rent do you pay?")
    with first.in_passing():
        journeys.find_case(first, UNCLEAR[site.town].name)
    journeys.decide(first, "other", "short", monthly="abc")
    journeys.decide(second, "other", journeys.REASON, press="", monthly="400")
    decision_stops.as_a_letter(second)
    journeys.decide(first, "refused", journeys.REASON)
    decision_stops.too_late(second)
    first.open(first.path.removesuffix("/decisions"))
    _unfold(first)
    first.press("main a[href*='/letters/']")
    first.open("/staff/")
    _who_owes_it(first, f"/staff/people/{MIXED[site.town]}")
    plan_stops.by_hand(first, MIXED[site.town])
    still_stops.by_staff(site, first, visit(site), "demo-business")


def staff_money(site: Site, visit: Callable[..., Visit]) -> None:
    """Money without a claim: none, waiting, looked up, matched, taken off again."""
    worker = visit(site)
    journeys.sign_in(worker, "demo-worker")
    worker.open("/staff/money/online")
    worker.open("/staff/files")
    worker.send_untouched("main form[enctype]")
    worker.open("/staff/money")
    _money_comes_in(site)
    worker.open("/staff/")
    worker.open("/staff/money/sorting")
    worker.open("/staff/money")
    worker.press("ul.claims li:first-child a >> nth=0")
    line = worker.path
    for looked_for in ("nobody", UNCLEAR[site.town].name.split()[1]):
        worker.open(f"{line}/claims")
        worker.fill({"q": looked_for})
        worker.press("form[action$='/claims'] button")
    worker.press("form[action$='/matches'] button >> nth=0")
    worker.press("a[href$='/moved']")
    worker.send_untouched("main form")
    worker.open("/staff/money")
    _unfold(worker)
    worker.open(line)
    worker.press("form[action$='/undone'] button")
    for act in ("split", "refund"):
        worker.open(f"{line}/{act}")
        worker.send_untouched("main form")
    _money_goes_back(site, worker, visit(site), line)


def staff_workings(site: Site, visit: Callable[..., Visit]) -> None:
    """The calculations of staff: each left empty; one filled in, worked out, and changed."""
    worker = visit(site)
    journeys.sign_in(worker, "demo-worker")
    worker.open("/rules")
    worker.open("/staff/workings")
    for url in _urls(worker, "ul.claims a"):
        worker.open(url)
        worker.send_untouched("main form")
    name, facts = WORKED[site.town]
    worker.open(f"/staff/workings/{name}")
    worker.fill(facts)
    worker.press("main form .primary")
    worker.press("main form .second")


def staff_rules(site: Site, visit: Callable[..., Visit]) -> None:
    """What the rules assume: the list, values of every kind, confirmed and taken back."""
    leader = visit(site)
    journeys.sign_in(leader, "demo-supervisor")
    leader.open("/staff/rules")
    groups = {url.split(".")[0]: url for url in _urls(leader, "ul.claims a")}
    for url in groups.values():
        leader.open(url)
    for note in ("", "Decided by the board on 3 March.", "It was for one year only."):
        leader.fill({"note": note})
        leader.press("main form .button")
    leader.open("/staff/rules")
    _unfold(leader)
    variant_stops.by_staff(site, leader, visit)
    figure_stops.by_leader(site, leader)
    figure_stops.by_council(site, visit)
    worker = visit(site)
    journeys.sign_in(worker, "demo-worker")
    worker.open(groups[next(iter(groups))])
    list_stops.by_staff(site, worker)
    trail_stops.by_administrator(site, visit)
    trail_stops.by_privacy_officer(site, visit)


def staff_unit(site: Site, visit: Callable[..., Visit]) -> None:
    """A unit's own claims; a bill, first wrong; a claim that came back; a page it may not see."""
    unit, worker = visit(site), visit(site)
    journeys.sign_in(unit, "demo-unit")
    _unfold(unit)
    unit.press("form[action$='/register'] button")
    for fields in BILL:
        unit.press(ONWARDS)
        unit.fill(fields)
        unit.press(ONWARDS)
    check = unit.path
    unit.press("main a[href$='/others']")
    unit.send_untouched("main form")
    unit.open(check)
    unit.press(ONWARDS)
    with worker.in_passing():
        journeys.sign_in(worker, "demo-worker")
        worker.open("/staff/people/demo-floor")
    _unfold(worker)
    worker.press("main a[href$='/returned'] >> nth=0")
    worker.fill({"words": "Which weeks?"})
    worker.press("main form .primary")
    unit.open("/staff/unit")
    unit.press("main a[href*='/unit/returned/']")
    came_back = unit.path
    for act in ("correct", "lower", "withdrawn", "sent-back"):
        unit.open(f"{came_back}/{act}")
        unit.press("main form .primary")
    unit.open("/staff/money")


def _a_payment(site: Site, visit: Callable[..., Visit]) -> None:
    """Paying: how, a wrong amount, and how the payment stands before and after it is made."""
    resident = visit(site)
    with resident.in_passing():
        journeys.sign_in(resident, RUNNING[site.town])
        resident.press("ul.claims a >> nth=0")
    claim = resident.path.rsplit("/", 1)[1]
    resident.press("main .actions a[href$='/pay']")
    resident.fill({"scope": "amount", "amount": "abc"})
    resident.press("#pay .primary")
    desk = site.app.extensions["portal"].payments
    payment = journeys.begun_payment(site, RUNNING[site.town], claim)
    resident.open(f"/payments/{payment.ref}")
    desk.provider.come_out(payment.provider_id, "paid")
    resident.open(f"/payments/{payment.ref}")
    resident.open(f"/claims/{claim}")
    resident.press("form[action$='/paid-by-bank'] button")
    resident.page.close()


def _urls(visit: Visit, links: str) -> list[str]:
    return [str(link.get_attribute("href")) for link in visit.page.locator(links).all()]


def _who_owes_it(worker: Visit, person: str) -> None:
    """A person, and who owes a claim of theirs: one more named wrongly, one let off and back."""
    worker.open(person)
    for url in _urls(worker, "a[href$='/debtors']"):
        worker.open(url)
        others = _urls(worker, "main li a[href*='/debtors/']")
        if others:
            break
    worker.send_untouched("main form")
    for reason in ("", journeys.REASON):
        worker.open(others[0])
        worker.fill({"reason": reason})
        worker.press("main form .button")
    worker.open(others[0])


def _money_goes_back(site: Site, worker: Visit, leader: Visit, line: str) -> None:
    """Two people pay back; a claim is corrected; what the bank took back and what came twice."""
    worker.open(f"{line}/refund")
    worker.fill({"account": "NL91ABNA0417164300", "reason": "It is not for us."})
    if worker.page.locator("[name='way']").count():
        worker.fill({"way": "account"})
    worker.press("main form .primary")
    refund = worker.path
    worker.open("/staff/refunds")
    with leader.in_passing():
        journeys.sign_in(leader, "demo-supervisor")
    leader.open(refund)
    leader.open(f"{refund}/rejected")
    leader.send_untouched("main form")
    leader.open(refund)
    leader.press("form[action$='/approved'] button")
    leader.open("/staff/refunds")
    if leader.page.locator("form[action$='/files'] button").count():
        leader.press("form[action$='/files'] button")
    with worker.in_passing():
        worker.open("/staff/money")
    for url in _urls(worker, "ul.claims a[href*='/lines/']"):
        worker.open(url)
    with worker.in_passing():
        worker.open(f"/staff/people/{MIXED[site.town]}")
        claims = _urls(worker, "a[href$='/correction']")
    worker.open(claims[0])
    worker.send_untouched("main form")
    worker.fill({"what": "too_low", "amount": "90000", "reason": "A month was forgotten."})
    worker.press("main form .primary")
    leader.open("/staff/refunds")
    leader.press("a[href*='/corrections/']")
    leader.send_untouched("main form")


def _unfold(visit: Visit) -> None:
    """Open all that is folded, and look again."""
    if not visit.page.locator("main details").count():
        return
    visit.page.evaluate("document.querySelectorAll('main details').forEach(e => e.open = true)")
    visit.look(f"{visit.path} unfolded")


def _a_budget_first(visit: Visit) -> None:
    """What a budget gives: wrong, right, changed, and back to asking."""
    visit.press("main a[href='/budget']")
    visit.fill(dict.fromkeys(HOUSEHOLD, "abc"))
    visit.press(ONWARDS)
    visit.fill(HOUSEHOLD)
    visit.press(ONWARDS)
    visit.press("main form .second >> nth=0")
    visit.open("/ask")


def _month_by_month(visit: Visit) -> None:
    """An income that differs by month: wrong, right, and back to the account."""
    account = visit.path
    months = [f"m{number}" for number in range(1, 13)]
    visit.press("main a[href$='/irregular']")
    visit.fill(dict.fromkeys(months, "abc"))
    visit.press(ONWARDS)
    visit.fill(dict.fromkeys(months, "2400") | {"m1": "0"})
    visit.press(ONWARDS)
    visit.press("main form .second")
    visit.open(account)


def _answer_wrongly_first(visit: Visit, answers: Answers) -> None:
    while "/questions/" in visit.path:
        name = visit.path.rsplit("/", 1)[1]
        if name not in ("circumstances", "story"):
            visit.fill(WRONG.get(name, {}))
            visit.press(ONWARDS)
        visit.fill(answers[name])
        visit.press(ONWARDS)


def _ask_and_send(site: Site, visit: Callable[..., Visit]) -> None:
    resident = visit(site)
    with resident.in_passing():
        journeys.sign_in(resident, UNCLEAR[site.town].ref)
        journeys.ask(resident, "plan", UNCLEAR[site.town].answers)
        journeys.send(resident)
    resident.page.close()


def _spoil_receipts(site: Site) -> None:
    """Let what was kept come out otherwise, as no one should ever see."""
    with site.app.extensions["portal"].database.engine.begin() as connection:
        connection.exec_driver_sql("drop trigger receipt_no_update")
        connection.exec_driver_sql("update receipt set result = replace(result, '.00', '.01')")


def _money_comes_in(site: Site) -> None:
    """A sound statement, one that does not add up, and one in another currency."""
    portal = site.app.extensions["portal"]
    line = builders.line(42_00, "no such reference", counterparty_name="B. Onbekend", text="rent")
    mine = builders.statement(line, builders.line(7_50), currency=portal.town.currency)
    odd = builders.statement(builders.line(5_00), closing=1, currency=portal.town.currency)
    far = builders.statement(builders.line(9_00), currency="USD")
    twice = builders.statement(line, opening=1, closing=42_01, currency=portal.town.currency)
    back = builders.line(-7_50, "taken back", is_reversal=True)
    out = builders.statement(back, currency=portal.town.currency)
    with portal.database.unit_of_work() as session:
        for statement in (mine, odd, far, twice, out):
            take_statement(
                session,
                statement,
                file_name="statement.xml",
                currency=portal.town.currency,
                order=portal.town.payment.imputation,
                on=portal.clock.today(),
                now=portal.clock.now(),
                actor="import",
            )
