"""Payments without a claim, sorted one after another: each with its likely claim and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext
from sqlmodel import Session
from werkzeug.wrappers import Response

from portal.ledger.payments import Payment, payment_for
from portal.ledger.sight import Sight, sight_of
from portal.ledger.sources import Source
from portal.ledger.suggestions import Suggestion, suggestions
from portal.ledger.waiting import Waiting, waiting_money
from portal.people.actors import Permission
from portal.web.context import amount, day
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import paid, staff
from portal.web.staff.paid import payment_route, source_of

MOST = 8
"""Payments shown at once: for each the likely claim is looked for."""


@dataclass(frozen=True)
class Row:
    """A payment that waits, with the claim it is likely for."""

    source: Source
    title: str
    amount_text: str
    under: str
    likely: Suggestion | None
    is_doubtful: bool
    is_closed: bool = False

    @property
    def key(self) -> str:
        """What its parts are called on the page."""
        return f"{'l' if self.source.bank_line_id is not None else 'i'}{self.source.id}"


@staff.get("/money/sorting")
@needs(Permission.PAYMENT_MATCH)
def sorting() -> Response:
    """Show the payments that wait, the oldest in front."""
    return _page()


@payment_route("/sorted")
@needs(Permission.PAYMENT_MATCH)
def sorted_one(line_id: int | None = None, incoming_id: int | None = None) -> Response:
    """Show what became of a payment, with its way back, and the next ones."""
    return _page(paid.read(source_of(line_id, incoming_id)))


def _page(done: Payment | None = None) -> Response:
    with services().database.reading() as session:
        sight = sight_of(session, actor())
        waiting = waiting_money(session)
        rows = [_row(session, sight, one) for one in _from(waiting, done)[:MOST]]
    return answer(
        "staff/money/sorting.html",
        rows=rows,
        count=len(waiting),
        total=sum(one.waiting for one in waiting),
        done=done,
        at=paid.url,
    )


def _from(waiting: Sequence[Waiting], done: Payment | None) -> list[Waiting]:
    """What waits from a payment on, then from the front; itself last when it still waits."""
    if done is None:
        return list(waiting)
    after = [one for one in waiting if _place(one) > _place(done)]
    before = [one for one in waiting if _place(one) <= _place(done)]
    return after + before


def _place(one: Waiting | Payment) -> tuple[object, ...]:
    return one.came_on, one.source.bank_line_id or 0, one.source.id


def _row(session: Session, sight: Sight, one: Waiting) -> Row:
    if not sight.sees_name(one.name):
        return Row(one.source, "", "", "", None, is_doubtful=False, is_closed=True)
    payment = payment_for(session, one.source, services().town.currency)
    fits = suggestions(session, payment, services().clock.today())
    seen = [fit for fit in fits if sight.sees(fit.claim.person_id)]
    told = [day(one.came_on), one.reference, one.text]
    if one.waiting != one.amount:
        told.insert(1, gettext("staff-money-of", amount=amount(one.amount)))
    return Row(
        source=one.source,
        title=one.name or gettext("staff-money-no-name"),
        amount_text=amount(one.waiting),
        under=" · ".join(part for part in told if part),
        likely=seen[0] if seen else None,
        is_doubtful=one.is_doubtful,
    )
