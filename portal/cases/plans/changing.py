"""Changing a running plan: what the person may do without asking, and staff with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from portal.cases.models import LEAST_REASON
from portal.cases.plans.bound import bound
from portal.cases.plans.making import must_be_allowed, settle
from portal.cases.plans.rhythms import monthly_of
from portal.errors import NotNow
from portal.ledger import claims as ledger_claims
from portal.ledger import own, plans
from portal.ledger.claims import ClaimView
from portal.ledger.models import Plan
from portal.ledger.plan_records import PlanChange
from portal.ledger.plans import changes, courses
from portal.ledger.plans.courses import Course
from portal.ledger.plans.running import claims_of
from portal.municipality import Municipality
from portal.people.actors import Actor, Permission
from portal.record import find_one

FREE = {"day": "plan_day_changes", "pause": "plan_pauses"}
"""The term that says how often in twelve months a person does this without asking."""


@dataclass(frozen=True)
class Room:
    """What can be changed of a plan on a day."""

    version: int
    course: Course
    at: int | None
    """The place of the instalment that a change begins with; None when none is to come."""
    earliest: date | None
    latest: date | None
    """The days to which that instalment may move."""
    left: dict[str, int]
    """How often the person may still do this without asking, by kind of change."""

    def may(self, kind: str) -> bool:
        """Whether the person may do this now."""
        return self.at is not None and self.left[kind] > 0


@dataclass(frozen=True)
class Hand:
    """Who changes a plan, when, and what they saw of it."""

    actor: Actor
    seen: int
    """The version of the plan they saw."""
    now: datetime
    on: date
    reason: str = ""
    """Why; staff always say so."""
    is_wish: bool = False
    """The person asked for it themselves."""


def plan_for(session: Session, actor: Actor, ref: str) -> Plan:
    """Return a person's own plan, or for staff any. Raises NotFound."""
    if not actor.is_staff:
        return own.plan(session, actor, ref)
    actor.must(Permission.PLAN_MAKE)
    return find_one(session, select(Plan).where(col(Plan.ref) == ref))


def claims_in(session: Session, plan: Plan, on: date) -> list[ClaimView]:
    """Return the claims of a plan as its person sees them."""
    return ledger_claims.views(session, plan.person_id, on, only=claims_of(session, plan))


def room(session: Session, town: Municipality, plan: Plan, on: date) -> Room:
    """Return what can be changed."""
    course = changes.course_of(session, plan)
    at = courses.movable(course, plans.view_of(session, plan, on).progress.met, on)
    place = at if at < len(course.instalments) and plan.ended_on is None else None
    most = town.terms.number("plan_most_days_moved", on)
    earliest, latest = (
        (None, None) if place is None else courses.window(course, place, on, town.country, most)
    )
    left = {
        kind: max(0, town.terms.number(term, on) - changes.free_changes(session, plan, kind, on))
        for kind, term in FREE.items()
    }
    return Room(changes.version_of(session, plan), course, place, earliest, latest, left)


def move(session: Session, town: Municipality, plan: Plan, to: date, hand: Hand) -> None:
    """Move the next instalment, and with it those after it, to another day.

    Raises Conflict, NotNow when the day is outside the window or no change is left.
    """
    found = _begin(session, town, plan, "day", hand)
    assert found.at is not None
    assert found.earliest is not None
    assert found.latest is not None
    if not found.earliest <= to <= found.latest:
        raise NotNow("error-plan-day")
    course = courses.moved(found.course, found.at, to, town.country)
    _change(session, town, plan, "day", course, hand)


def pause(session: Session, town: Municipality, plan: Plan, hand: Hand) -> None:
    """Leave one instalment out; the plan ends one later. Raises Conflict, NotNow."""
    found = _begin(session, town, plan, "pause", hand)
    assert found.at is not None
    course = courses.paused(found.course, found.at, town.country)
    _change(session, town, plan, "pause", course, hand)


def respread(
    session: Session, town: Municipality, plan: Plan, amounts: Sequence[int], hand: Hand
) -> None:
    """Put other amounts in place of what is open: lower, or uneven. Staff only.

    Raises NotAllowed, Conflict, and NotNow when they do not sum to what is open, or ask more than
    the plan did and than the rules allow without the person's own wish.
    """
    hand.actor.must(Permission.PLAN_MAKE)
    found = _begin(session, town, plan, "amounts", hand)
    done = plans.view_of(session, plan, hand.on).progress.met
    if sum(amounts) != sum(amount for _, amount in found.course.instalments[done:]):
        raise NotNow("error-plan-sum")
    monthly = monthly_of(town, amounts, plan.rhythm, hand.on)
    if monthly > plan.monthly:
        claims = claims_in(session, plan, hand.on)
        allowed = bound(session, town, plan.person_id, claims, hand.on)
        must_be_allowed(allowed, monthly, is_wish=hand.is_wish, reason=hand.reason)
    course = courses.spread(
        found.course, done, amounts, on=hand.on, monthly=monthly, country=town.country
    )
    _change(session, town, plan, "amounts", course, hand)


def stop(session: Session, town: Municipality, plan: Plan, hand: Hand) -> None:
    """End a plan that is wanted no longer: all is due as before it. Raises Conflict, NotNow."""
    _must_say_why(hand)
    claims = claims_in(session, plan, hand.on)
    changes.hold_still(session, plan, hand.seen)
    made = changes.stop(
        session,
        plan,
        on=hand.on,
        now=hand.now,
        by=hand.actor.signature,
        reason=hand.reason,
    )
    _tell(session, town, plan, made, claims, hand)


def undo(session: Session, town: Municipality, plan: Plan, hand: Hand) -> None:
    """Take the last change of a plan back. Staff only. Raises NotAllowed, Conflict, NotNow."""
    hand.actor.must(Permission.PLAN_MAKE)
    _must_say_why(hand)
    made = changes.undo(
        session,
        plan,
        seen=hand.seen,
        on=hand.on,
        now=hand.now,
        by=hand.actor.signature,
        reason=hand.reason,
    )
    _tell(session, town, plan, made, claims_in(session, plan, hand.on), hand)


def _begin(session: Session, town: Municipality, plan: Plan, kind: str, hand: Hand) -> Room:
    """Hold the plan still and see that this may be done."""
    _must_say_why(hand)
    changes.hold_still(session, plan, hand.seen)
    found = room(session, town, plan, hand.on)
    if found.at is None and kind != "amounts":
        raise NotNow("error-plan-nothing-to-come")
    if not hand.actor.is_staff and not found.may(kind):
        raise NotNow("error-plan-no-change-left")
    return found


def _must_say_why(hand: Hand) -> None:
    if hand.actor.is_staff and len(hand.reason.strip()) < LEAST_REASON:
        raise NotNow("error-reason-needed")


def _change(
    session: Session, town: Municipality, plan: Plan, kind: str, course: Course, hand: Hand
) -> None:
    made = changes.change(
        session,
        plan,
        kind,
        course,
        on=hand.on,
        now=hand.now,
        by=hand.actor.signature,
        reason=hand.reason,
    )
    _tell(session, town, plan, made, claims_in(session, plan, hand.on), hand)


def _tell(
    session: Session,
    town: Municipality,
    plan: Plan,
    made: PlanChange,
    claims: Sequence[ClaimView],
    hand: Hand,
) -> None:
    by = "staff" if hand.actor.is_staff else "resident"
    more = {"change": made.kind, "by": by, "reason": made.reason}
    settle(
        session,
        town,
        plan,
        "plan_change",
        claims,
        key=str(made.no),
        now=hand.now,
        on=hand.on,
        **more,
    )
