"""Acts that interrupt the time bar: each is kept, and the bar is reckoned anew from all of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from portal.errors import Conflict
from portal.ledger.locks import lock_claims
from portal.ledger.models import Claim, Postponement
from portal.ledger.records import Interruption
from portal.ledger.tables import INTERRUPTION, insert_once
from portal.ledger.timebar.models import TimeBarBase
from portal.municipality import Municipality
from portal.rules import limitation
from portal.rules.limitation import Running, act_of, after, is_firm, years_of
from portal.rules.policy import Rulebook, book


@dataclass(frozen=True)
class History:
    """All that was done about the time of a claim, in order of day."""

    base: date
    """The bar before anything here lengthened it."""
    acts: tuple[tuple[Interruption, bool], ...]
    """Each act, and whether it came in time and started the time anew."""
    days_added: int
    """Days of more time to pay that lengthen the time as it runs now."""
    running: Running


def record_interruption(
    session: Session,
    town: Municipality,
    claim_id: int,
    act: str,
    on: date,
    key: str,
    by: str,
) -> bool:
    """Keep an act that interrupts the time of a claim, and move its bar.

    `act` is one of the acts the working of the time bar knows. Returns False when the law of this
    municipality gives it no effect, or when it was kept before. Raises NotFound, and Conflict when
    the key was used for another act.
    """
    if not act_of(_book(town, on), act, on).interrupts:
        return False
    lock_claims(session, [claim_id])
    values = {"key": key, "claim_id": claim_id, "act": act, "on": on, "by": by}
    if insert_once(session, INTERRUPTION, values, "key") is None:
        _must_be_same(session, key, claim_id, act)
        return False
    refresh(session, town, claim_id, on)
    return True


def refresh(session: Session, town: Municipality, claim_id: int, on: date) -> date:
    """Reckon the bar of a claim anew, after an act or after more time was given; return it."""
    claim = session.get_one(Claim, claim_id)
    if session.get(TimeBarBase, claim_id) is None:
        session.add(TimeBarBase(claim_id=claim_id, bar_on=claim.time_bar_on))
        session.flush()
    claim.time_bar_on = history(session, town, claim, on).running.bar
    session.flush()
    return claim.time_bar_on


def history(session: Session, town: Municipality, claim: Claim, on: date) -> History:
    """Return how the time of a claim came to run as it does, by the settings of a day."""
    assert claim.id is not None
    values, added = _book(town, on), _added(session, town, claim.id, on)
    base = session.get(TimeBarBase, claim.id)
    bar = base.bar_on if base else claim.time_bar_on
    running, told = _start(claim, bar, values, added), []
    for row in _acts_on(session, claim.id):
        act = act_of(values, row.act, row.on)
        told.append((row, act.interrupts and act.on < running.bar))
        running = after(running, [act], years_of(values), added)
    return History(bar, tuple(told), added(running.last + timedelta(days=1)), running)


def bar_of_bill(
    town: Municipality, due_on: date, basis: str = "ordinary", basis_on: date | None = None
) -> date:
    """Return the first day on which a claim due then can no longer be collected, uninterrupted.

    Of a judgment or settlement the years run from its day, when that is later.
    """
    values = _book(town, due_on)
    return limitation.bar_of_bill(values, max(due_on, basis_on or due_on), basis)


def last_safe_day(bar_on: date) -> date:
    """Return the last day on which an act still interrupts a time with this bar."""
    return bar_on - timedelta(days=1)


def _start(claim: Claim, bar: date, values: Rulebook, added: Callable[[date], int]) -> Running:
    last = max(claim.due_on, claim.basis_on or claim.due_on)
    longer = timedelta(days=added(last + timedelta(days=1)))
    return Running(last, is_firm(values, claim.basis), bar + longer)


def _acts_on(session: Session, claim_id: int) -> Sequence[Interruption]:
    found = select(Interruption).where(Interruption.claim_id == claim_id)
    return session.exec(found.order_by(col(Interruption.on), col(Interruption.id))).all()


def _added(session: Session, town: Municipality, claim_id: int, on: date) -> Callable[[date], int]:
    """How many days of postponed payment lie in a time that runs from a day."""
    if not _book(town, on).number("time_bar_postponed"):
        return lambda _start: 0
    rows = session.exec(select(Postponement).where(Postponement.claim_id == claim_id)).all()
    days = {
        day for row in rows for day in range(row.from_on.toordinal(), row.until_on.toordinal() + 1)
    }
    return lambda start: sum(day >= start.toordinal() for day in days)


def _book(town: Municipality, on: date) -> Rulebook:
    """The settings of a day; of the first day they are known for an act before it."""
    return book(town.policy, max(on, town.policy.first_day))


def _must_be_same(session: Session, key: str, claim_id: int, act: str) -> None:
    there = session.exec(select(Interruption).where(Interruption.key == key)).one()
    if (there.claim_id, there.act) != (claim_id, act):
        raise Conflict
