"""What if: another amount or number of months, with the end and the total at once. Nothing is kept.

The same form works without scripts, by its buttons; what one found can then be asked.
"""

from dataclasses import dataclass
from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms.validators import StopValidation, ValidationError

from portal.cases import drafts
from portal.cases.assessing import Assessed, assess_gathered
from portal.cases.plans.ahead import look_ahead
from portal.cases.plans.granted import course_of_grant
from portal.people.actors import Permission
from portal.rules.facts import LONGEST_PROPOSAL
from portal.web.citizen import citizen
from portal.web.citizen.unsent import draft
from portal.web.context import amount, day
from portal.web.fields import AmountField, Between, NumberField
from portal.web.fragments import answer, wants_part
from portal.web.plan_words import ahead_words
from portal.web.services import services
from portal.web.session import actor, needs

ASKS = ("plan", "lower_instalment")
WAYS = ("monthly", "months")


class WhatIf(FlaskForm):
    """An amount a month, or a number of months: the one whose button was pressed counts."""

    monthly = AmountField(lazy_gettext("what-if-monthly"))
    months = NumberField(lazy_gettext("what-if-months"))

    def __init__(self, assessed: Assessed, **kwargs: Any) -> None:  # noqa: ANN401
        """`assessed` is the request in hand."""
        super().__init__(**kwargs)
        self.assessed = assessed
        by = request.form.get("ask") or request.form.get("by")
        self.by = by if by in WAYS else WAYS[0]
        self.debt = sum(view.balance for view in assessed.owed)

    @property
    def slider(self) -> str:
        """The least and the most of a slider, in whole units of money."""
        least = -(-self.debt // LONGEST_PROPOSAL)
        most = max(least * 12, (self.monthly.data or 0) * 3)
        return f"{-(-least // 100)} {max(1, min(most, self.debt) // 100)}"

    def validate_monthly(self, field: AmountField) -> None:
        """An amount that ends, and less than is paid now where less is asked."""
        self._needed("monthly", field, "error-amount-missing")
        least = max(1, -(-self.debt // LONGEST_PROPOSAL))
        Between(least, max(self.debt, least), is_amount=True)(self, field)
        self._must_be_lower(field.data)

    def validate_months(self, field: NumberField) -> None:
        """A number of months that can be asked for."""
        self._needed("months", field, "error-number-needed")
        Between(1, LONGEST_PROPOSAL)(self, field)
        self._must_be_lower(-(-self.debt // field.data))

    def _needed(self, name: str, field: Any, message: str) -> None:  # noqa: ANN401
        if self.by != name:
            field.errors = []
            raise StopValidation
        if field.errors:
            raise StopValidation
        if field.data is None:
            raise StopValidation(gettext(message))

    def _must_be_lower(self, monthly: int) -> None:
        running = self.assessed.running if self.assessed.case.ask == "lower_instalment" else None
        if running is not None and monthly >= running.monthly:
            raise ValidationError(gettext("error-must-be-lower", amount=amount(running.monthly)))

    def told(self) -> dict[str, Any]:
        """Return the answers that ask for it; a lower instalment is asked as an amount."""
        if self.by == "months" and self.assessed.case.ask == "plan":
            return {"way": "months", "months": self.months.data, "means": True}
        monthly = self.monthly.data if self.by == "monthly" else -(-self.debt // self.months.data)
        return {"way": "monthly", "monthly": monthly}


@dataclass(frozen=True)
class Outlook:
    """A plan one might ask for, in words."""

    monthly: str
    ends: str
    total: str
    notes: list[str]
    then: str


@citizen.post("/cases/<ref>/what-if")
@needs(Permission.OWN_FILL)
def what_if(ref: str) -> Response:
    """Say what a plan at this amount, or in these months, comes to; or ask for it."""
    assessed = draft(ref)
    if assessed is None:
        return redirect(url_for("citizen.case", ref=ref), code=303)
    if not is_offered(assessed):
        return redirect(url_for("citizen.resume", ref=ref), code=303)
    form = WhatIf(assessed)
    if not form.validate():
        if wants_part():
            return Response(status=422)  # half-typed: what is shown stays as it is
        return answer("citizen/what_if.html", status=422, form=form, case=assessed.case)
    if "ask" in request.form:
        return _ask(ref, form)
    return answer(
        "citizen/what_if.html",
        "citizen/_outlook.html",
        form=form,
        case=assessed.case,
        outlook=_outlook(form),
    )


def is_offered(assessed: Assessed) -> bool:
    """Whether there is a plan to try amounts for."""
    return assessed.case.ask in ASKS and assessed.answer is not None and not assessed.missing


def starting(assessed: Assessed) -> WhatIf | None:
    """Return the form as it stands beside the account: at what the rules work out."""
    found = assessed.answer
    if not is_offered(assessed) or found is None:
        return None
    monthly = found.instalment or found.capacity
    return WhatIf(assessed, formdata=None, data={"monthly": monthly} if monthly else None)


def _outlook(form: WhatIf) -> Outlook:
    parts, today = services(), services().clock.today()
    told = form.assessed.gathered.telling(form.told())
    found = assess_gathered(parts.town, told, today)
    monthly = form.told().get("monthly") or -(-form.debt // form.months.data)
    claims = [view for view in found.claims if view.takes_money]
    course = course_of_grant(parts.town, found, form.debt, monthly, today)
    ahead = look_ahead(parts.town, claims, course.instalments, today)
    last, count = course.instalments[-1][0], len(course.instalments)
    total = form.debt + (ahead.interest or 0)
    return Outlook(
        monthly=gettext("what-if-a-month", amount=amount(course.monthly), count=count),
        ends=gettext("what-if-ends", day=day(last)),
        total=gettext("what-if-total", amount=amount(total)),
        notes=ahead_words(ahead),
        then=gettext(_then(found, monthly)),
    )


def _then(found: Assessed, monthly: int) -> str:
    """What would happen: a yes at once, at this amount or another, or a look of a person."""
    granted = found.answer.instalment if found.answer else None
    if found.then == "grant" and granted is not None and granted != monthly:
        return "what-if-other-amount"
    return "estimate-then-grant" if found.then == "grant" else "estimate-then-staff"


def _ask(ref: str, form: WhatIf) -> Response:
    parts = services()
    with parts.database.unit_of_work() as session:
        case = drafts.own_case(session, actor(), ref)
        for question, value in form.told().items():
            drafts.answer(session, case, question, value, parts.clock.now())
    return redirect(url_for("citizen.check", ref=ref), code=303)
