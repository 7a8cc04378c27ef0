"""A blind second look: what waits, the facts of one, and what the reader would have decided."""

from functools import partial
from typing import Any

from flask import url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from sqlmodel import Session
from werkzeug.wrappers import Response
from wtforms import TextAreaField
from wtforms.validators import StopValidation

from portal.cases.models import LEAST_REASON
from portal.cases.second_look import reading
from portal.cases.second_look.reading import Opened
from portal.people import audit
from portal.people.actors import Permission
from portal.web.carrying_out import filled_in
from portal.web.context import amount
from portal.web.fields import AmountField, Between, choices_of, clean, one_of
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff
from portal.web.staff.forms import LONGEST_REASON
from portal.web.told_words import told_words

_OUTCOMES = ("granted", "granted_partly", "refused")
_MOST = 10**9


class Opinion(FlaskForm):
    """What the second reader would have decided."""

    outcome = one_of(lazy_gettext("second-look-outcome"))
    monthly = AmountField(lazy_gettext("second-look-monthly"))
    reason = TextAreaField(lazy_gettext("second-look-reason"))

    def __init__(self, *, with_amount: bool, **kwargs: Any) -> None:  # noqa: ANN401
        """`with_amount`: whether what was asked is an amount a month."""
        super().__init__(**kwargs)
        self.outcome.choices = choices_of("second-look", _OUTCOMES)
        if not with_amount:
            del self["monthly"]

    def validate_monthly(self, field: AmountField) -> None:
        """An amount, where one is given."""
        if field.data is not None:
            Between(1, _MOST, is_amount=True)(self, field)

    def validate_reason(self, field: TextAreaField) -> None:
        """Anything but the whole grant needs a reason."""
        if len(clean(field.data)) > LONGEST_REASON:
            raise StopValidation(gettext("error-too-long"))
        if self.outcome.data != "granted" and len(clean(field.data)) < LEAST_REASON:
            raise StopValidation(gettext("error-reason-needed"))


@staff.get("/second-looks")
@needs(Permission.CASE_SIGN)
def second_looks() -> Response:
    """List the grants that chance drew and this reader knows nothing of."""
    with services().database.reading() as session:
        found = reading.waiting(session, actor())
    return answer("staff/figures/second_looks.html", rows=found)


@staff.get("/second-looks/<ref>")
@needs(Permission.CASE_SIGN)
def second_look(ref: str) -> Response:
    """Show the facts of one, and nothing of what was decided until the reader has said theirs."""
    parts = services()
    with parts.database.unit_of_work() as session:
        found = reading.opened(session, actor(), ref)
        subject = f"second-look:{ref}"
        audit.record(session, parts.clock.now(), actor().signature, "second-look:look", subject)
    return _page(found, _form(found, fresh=True))


@staff.post("/second-looks/<ref>")
@needs(Permission.CASE_SIGN)
def second_look_say(ref: str) -> Response:
    """Keep what the reader would have decided."""
    parts = services()
    with parts.database.reading() as session:
        found = reading.opened(session, actor(), ref)
    form = _form(found)

    def act(session: Session) -> None:
        monthly = form.monthly.data if "monthly" in form else None
        reason, now = clean(form.reason.data), parts.clock.now()
        reading.say(session, actor(), ref, form.outcome.data, monthly, reason, now=now)

    page, here = partial(_page, found, form), url_for("staff.second_look", ref=ref)
    return filled_in(form, page, act, here)


def _form(found: Opened, *, fresh: bool = False) -> Opinion:
    with_amount = found.case.ask in ("plan", "lower_instalment", "review")
    return Opinion(with_amount=with_amount, **({"formdata": None} if fresh else {}))


def _page(found: Opened, form: Opinion, status: int = 200, problem: str = "") -> Response:
    opinion, decision = found.opinion, found.decision
    return answer(
        "staff/figures/second_look.html",
        status=status,
        found=found,
        form=form,
        problem=problem,
        told=told_words(services().town, found.receipt.facts),
        ask=gettext(f"staff-ask-{found.case.ask}".replace("_", "-")),
        mine=_decided(opinion.outcome, opinion.monthly) if opinion else "",
        theirs=_decided(decision.outcome, decision.monthly) if opinion else "",
    )


def _decided(outcome: str, monthly: int | None) -> str:
    words = gettext(f"figures-row-{outcome}".replace("_", "-"))
    return (
        f"{words}: {gettext('second-look-a-month', amount=amount(monthly))}" if monthly else words
    )
