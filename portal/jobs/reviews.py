"""The portal writes first: looks at running plans, at what can be let go, and a word in time.

A look lowers or ends at once; it never raises. Which looks a municipality takes is its own data.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Date, bindparam, func, select
from sqlmodel import Session, SQLModel

from portal.cases.review_models import Review  # noqa: F401  (puts the table in the metadata)
from portal.cases.reviewing import Cause, look
from portal.jobs.night import Chunk, Night, Step
from portal.jobs.standstill import standing_still
from portal.ledger import claims as ledger_claims
from portal.ledger.debtors import IS_OWED, LEFT
from portal.ledger.missed import Missed
from portal.ledger.tables import CLAIM, ENTRY, LIABILITY, PLAN, PLAN_CLAIM, PROPOSAL, run
from portal.municipality import Municipality
from portal.people import outbox
from portal.rules.days import months_begun, months_on
from portal.rules.policy import book

REVIEW = SQLModel.metadata.tables["review"]
_LOOKED = (
    select(func.max(REVIEW.c.made_on))
    .where(REVIEW.c.person_id == PLAN.c.person_id, REVIEW.c.reason.in_(("interval", "norms")))
    .scalar_subquery()
)
RUNNING = (
    select(PLAN.c.id, PLAN.c.person_id, PLAN.c.made_on, PLAN.c.monthly, _LOOKED.label("looked_on"))
    .where(
        PLAN.c.id.between(bindparam("first"), bindparam("last")),
        PLAN.c.ended_on.is_(None),
        PLAN.c.made_on <= bindparam("newest", type_=Date),
    )
    .order_by(PLAN.c.id)
)
"""Running plans made up to a day, each with the day of its last look."""
REVIEW_DUE = "review-due"
"""What a look that falls due soon is called on the lists of staff."""


@dataclass(frozen=True)
class Due:
    """A running plan that is to be looked at, and why."""

    plan_id: int
    person_id: int
    cause: Cause


def look_at_plans(session: Session, night: Night, chunk: Chunk) -> int:
    """Look at the running plans of a chunk whose time has come."""
    done = 0
    for due in _due(session, night, chunk):
        done += _look(session, night, due)
    return done


def _look(session: Session, night: Night, due: Due) -> bool:
    """Look at one plan, unless nothing may be done about it now; say whether that was done."""
    views = ledger_claims.views(session, due.person_id, night.on)
    in_plan = (view for view in views if view.plan and view.plan.id == due.plan_id)
    claims = [view for view in in_plan if view.balance]
    if not claims or standing_still(session, [view.id for view in claims], night.on):
        return False
    outcome = look(
        session, night.town, due.person_id, claims, due.cause, now=night.now, on=night.on
    )
    return outcome != "done"


def look_after_missed(session: Session, night: Night, one: Missed) -> None:
    """Look at a plan of which an instalment was missed: perhaps it asks too much."""
    cause = Cause(f"missed:{one.plan_id}:{one.no}", "missed")
    _look(session, night, Due(one.plan_id, one.person_id, cause))


def _due(session: Session, night: Night, chunk: Chunk) -> Iterator[Due]:
    months, changed = months_between(night.town, night.on), _norms_changed(night.town, night.on)
    newest = max(
        (day for day in (changed, months and months_on(night.on, -months)) if day), default=None
    )
    if newest is None:
        return
    bounds = {"first": chunk.first, "last": chunk.last, "newest": newest}
    moved = _moved(session, night.on)
    for row in run(session, RUNNING, bounds).all():
        since = max(row.made_on, row.looked_on or row.made_on)
        if months and months_on(since, months) <= night.on:
            if row.id not in moved:
                yield Due(row.id, row.person_id, interval(row.id, since))
        elif changed and since < changed:
            yield Due(row.id, row.person_id, Cause(f"norms:{row.id}:{changed}", "norms"))


def interval(plan_id: int, since: date) -> Cause:
    """The look at a plan when so many months are over since a day."""
    return Cause(f"interval:{plan_id}:{since}", "interval")


def _moved(session: Session, on: date) -> set[int]:
    """The plans whose look somebody moved to a later day."""
    found = select(PROPOSAL.c.key).where(
        PROPOSAL.c.kind == REVIEW_DUE, PROPOSAL.c.state == "later", PROPOSAL.c.later_on > on
    )
    return {int(key.split(":")[1]) for key in run(session, found).scalars()}


def months_between(town: Municipality, on: date) -> int:
    """The months between two looks; 0 where the policy has no such term."""
    has = "review_months" in town.policy.settings
    return book(town.policy, on).number("review_months") if has else 0


def _norms_changed(town: Municipality, on: date) -> date | None:
    """The last day up to this one on which an amount changed that a look goes by."""
    names = town.terms.names("review_amounts", on) if "review_amounts" in town.terms.series else ()
    starts = (entry.start for name in names for entry in town.policy.amounts[name])
    return max((start for start in starts if start <= on), default=None)


_LONG_PAID = (
    select(
        CLAIM.c.id,
        LIABILITY.c.person_id,
        CLAIM.c.months_paid,
        func.min(PLAN.c.made_on).label("since"),
    )
    .join(LIABILITY, (LIABILITY.c.claim_id == CLAIM.c.id) & IS_OWED)
    .join(
        PLAN_CLAIM,
        (PLAN_CLAIM.c.claim_id == CLAIM.c.id) & (PLAN_CLAIM.c.person_id == LIABILITY.c.person_id),
    )
    .join(PLAN, PLAN.c.id == PLAN_CLAIM.c.plan_id)
    .where(CLAIM.c.id.between(bindparam("first"), bindparam("last")))
    .group_by(CLAIM.c.id, LIABILITY.c.person_id)
    .having(
        (func.min(PLAN.c.made_on) <= bindparam("early_enough", type_=Date))
        | (CLAIM.c.months_paid > 0)
    )
    .order_by(CLAIM.c.id, LIABILITY.c.person_id)
)


def look_at_remission(session: Session, night: Night, chunk: Chunk) -> int:
    """See each year whether what was paid so long lets the rest go."""
    if "remission_check_months" not in night.town.policy.settings:
        return 0
    return sum(_looks(session, night, *found) for found in _long_paid(session, night, chunk))


def _long_paid(session: Session, night: Night, chunk: Chunk) -> Iterator[tuple[int, int]]:
    """The claims of a chunk, and who owes them, that can have been paid for long enough."""
    months = _fewest(night)
    early = months_on(night.on, -months)
    bounds = {"first": chunk.first, "last": chunk.last, "early_enough": early}
    for row in run(session, _LONG_PAID, bounds).all():
        if row.months_paid + months_begun(row.since, night.on) >= months:
            yield row.id, row.person_id


def _fewest(night: Night) -> int:
    """The fewest months after which anything can be let go."""
    rules = book(night.town.policy, night.on)
    return min(rules.number("remission_months"), rules.number("furnishing_months"))


def _looks(session: Session, night: Night, claim_id: int, person_id: int) -> bool:
    [view] = ledger_claims.views(session, person_id, night.on, only=[claim_id])
    if view.months_paid < _fewest(night) or not view.balance:
        return False
    if standing_still(session, [claim_id], night.on):
        return False
    between = book(night.town.policy, night.on).number("remission_check_months")
    key = f"remission:{claim_id}:{person_id}:{view.months_paid // between}"
    cause = Cause(key, "remission")
    outcome = look(
        session,
        night.town,
        person_id,
        [view],
        cause,
        ask="remission",
        now=night.now,
        on=night.on,
    )
    return outcome != "done"


_THIS_YEAR = (
    select(CLAIM.c.id, CLAIM.c.number, CLAIM.c.description, LIABILITY.c.person_id)
    .join(LIABILITY, (LIABILITY.c.claim_id == CLAIM.c.id) & IS_OWED)
    .join(ENTRY, ENTRY.c.claim_id == CLAIM.c.id)
    .where(
        CLAIM.c.id.between(bindparam("first"), bindparam("last")),
        CLAIM.c.kind.in_(bindparam("kinds", expanding=True)),
        CLAIM.c.arose_on >= bindparam("new_year", type_=Date),
        CLAIM.c.stage != "transferred",
    )
    .group_by(CLAIM.c.id, LIABILITY.c.person_id)
    .having(LEFT > 0)
    .order_by(CLAIM.c.id, LIABILITY.c.person_id)
)


def word_before_new_year(session: Session, night: Night, chunk: Chunk) -> int:
    """Tell those whom paying this year spares grossing-up, while there is time."""
    town, on = night.town, night.on
    if "gross_up_word_days" not in town.terms.series:
        return 0
    left = (date(on.year, 12, 31) - on).days
    if left > town.terms.number("gross_up_word_days", on):
        return 0
    bounds = {
        "first": chunk.first,
        "last": chunk.last,
        "kinds": town.terms.names("gross_up_kinds", on),
        "new_year": date(on.year, 1, 1),
    }
    told = 0
    for row in run(session, _THIS_YEAR, bounds).all():
        told += outbox.tell(
            session,
            key=f"year-end:{row.id}:{row.person_id}:{on.year}",
            person_id=row.person_id,
            kind="year-end",
            made_on=on,
            now=night.now,
            content={
                "claim": f"{row.number}, {row.description}",
                "last": date(on.year, 12, 31).isoformat(),
            },
        )
    return told


LOOKS = Step("reviews", PLAN, look_at_plans)
REMISSION = Step("remission-checks", CLAIM, look_at_remission)
YEAR_END = Step("year-end-words", CLAIM, word_before_new_year)
