"""Paying a claim: all of it, the next instalment or an amount of one's own; online or by bank."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlsplit

from flask import Response, make_response, redirect, render_template, url_for
from flask_babel import gettext
from sqlmodel import Session
from werkzeug.wrappers import Response as AnyResponse

from portal.cases.handling import waiting_claims
from portal.cases.matters import half_due
from portal.cases.matters.half_due import HalfDue
from portal.errors import NotFound, NotNow, PaymentDown, PaymentRefused
from portal.ledger import on_its_way
from portal.ledger.claims import ClaimView
from portal.ledger.debits import expected
from portal.ledger.online.beginning import Wish, offer
from portal.ledger.online.models import OnItsWay, OnlinePayment
from portal.ledger.online.today import as_of_today
from portal.people.actors import Permission
from portal.web import security
from portal.web.citizen import citizen
from portal.web.citizen.pay_form import PayForm
from portal.web.claim_words import payment_details, row, to_pay_now
from portal.web.context import lang
from portal.web.services import services
from portal.web.session import actor, needs

LOCALES = {"nl": "nl_NL", "da": "da_DK", "en": "en_GB"}
"""In which language the provider's page comes."""


@citizen.get("/claims/<ref>/pay")
@needs(Permission.OWN_PAY)
def pay(ref: str) -> AnyResponse:
    """Show how a claim can be paid; of one that was handed over its own page says whom to call."""
    with _today(ref) as (session, view):
        if view.phase == "transferred":
            return redirect(url_for("citizen.claim", ref=ref), code=303)
        return _page(session, view, _form(session, view))


@citizen.post("/claims/<ref>/pay")
@needs(Permission.OWN_PAY)
def begin_payment(ref: str) -> AnyResponse:
    """Begin a payment and go on to the provider's page.

    The provider is asked between units of work, and says no in ways of its own: both are told here.
    """
    parts = services()
    if parts.payments is None:
        raise NotFound
    with _today(ref) as (session, view):
        form = _form(session, view)
        if not form.validate():
            return _page(session, view, form, status=422)
    wish = Wish(ref, form.scope.data, form.wanted, form.key.data or "")
    today, now = parts.clock.today(), parts.clock.now()
    try:
        payment = parts.payments.start(actor(), wish, LOCALES[lang()], today, now)
    except (PaymentDown, PaymentRefused, NotNow) as trouble:
        with _today(ref) as (session, view):
            return _page(session, view, form, status=409, problem=trouble.message)
    return redirect(_onwards(payment), code=303)


@citizen.post("/claims/<ref>/paid-by-bank")
@needs(Permission.OWN_PAY)
def said_paid(ref: str) -> AnyResponse:
    """Note that someone paid by bank today."""
    parts = services()
    with parts.database.unit_of_work() as session:
        on_its_way.tell(
            session,
            actor(),
            ref,
            terms=parts.town.terms,
            country=parts.town.country,
            on=parts.clock.today(),
            now=parts.clock.now(),
        )
    return redirect(url_for("citizen.claim", ref=ref), code=303)


def _today(ref: str) -> AbstractContextManager[tuple[Session, ClaimView]]:
    """One's own claim with all that is to pay today."""
    parts = services()
    today, now = parts.clock.today(), parts.clock.now()
    if not actor().sees_claim(ref):
        raise NotFound
    return as_of_today(parts.database, parts.town, actor().id, ref, today, now)


def _form(session: Session, view: ClaimView) -> PayForm:
    """The form with what can be paid. Raises NotNow."""
    parts, today = services(), services().clock.today()
    least = parts.town.terms.number("online_least", today)
    half = half_of(session, view)
    agreed = half.here if half else 0
    return PayForm.of(offer(session, view, today, least), key=token_urlsafe(16), agreed=agreed)


def _page(
    session: Session, view: ClaimView, form: PayForm, status: int = 200, problem: str = ""
) -> Response:
    parts, today = services(), services().clock.today()
    taken = expected.of_views(session, [view], today, waiting_claims(session, actor().id))
    body = render_template(
        "citizen/pay.html",
        claim=view,
        row=row(parts.town, view, today),
        form=form,
        problem=problem,
        desk=parts.payments,
        by_bank=by_bank(session, view),
        taken=taken.get(view.id),
        is_time_barred=view.time_bar_on <= today,
    )
    response = make_response(body, status)
    if parts.payments is not None:
        policy = security.csp(*parts.payments.provider.origins)
        response.headers["Content-Security-Policy"] = policy
    return response


def by_bank(session: Session, view: ClaimView) -> dict[str, Any]:
    """Return what a page needs to show how to pay by bank, and what is on its way."""
    parts, today = services(), services().clock.today()
    coming = on_its_way.awaited(session, [view.id], today, view.person_id).get(view.id, [])
    half = half_of(session, view)
    return {
        **payment_details(parts.town, view, left_to_pay(view, coming, half)),
        "half": half,
        "has_qr": parts.town.payment.scheme == "nl16",
        "coming": coming,
        "note": gettext("pay-fi71-note") if parts.town.payment.scheme == "fi71" else "",
    }


def half_of(session: Session, view: ClaimView) -> HalfDue | None:
    """Return the half at once that was agreed about a claim; collecting stands still meanwhile."""
    if not view.is_held:
        return None
    return half_due.agreed(session, view.id, actor().id, services().clock.today())


def left_to_pay(view: ClaimView, coming: Sequence[OnItsWay], half: HalfDue | None = None) -> int:
    """Return what to pay next beside what is on its way, in minor units; of half at once the half.

    Where all of it is on its way that is the whole again, for whom that payment went wrong.
    """
    due = half.here if half and half.here else to_pay_now(view)
    rest = due - sum(one.amount for one in coming)
    return rest if rest > 0 else due


def _onwards(payment: OnlinePayment) -> str:
    """The provider's page while the payment can be made there; else our own page about it."""
    page = urlsplit(payment.checkout_url)
    desk = services().payments
    known = desk.provider.origins if desk else ()
    if payment.state == "open" and f"{page.scheme}://{page.netloc}" in known:
        return payment.checkout_url
    return url_for("citizen.payment", ref=payment.ref)
