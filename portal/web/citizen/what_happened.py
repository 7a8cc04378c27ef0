"""What became of a claim beside paying, in plain words: what it means, and whom to call."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext
from sqlmodel import Session, col, select

from portal.cases.work.came_late import came_late
from portal.jobs.handover.paid_here import UNDONE
from portal.ledger.claims import ClaimView
from portal.ledger.handover import events, reading
from portal.ledger.handover.models import HandOver
from portal.ledger.movements import Movement
from portal.ledger.origin.models import Return
from portal.municipality import Municipality
from portal.web.context import amount, day

_LOWERED = "written_down"


@dataclass(frozen=True)
class Happened:
    """One thing, with whom to call about it."""

    title: str
    text: str
    phone: str
    kind: str = "info"


def happened(
    session: Session, town: Municipality, view: ClaimView, movements: Sequence[Movement]
) -> list[Happened]:
    """Return what the resident must know of this claim, the newest state of each."""
    return [
        *_at_its_unit(session, view),
        *_at_the_collector(session, town, view),
        *_came_late(session, town, view),
        *_let_go(town, view, movements),
    ]


def _at_its_unit(session: Session, view: ClaimView) -> Iterator[Happened]:
    wanted = select(Return).where(Return.claim_id == view.id)
    back = session.exec(wanted.order_by(col(Return.id).desc()).limit(1)).first()
    if back is None or back.state not in ("open", "withdrawn"):
        return
    on = day(back.returned_on if back.ended_on is None else back.ended_on)
    title = gettext(f"happened-returned-{back.state}-title")
    text = gettext(f"happened-returned-{back.state}", unit=view.unit, day=on)
    yield Happened(title, text, view.unit_phone)


def _at_the_collector(session: Session, town: Municipality, view: ClaimView) -> Iterator[Happened]:
    collector = town.collector
    newest = next(iter(reading.of_claims(session, [view.id])), None)
    if collector is None or newest is None or not view.balance:
        return
    if newest.state == "agreed":
        name, phone, on = "happened-handing-over", town.contact.phone, newest.agreed_on
    elif newest.state in events.LAST and view.phase != "transferred" and newest.ended_on:
        name, phone, on = "happened-recalled", town.contact.phone, newest.ended_on
    else:
        yield from _lowered_there(session, town, newest)
        return
    text = gettext(name, name=collector.name, day=day(on))
    yield Happened(gettext(f"{name}-title"), text, phone, "near" if "ing-" in name else "info")


def _came_late(session: Session, town: Municipality, view: ClaimView) -> Iterator[Happened]:
    """Who paid us all the same must not think that the money is gone, nor that it is settled."""
    if town.collector is None:
        return
    for on, much in came_late(session, view):
        told = {"name": town.collector.name, "day": day(on), "amount": amount(much)}
        title = gettext("happened-came-late-title")
        yield Happened(title, gettext("happened-came-late", **told), town.contact.phone)


def _lowered_there(session: Session, town: Municipality, one: HandOver) -> Iterator[Happened]:
    """That the collector collects less than was handed over: a part is not with it any more."""
    assert one.id is not None
    told_all = events.of(session, one.id)
    less = [event for event in told_all if event.kind == _LOWERED]
    undone = sum(event.amount for event in told_all if event.reason == UNDONE)
    off = sum(event.amount for event in less) - undone
    if off <= 0 or town.collector is None:
        return
    told = {"name": town.collector.name, "day": day(less[-1].on)}
    text = gettext("happened-lowered", amount=amount(off), **told)
    yield Happened(gettext("happened-lowered-title"), text, town.collector.phone)


def _let_go(
    town: Municipality, view: ClaimView, movements: Sequence[Movement]
) -> Iterator[Happened]:
    """That the books let it go."""
    gone = [one for one in movements if one.kind == "write_off"]
    off = -sum(one.amount for one in gone)
    if view.balance or off <= 0:
        return
    text = gettext("happened-written-off", amount=amount(off), day=day(gone[-1].on))
    title = gettext("happened-written-off-title")
    yield Happened(title, text, town.contact.phone, "done")
