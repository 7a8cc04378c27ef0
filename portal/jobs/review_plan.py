"""The review plan: looks at running plans that fall due soon, before people ahead of their day.

Yes looks now, no leaves it until the next look, later moves it. Nobody has to answer: on its day
the night takes the look itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from portal.cases.review_models import Review
from portal.cases.reviewing import Cause, look
from portal.errors import NotNow
from portal.jobs import reviews
from portal.jobs.answers_given import Said
from portal.jobs.night import Chunk, Night, Step
from portal.jobs.overtaken import off
from portal.jobs.reviews import REVIEW_DUE as KIND
from portal.jobs.standstill import standing_still
from portal.ledger import claims as ledger_claims
from portal.ledger import proposals
from portal.ledger.models import Plan
from portal.ledger.records import WAITING, Proposal
from portal.ledger.tables import PLAN, run
from portal.rules.days import months_on

AHEAD = "review_ahead_days"


@dataclass(frozen=True)
class _Coming:
    """A running plan and the day of its next look."""

    plan_id: int
    person_id: int
    since: date
    due_on: date
    monthly: int
    """What is paid a month, in minor units."""


def put_ahead(session: Session, night: Night, chunk: Chunk) -> int:
    """Put the looks that fall due soon on their list, and take off what was looked at."""
    done = sum(off(session, one) for one in _over(session, chunk))
    found = [_put_forward(night, coming) for coming in _coming(session, night, chunk)]
    return done + proposals.propose_all(session, found)


def _put_forward(night: Night, coming: _Coming) -> proposals.New:
    return proposals.New(
        key=f"{KIND}:{coming.plan_id}:{coming.since}",
        kind=KIND,
        reason="review_near",
        made_on=night.on,
        person_id=coming.person_id,
        detail={
            "plan_id": coming.plan_id,
            "review_on": coming.due_on.isoformat(),
            "monthly": coming.monthly,
        },
    )


def _coming(session: Session, night: Night, chunk: Chunk) -> Iterator[_Coming]:
    months = reviews.months_between(night.town, night.on)
    if not months or AHEAD not in night.town.terms.series:
        return
    last = night.on + timedelta(days=night.town.terms.number(AHEAD, night.on))
    bounds = {"first": chunk.first, "last": chunk.last, "newest": months_on(last, -months)}
    for row in run(session, reviews.RUNNING, bounds).all():
        since = max(row.made_on, row.looked_on or row.made_on)
        due = months_on(since, months)
        if night.on < due <= last:
            yield _Coming(row.id, row.person_id, since, due, row.monthly)


def _over(session: Session, chunk: Chunk) -> list[Proposal]:
    """What waits though its plan ended, or somebody or the night looked."""
    theirs = select(PLAN.c.person_id).where(PLAN.c.id.between(chunk.first, chunk.last))
    waits = select(Proposal).where(
        Proposal.kind == KIND,
        col(Proposal.state).in_(WAITING),
        col(Proposal.person_id).in_(theirs),
    )
    here = [
        one for one in session.exec(waits) if chunk.first <= one.detail["plan_id"] <= chunk.last
    ]
    keys = {_cause(one).key for one in here}
    looked = set(session.exec(select(Review.key).where(col(Review.key).in_(keys))))
    plans = {one.detail["plan_id"] for one in here}
    ended = select(PLAN.c.id).where(PLAN.c.id.in_(plans), PLAN.c.ended_on.is_not(None))
    gone = set(run(session, ended).scalars())
    return [one for one in here if one.detail["plan_id"] in gone or _cause(one).key in looked]


def look_now(said: Said) -> None:
    """Look at the plan today. Raises NotNow when it ended, or stands still."""
    person_id = said.proposal.person_id
    assert person_id is not None
    _must_run(said)
    views = ledger_claims.views(said.session, person_id, said.on)
    plan_id = said.proposal.detail["plan_id"]
    claims = [view for view in views if view.plan and view.plan.id == plan_id and view.balance]
    if not claims:
        raise NotNow("error-nothing-owed")
    if standing_still(said.session, [view.id for view in claims], said.on):
        raise NotNow("error-review-stopped")
    cause = _cause(said.proposal)
    look(said.session, said.town, person_id, claims, cause, now=said.now, on=said.on)


def leave_it(said: Said) -> None:
    """Keep that it stays as it is until the next look. Raises NotNow when the plan ended."""
    _must_run(said)
    cause, person_id = _cause(said.proposal), said.proposal.person_id
    assert person_id is not None
    said.session.add(
        Review(
            key=cause.key,
            person_id=person_id,
            reason=cause.reason,
            made_on=said.on,
            outcome="kept",
        )
    )
    said.session.flush()


def _must_run(said: Said) -> None:
    plan = said.session.get_one(Plan, said.proposal.detail["plan_id"])
    looked = select(Review.id).where(Review.key == _cause(said.proposal).key)
    if plan.ended_on is not None or said.session.exec(looked).first() is not None:
        raise NotNow("error-review-done")


def _cause(proposal: Proposal) -> Cause:
    """The cause of the look it is about: the very one the night would take."""
    _, plan_id, since = proposal.key.split(":")
    return reviews.interval(int(plan_id), date.fromisoformat(since))


STEP = Step("review-plan", PLAN, put_ahead)
