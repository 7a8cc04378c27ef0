"""Twelve months of an income that differs: a plan to look at. Nothing is kept or sent."""

from datetime import date
from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from portal import texts
from portal.cases import drafts
from portal.cases.assessing import Assessed
from portal.people.actors import Permission
from portal.rules.days import MONTHS_A_YEAR
from portal.rules.irregular import IrregularPlan, Month, has_capacity_by_month, irregular_plan
from portal.web.citizen import citizen
from portal.web.citizen.questions import MOST_INCOME
from portal.web.citizen.unsent import draft
from portal.web.context import amount, lang
from portal.web.fields import AmountField, Between
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs

_MOST_TOLD = 2
_NAMES = tuple(f"m{number}" for number in range(1, MONTHS_A_YEAR + 1))


class _Months(FlaskForm):
    """The income of each month; the label of a box is its month."""

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401
        """Ask for every month, and say so once; say what is wrong a few boxes at a time."""
        super().validate(extra_validators)
        missing = [self[name] for name in _NAMES if self[name].data is None]
        for field in [one for one in missing if not one.errors][:1]:
            field.errors = [gettext("irregular-missing")]
        wrong = [self[name] for name in _NAMES if self[name].errors]
        for field in wrong[_MOST_TOLD:]:
            field.errors = []  # such an answer is not compressed, and has to stay small
        return not wrong


for _name in _NAMES:
    _validators = [Between(0, MOST_INCOME, is_amount=True)]
    setattr(_Months, _name, AmountField(lazy_gettext("question-income"), validators=_validators))


@citizen.route("/cases/<ref>/irregular", methods=["GET", "POST"])
@needs(Permission.OWN_FILL)
def irregular(ref: str) -> Response:
    """Ask for twelve months, and show the plan they make; `change` shows the boxes again."""
    assessed = draft(ref)
    if assessed is None or not is_offered(assessed):
        return redirect(url_for("citizen.resume", ref=ref), code=303)
    form = _form(services().clock.today())
    if not form.is_submitted():
        return _boxes(assessed, form)
    if not form.validate():
        return _boxes(assessed, form, status=422)
    if "change" in request.form:
        return _boxes(assessed, form)
    if "ask" in request.form:
        return _ask(assessed, form)
    return answer("citizen/irregular_plan.html", **_planned(assessed, form))


def _boxes(assessed: Assessed, form: _Months, status: int = 200) -> Response:
    """Show the boxes; the way back is to the question, or to the account where there is one."""
    ref = assessed.case.ref
    question = url_for("citizen.question", ref=ref, question="income")
    back = question if "income" in assessed.missing else url_for("citizen.account", ref=ref)
    return answer("citizen/irregular.html", status=status, form=form, back_url=back)


def _ask(assessed: Assessed, form: _Months) -> Response:
    """Keep the twelve months with the request: the rules then go by their average."""
    incomes = [form[name].data for name in _NAMES]
    average = {"amount": sum(incomes) // MONTHS_A_YEAR, "period": "month"}
    parts, ref = services(), assessed.case.ref
    with parts.database.unit_of_work() as session:
        case = drafts.own_case(session, actor(), ref)
        told = {"way": "rules", "income": average, "months_income": incomes}
        for question, value in told.items():
            drafts.answer(session, case, question, value, parts.clock.now())
    return redirect(url_for("citizen.resume", ref=ref), code=303)


def is_offered(assessed: Assessed) -> bool:
    """Whether the rules tell months apart, and who lives from the income is known."""
    waiting = {*assessed.missing} - {"income", "assets", "circumstances"}
    is_plan = assessed.case.ask in ("plan", "lower_instalment")
    is_means = "income" in {*assessed.asked, *assessed.known}
    by_month = has_capacity_by_month(assessed.situation, services().town.policy)
    return is_plan and is_means and by_month and not waiting


def _form(today: date) -> _Months:
    """The boxes, named for the twelve months from the next one on."""
    form = _Months()
    for ahead, name in enumerate(_NAMES, today.month):
        form[name].label.text = texts.month(lang(), today.year + ahead // 12, ahead % 12 + 1)
    return form


def _planned(assessed: Assessed, form: _Months) -> dict[str, Any]:
    incomes = [form[name].data for name in _NAMES]
    plan = irregular_plan(incomes, assessed.situation, services().town.policy)
    assert plan is not None, "is_offered asked for it"
    lines = [
        {"term": form[name].label.text, "amount_text": amount(month.amount), "why": _why(month)}
        for name, month in zip(_NAMES, plan.months, strict=True)
    ]
    total = {
        "term": gettext("irregular-total"),
        "amount_text": amount(plan.total),
        "why": gettext("irregular-beside", even=amount(sum(month.even for month in plan.months))),
    }
    sent = [(name, request.form[name]) for name in _NAMES]
    return {
        "case": assessed.case,
        "plan": plan,
        "can_ask": _can_ask(assessed, plan),
        "lines": lines,
        "total": total,
        "sent": sent,
    }


def _can_ask(assessed: Assessed, plan: IrregularPlan) -> bool:
    """Whether this plan can be asked for as it is: a new plan, with something to pay."""
    return assessed.case.ask == "plan" and bool(plan.even)


def _why(month: Month) -> str:
    """What the even plan asks in this month, by how much the month differs, and why."""
    if month.why == "ended":
        return gettext("irregular-ended")
    beside = gettext("irregular-beside", even=amount(month.even))
    if month.why == "carries_less":
        return f"{beside} {gettext('irregular-carries-less', amount=amount(-month.difference))}"
    if month.why == "catches_up":
        return f"{beside} {gettext('irregular-catches-up', amount=amount(month.difference))}"
    return beside
