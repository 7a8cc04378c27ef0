"""The balance on a day, confirmed for the auditor: on the screen, as PDF, with a code to check."""

from datetime import timedelta
from functools import partial
from http import HTTPStatus

from flask import render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from markupsafe import Markup
from sqlmodel import Session
from werkzeug.wrappers import Response

from portal.ledger.firms import confirming
from portal.ledger.firms.models import BalanceConfirmation
from portal.people.actors import Permission
from portal.web.business import business
from portal.web.carrying_out import filled_in
from portal.web.context import day_here, lang
from portal.web.fields import Needed
from portal.web.fragments import answer
from portal.web.saving import saved
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff.forms import DayField

MOST_SHOWN = 20


class OnDay(FlaskForm):
    """Which day."""

    day = DayField(lazy_gettext("balance-day"), validators=[Needed("error-day-missing")])


@business.route("/confirmations", methods=["GET", "POST"])
@needs(Permission.FIRM_BOOKS)
def confirmations() -> Response:
    """List the confirmations there are, and make one for a day."""
    today = services().clock.today()
    form = OnDay(data={"day": today.replace(month=1, day=1) - timedelta(days=1)})

    def page(status: int, problem: str) -> Response:
        if problem:
            form.day.errors, status = [gettext(problem)], HTTPStatus.UNPROCESSABLE_ENTITY
        with services().database.reading() as session:
            found = confirming.confirmations_of(session, actor().id)[:MOST_SHOWN]
        return answer("business/confirmations.html", status=status, form=form, found=found)

    return filled_in(
        form,
        page,
        partial(_confirm, form),
        lambda made: url_for("business.confirmation", ref=made.ref),
    )


@business.get("/confirmations/<ref>")
@needs(Permission.FIRM_BOOKS)
def confirmation(ref: str) -> str:
    """Show one confirmation with its code."""
    made = _made(ref)
    return render_template("business/confirmation.html", made=made, paper=_paper(made))


@business.get("/confirmations/<ref>.pdf")
@needs(Permission.FIRM_BOOKS)
def confirmation_pdf(ref: str) -> Response:
    """Give the same as PDF."""
    made = _made(ref)
    title = gettext("balance-paper-title")
    day = day_here(made.made_at)
    found = services().documents.pdf(_paper(made), language=lang(), title=title, made_on=day)
    return saved(found, "application/pdf", f"balance-{made.on_day}.pdf")


def _confirm(form: OnDay, session: Session) -> BalanceConfirmation:
    parts, day = services(), form.day.data
    assert day is not None, "the form asked for it"
    on, now = parts.clock.today(), parts.clock.now()
    return confirming.confirm(session, parts.tokens, actor(), day, on=on, now=now)


def _made(ref: str) -> BalanceConfirmation:
    with services().database.reading() as session:
        return confirming.confirmation(session, actor().id, ref)


def _paper(made: BalanceConfirmation) -> Markup:
    code = confirming.shown(confirming.code_of(services().tokens, made))
    site = services().settings.site or request.host_url.rstrip("/")
    address = site + url_for("public.check_balance")
    html = render_template(
        "business/confirmation_paper.html", made=made, code=code, address=address
    )
    return Markup(html)  # noqa: S704  (the template escapes)
