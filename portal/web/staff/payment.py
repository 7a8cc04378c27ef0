"""One payment: for which claim it is, found by a person; and what can be taken back."""

from flask import render_template, request
from werkzeug.wrappers import Response

from portal.jobs.handover import paid_here
from portal.ledger import doubles, returns, suspense
from portal.ledger.lookup import SHORTEST, Found, look_up
from portal.ledger.models import BankLine
from portal.ledger.payments import Payment
from portal.ledger.refunds.proposing import free
from portal.ledger.sight import sight_of
from portal.ledger.sources import Source
from portal.ledger.spreading import spread_over_person
from portal.ledger.suggestions import suggestions
from portal.people import audit
from portal.people.actors import Permission
from portal.people.closed import closed_to
from portal.people.models import Person
from portal.web.fields import clean
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import paid
from portal.web.staff.late import paid_late
from portal.web.staff.online import payout_of
from portal.web.staff.paid import payment_route, source_of

MOST_FOUND = 6
LONGEST_SEARCH = 80


@payment_route()
@needs(Permission.PAYMENT_MATCH)
def line(line_id: int | None = None, incoming_id: int | None = None) -> str:
    """Show a payment, what it may be for, and what became of it."""
    payment = paid.read(source_of(line_id, incoming_id))
    if payment.is_out or not payment.posted:
        return _out(payment)
    parts = services()
    with parts.database.reading() as session:
        sight = sight_of(session, actor())
        fits = suggestions(session, payment, parts.clock.today())
        found = [one for one in fits if sight.sees(one.claim.person_id)]
        to_pay_back = free(session, payment.source)
        payout = payout_of(session, payment)
        here = [one for one in found if one.claim.takes_money]
        people = [session.get_one(Person, one.claim.person_id) for one in here]
        late = paid_late(session, payment, found)
    by_name = [] if found else _named(payment)
    return render_template(
        "staff/money/payment.html",
        payment=payment,
        suggestions=found,
        people=list({person.ref: person for person in people}.values()),
        by_name=by_name,
        to_pay_back=to_pay_back,
        payout=payout,
        late=late,
        at=lambda page, **more: paid.url(payment.source, page, **more),
        twin_url=paid.url(source_of(payment.repeats, None)) if payment.repeats else None,
        searched=payment.name,
    )


@payment_route("/matches", "POST")
@needs(Permission.PAYMENT_MATCH)
def match(line_id: int | None = None, incoming_id: int | None = None) -> Response:
    """Set what waits of a payment against a claim."""
    source, claim = source_of(line_id, incoming_id), request.form.get("claim", "")
    late, today = request.form.get(paid.LATE, ""), services().clock.today()
    return paid.place(
        source,
        lambda session: (
            paid_here.put(session, source, late, paid.act(), on=today)
            if late
            else suspense.match(session, source, claim, paid.act())
        ),
        paid.onwards(source),
        paid.url(source),
    )


@payment_route("/people", "POST")
@needs(Permission.PAYMENT_MATCH)
def spread(line_id: int | None = None, incoming_id: int | None = None) -> Response:
    """Set what waits against all that a person owes, in the municipality's order."""
    source, ref = source_of(line_id, incoming_id), request.form.get("person", "")
    parts = services()
    return paid.place(
        source,
        lambda session: spread_over_person(
            session, parts.town, source, ref, paid.act(), parts.clock.today()
        ),
        paid.onwards(source),
        paid.url(source),
    )


@payment_route("/undone", "POST")
@needs(Permission.PAYMENT_MATCH)
def undo(line_id: int | None = None, incoming_id: int | None = None) -> Response:
    """Take what stands on a claim off it again; it waits once more."""
    source, claim = source_of(line_id, incoming_id), request.form.get("claim", "")
    late, today = request.form.get(paid.LATE, ""), services().clock.today()
    return paid.place(
        source,
        lambda session: (
            paid_here.take_off(session, source, late, paid.act(), on=today)
            if late
            else suspense.undo_match(session, source, claim, paid.act())
        ),
        paid.url(source, "sorted_one") if paid.is_sorting() else paid.url(source) + "#for-which",
        paid.url(source),
    )


@payment_route("/same", "POST")
@needs(Permission.PAYMENT_MATCH)
def same_line(line_id: int | None = None, incoming_id: int | None = None) -> Response:
    """Take a line out again, because an earlier statement brought it already."""
    source = source_of(line_id, incoming_id)
    return paid.do(
        lambda session: doubles.leave_out(session, line_id or 0, paid.act()),
        paid.url(source),
        paid.url(source),
    )


@payment_route("/taken-back", "POST")
@needs(Permission.PAYMENT_MATCH)
def taken_back(line_id: int | None = None, incoming_id: int | None = None) -> Response:
    """Say which payment the bank took back with this line."""
    source = source_of(line_id, incoming_id)
    return paid.place(
        Source.line(paid.number("payment")),
        lambda session: returns.take_back_by_hand(
            session, line_id or 0, paid.number("payment"), paid.act()
        ),
        paid.url(source),
        paid.url(source),
    )


@payment_route("/claims", "GET", "POST")
@needs(Permission.PAYMENT_MATCH)
def payment_claims(line_id: int | None = None, incoming_id: int | None = None) -> str:
    """Search for the claim. What was typed is in no address and in no record."""
    payment = paid.read(source_of(line_id, incoming_id))
    query = clean(request.form.get("q", ""))[:LONGEST_SEARCH]
    claims = _search(payment, query) if query else []
    return render_template(
        "staff/money/claims.html",
        payment=payment,
        query=query,
        claims=claims[:MOST_FOUND],
        is_more=len(claims) > MOST_FOUND,
        most=MOST_FOUND,
        shortest=SHORTEST,
        at=lambda page, **more: paid.url(payment.source, page, **more),
    )


def _out(payment: Payment) -> str:
    """The page of a line that books nothing by itself: money out, or a line known before."""
    candidates: list[BankLine] = []
    if payment.is_out and not payment.posted:
        with services().database.reading() as session:
            line = session.get_one(BankLine, payment.source.id)
            candidates = returns.candidates(session, line)
    return render_template(
        "staff/money/out.html",
        payment=payment,
        candidates=[(paid.url(source_of(one.id, None)), one) for one in candidates],
        at=lambda page, **more: paid.url(payment.source, page, **more),
    )


def _named(payment: Payment) -> list[Found]:
    """The claims in the payer's name, where nothing else tells."""
    return (
        _search(payment, clean(payment.name)[:LONGEST_SEARCH])[:MOST_FOUND]
        if payment.waiting
        else []
    )


def _search(payment: Payment, query: str) -> list[Found]:
    """Look for claims; that somebody looked is recorded, what they typed is not."""
    parts = services()
    if len(query) < SHORTEST:
        return []
    with parts.database.unit_of_work() as session:
        closed = session.exec(closed_to(actor())).all()
        found = look_up(session, query, MOST_FOUND + 1, closed)
        subject = payment.source.word.replace(" ", ":")
        audit.record(session, parts.clock.now(), actor().signature, "claims:search", subject)
    return found
