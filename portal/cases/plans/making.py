"""A plan made by staff: prepared, looked at, made. Over the rules only as the person's own wish."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session

from portal.cases.models import LEAST_REASON
from portal.cases.plans.ahead import Ahead, look_ahead, warn_staff
from portal.cases.plans.bound import Bound, bound
from portal.cases.plans.rhythms import monthly_of
from portal.cases.plans.telling import letter
from portal.errors import NotNow
from portal.ledger import claims as ledger_claims
from portal.ledger import plans
from portal.ledger.claims import ClaimView
from portal.ledger.models import Plan
from portal.ledger.plans.changes import course_of, record
from portal.ledger.plans.courses import Course, open_part
from portal.ledger.plans.days import due_dates
from portal.municipality import Municipality
from portal.people.actors import Actor, Permission


@dataclass(frozen=True)
class Wanted:
    """What a member of staff wants to agree."""

    claims: tuple[str, ...]
    """By reference."""
    amounts: tuple[int, ...]
    """Each instalment in minor units, in order."""
    rhythm: str
    first: date
    is_wish: bool = False
    """The person asked for it themselves."""
    reason: str = ""


@dataclass(frozen=True)
class Prepared:
    """A plan as it would be, and what is to be known before it is made."""

    claims: tuple[ClaimView, ...]
    course: Course
    bound: Bound
    ahead: Ahead
    replaces: tuple[str, ...]
    """References of the plans that would end."""

    @property
    def total(self) -> int:
        """What the claims come to, in minor units."""
        return sum(view.balance for view in self.claims)


def fit_for_plan(session: Session, person_id: int, on: date) -> list[ClaimView]:
    """Return the claims of a person that a plan can be made for."""
    views = ledger_claims.views(session, person_id, on)
    return [view for view in views if view.takes_money]


def prepare(
    session: Session, town: Municipality, person_id: int, wanted: Wanted, on: date
) -> Prepared:
    """Work out a plan without making it.

    Raises NotNow when no claim is chosen, the amounts do not sum to them, or the first day is
    sooner than everyone has to make a first payment.
    """
    fit = fit_for_plan(session, person_id, on)
    chosen = tuple(view for view in fit if view.ref in wanted.claims)
    if not chosen:
        raise NotNow("error-plan-claims")
    if sum(wanted.amounts) != sum(view.balance for view in chosen):
        raise NotNow("error-plan-sum")
    if wanted.first < plans.first_due(on, town.country):
        raise NotNow("error-plan-first-day")
    course = _course(town, wanted, on)
    return Prepared(
        claims=chosen,
        course=course,
        bound=bound(session, town, person_id, chosen, on),
        ahead=look_ahead(town, chosen, course.instalments, on),
        replaces=tuple(sorted({view.plan.ref for view in chosen if view.plan})),
    )


def _course(town: Municipality, wanted: Wanted, on: date) -> Course:
    days = due_dates(wanted.first, len(wanted.amounts), town.country, wanted.rhythm)
    monthly = monthly_of(town, wanted.amounts, wanted.rhythm, on)
    together = tuple(zip(days, wanted.amounts, strict=True))
    return Course(monthly, wanted.rhythm, wanted.first, together)


def must_be_allowed(bound: Bound, monthly: int, *, is_wish: bool, reason: str) -> None:
    """Raise NotNow when a plan asks more than the rules and nobody wished it, or lacks a reason."""
    if bound.is_over(monthly) and not is_wish:
        raise NotNow("error-plan-above-rules")
    if bound.departs(monthly) and len(reason.strip()) < LEAST_REASON:
        raise NotNow("error-reason-needed")


def make(
    session: Session,
    town: Municipality,
    staff: Actor,
    person_id: int,
    wanted: Wanted,
    *,
    seen: Collection[str],
    now: datetime,
    on: date,
) -> Plan:
    """Make a plan as a member of staff. `seen` are the running plans they saw it would end.

    Raises NotAllowed, and NotNow as `prepare` and `must_be_allowed` do, or when other plans of the
    person would end than they saw.
    """
    staff.must(Permission.PLAN_MAKE)
    found = prepare(session, town, person_id, wanted, on)
    must_be_allowed(found.bound, found.course.monthly, is_wish=wanted.is_wish, reason=wanted.reason)
    if set(seen) != set(found.replaces):
        raise NotNow("error-conflict")
    plan = plans.make(
        session,
        person_id=person_id,
        claim_ids=[view.id for view in found.claims],
        schedule=wanted.amounts,
        monthly=found.course.monthly,
        first_due=wanted.first,
        made_on=on,
        origin=staff.signature,
        policy_version=town.policy.version,
        country=town.country,
        rhythm=wanted.rhythm,
    )
    _keep(session, plan, found, wanted, staff, now, on)
    settle(session, town, plan, "plan", found.claims, key="made", now=now, on=on)
    return plan


def _keep(
    session: Session,
    plan: Plan,
    found: Prepared,
    wanted: Wanted,
    staff: Actor,
    now: datetime,
    on: date,
) -> None:
    """Keep why it was made so, and what the rules allowed."""
    after = found.course.record() | {"allowed": found.bound.monthly, "wish": wanted.is_wish}
    reason = wanted.reason.strip() or "as the rules ask"
    record(session, plan, "made", on=on, now=now, by=staff.signature, reason=reason, after=after)


def settle(
    session: Session,
    town: Municipality,
    plan: Plan,
    kind: str,
    claims: Sequence[ClaimView],
    *,
    key: str,
    now: datetime,
    on: date,
    **more: object,
) -> None:
    """Write the letter about a plan as it is now, and warn staff of a claim it outlives."""
    course = course_of(session, plan)
    left = open_part(plans.view_of(session, plan, on))
    ahead = look_ahead(town, claims, left, on)
    if plan.ended_on is None and course.instalments:
        warn_staff(session, plan, ahead, course.instalments[-1][0], on)
    letter(
        session,
        town,
        plan,
        kind,
        replace(course, instalments=left),
        claims,
        ahead,
        key=key,
        on=on,
        now=now,
        more=more,
    )
