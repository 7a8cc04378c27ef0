"""What a business can carry, line by line, and asking for a plan with that account."""

from dataclasses import replace
from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from portal.cases.cash_flow import ask_for_plan
from portal.errors import NotFound
from portal.ledger import own
from portal.ledger.claims import ClaimView
from portal.people.actors import Permission
from portal.rules.policy import book
from portal.rules.workings.cash_flow import CashFlow
from portal.web.business import business
from portal.web.fragments import answer
from portal.web.receipt import Line
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff.working_form import form_of
from portal.web.working_lines import account_of

NAME = "cash_flow"
DEBT = "cash_debt"


@business.route("/cash-flow", methods=["GET", "POST"])
@needs(Permission.FIRM_BOOKS, sending=Permission.OWN_FILL)
def cash_flow() -> Response:
    """Ask what comes in and what goes out first; show what is left, and offer to ask for it."""
    if not actor().may(Permission.OWN_FILL):
        raise NotFound  # the books are theirs to look at, a request is not theirs to begin
    claims, form = _open(), _form()
    if not claims or not form.is_submitted():
        return _asked(form, claims)
    made = _made(form, claims)
    if made is None:
        return _asked(form, claims, status=422)
    if "change" in request.form:
        return _asked(form, claims)
    if "ask" in request.form:
        return _ask(made, claims)
    sent = [(asked.name, request.form.get(asked.name, "")) for asked in made.asks]
    advice = made.advice()[0].code
    return answer(
        "business/cash_flow_result.html",
        lines=_lines(made),
        advice=f"advice-{advice}".replace("_", "-"),
        months=made.cash_months if made.cash_left else None,
        sent=sent,
    )


def cash_account(told: dict[str, Any]) -> list[Line]:
    """Return the account that came with a request as lines of a slip; nothing where none did."""
    facts = told.get(NAME)
    if not facts:
        return []
    policy, today = services().town.policy, services().clock.today()
    return _lines(CashFlow(facts, book(policy, today)))


def _lines(made: CashFlow) -> list[Line]:
    """The account; what the business told is its own word, and no assumption of the rules."""
    told = {asked.name for asked in made.asks}
    return [replace(line, mark="") if line.id in told else line for line in account_of(made)]


def _ask(made: CashFlow, claims: list[ClaimView]) -> Response:
    parts = services()
    facts = {name: value for name, value in made.facts.items() if isinstance(value, int)}
    months = made.cash_months if made.cash_left else None
    with parts.database.unit_of_work() as session:
        refs = [view.ref for view in claims]
        case = ask_for_plan(session, actor(), refs, facts, months, parts.clock.now())
    return redirect(url_for("citizen.resume", ref=case.ref), code=303)


def _made(form: FlaskForm, claims: list[ClaimView]) -> CashFlow | None:
    if not form.validate():
        return None
    facts = {asked.name: form[asked.name].data for asked in CashFlow.asks if asked.name in form}
    facts[DEBT] = sum(view.balance for view in claims)
    held = book(services().town.policy, services().clock.today())
    made = CashFlow(facts, held)
    for field, message in made.mistakes().items():
        form[field].errors = [gettext(message)]
    return None if form.errors else made


def _form() -> FlaskForm:
    """The form of the working, without the debt, which the portal knows."""
    form = form_of(NAME)
    del form[DEBT]
    return form


def _asked(form: FlaskForm, claims: list[ClaimView], status: int = 200) -> Response:
    debt = sum(view.balance for view in claims)
    asks = [asked for asked in CashFlow.asks if asked.name != DEBT]
    return answer("business/cash_flow.html", status=status, form=form, asks=asks, debt=debt)


def _open() -> list[ClaimView]:
    """The claims one can ask a plan for."""
    today = services().clock.today()
    with services().database.reading() as session:
        found = own.overview(session, actor(), today)
    return [view for view in (*found.open, *found.in_plan) if view.time_bar_on > today]
