"""What the pages about one payment share: its addresses, the payment itself, and a no."""

from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any

from flask import g, make_response, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from portal.jobs import half_came_in
from portal.ledger.payments import Payment, payment_for
from portal.ledger.sight import sight_of
from portal.ledger.sources import Source
from portal.ledger.suspense import Act
from portal.money import MOST
from portal.people.actors import Actor
from portal.web import fields, fragments
from portal.web.carrying_out import Work, carry_out
from portal.web.services import services
from portal.web.session import actor
from portal.web.staff import staff

View = Callable[..., Any]
LATE = "late"
"""The field that names a claim the collector has: money for it is told to the collector."""
_KINDS = ("lines/<int(max=2147483647):line_id>", "incoming/<int(max=2147483647):incoming_id>")


def payment_route(path: str = "", *methods: str) -> Callable[[View], View]:
    """Put a view at its address below a payment from the bank, and below one from elsewhere."""

    def add(view: View) -> View:
        guarded = _guarded(view)
        for kind in _KINDS:
            told = list(methods or ("GET",))
            staff.add_url_rule(f"/money/{kind}{path}", view.__name__, guarded, methods=told)
        return view

    return add


def _guarded(view: View) -> View:
    """Let nobody in to money of people whose files are closed to them."""

    @wraps(view)
    def guarded(**told: Any) -> Any:  # noqa: ANN401
        who = g.get("actor")
        if who is not None and who.is_staff and _is_shut(who, told):
            return fragments.answer("staff/closed.html", status=HTTPStatus.NOT_FOUND)
        return view(**told)

    return guarded


def _is_shut(who: Actor, told: Mapping[str, Any]) -> bool:
    """Whether a payment, or the claim or person that is named with it, is of a closed file."""
    with services().database.reading() as session:
        sight = sight_of(session, who)
        if not sight.people:
            return False
        source = source_of(told.get("line_id"), told.get("incoming_id"))
        payment = payment_for(session, source, services().town.currency)
    named = (told.get("ref", ""), request.form.get("claim", ""), request.form.get(LATE, ""))
    return not (
        sight.sees(payment.person_id)
        and sight.sees_name(payment.name)
        and all(sight.sees_claim(one.claim_ref) for one in payment.on_claims)
        and all(sight.sees_claim(one) for one in named)
        and request.form.get("person", "") not in sight.refs
    )


def source_of(line_id: int | None, incoming_id: int | None) -> Source:
    """Return the payment an address is about."""
    return Source(line_id, incoming_id)


def read(source: Source) -> Payment:
    """Return the payment. Raises NotFound."""
    with services().database.reading() as session:
        return payment_for(session, source, services().town.currency)


def url(source: Source, page: str = "line", **more: str) -> str:
    """Return the address of a page about a payment."""
    name = "line_id" if source.bank_line_id is not None else "incoming_id"
    values: dict[str, Any] = {name: source.id, **more}
    return url_for(f"staff.{page}", **values)


def is_sorting() -> bool:
    """Whether it is done from the page on which payments are sorted one after another."""
    return request.form.get("from") == "sorting" or fragments.wants_part()


def onwards(source: Source) -> str:
    """Where one goes on: to the next payment that waits, or to what became of this one."""
    return url(source, "sorted_one") if is_sorting() else url(source) + "#on-claims"


def number(name: str, most: int = fields.LARGEST) -> int:
    """Return a whole number that the form carries along under a name; 0 for anything else."""
    return fields.number(request.form.get(name, ""), most)


def seen() -> int:
    """Return how much was there when the form was made, in minor units: so none works twice."""
    return number("seen", MOST)


def act() -> Act:
    """Return who does something now, and how money is set against a claim here."""
    parts = services()
    return Act(parts.town.payment.imputation, parts.clock.now(), actor().signature)


def do(work: Work[object], onwards: str, back: str) -> Response:
    """Do something in a unit of work and go on; say on a page of its own why it was not done."""
    return carry_out(work, lambda _, problem: not_done(problem, back), onwards)


def place(source: Source, work: Work[object], onwards: str, back: str) -> Response:
    """Do something with where a payment stands; half at once that came in by it is told at once."""

    def placed(session: Session) -> None:
        work(session)
        look_at_halves(session, source)

    return do(placed, onwards, back)


def look_at_halves(session: Session, source: Source) -> None:
    """Let a request wait for staff once the half it was promised came in, or no more."""
    by = act()
    half_came_in.of_payment(session, source, by=by.actor, on=services().clock.today(), now=by.now)


def not_done(message: str, back: str) -> Response:
    """Say why something was not done, with the way back."""
    told = {"problem": message, "back_url": back, "written": fields.in_own_words(request.form)}
    return make_response(render_template("staff/money/not_done.html", **told), 409)
