"""Looks that fall due soon stand on a list: yes looks now, no leaves it, later moves it."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlmodel import Session, select

from portal.cases.review_models import Review
from portal.db import Database
from portal.errors import NotNow
from portal.jobs import review_plan, reviews
from portal.jobs.answers import Answer, answer, undo
from portal.jobs.night import Chunk, Night
from portal.ledger.records import Proposal
from portal.municipality import load
from portal.people.actors import staff_actor
from tests import builders
from tests.builders import NOW
from tests.jobs.test_reviews import MEANS, with_plan

OSS, NORDDJURS = load("oss"), load("norddjurs")
MADE = date(2026, 7, 10)
DUE = date(2028, 7, 10)
NEAR = date(2028, 7, 3)
"""After the norms of July, and a week before the look."""
ALL = Chunk(0, 10**6)
WHY = "Looked at what we know of it."


@pytest.fixture
def session(embedded: Database) -> Iterator[Session]:
    with embedded.unit_of_work() as session:
        yield session


def night(session: Session, on: date, town: object = OSS) -> int:
    """What the night looks at and puts on the list."""
    one = Night(town, on, NOW)  # type: ignore[arg-type]
    return reviews.look_at_plans(session, one, ALL) + review_plan.put_ahead(session, one, ALL)


def near(session: Session, means: dict[str, object] | None = MEANS) -> Proposal:
    """A plan whose look is near, on the list."""
    with_plan(session, 250_00, means, made_on=MADE)
    session.add(Review(key="norms:1:x", person_id=1, reason="norms", made_on=MADE, outcome="kept"))
    night(session, NEAR)
    return session.exec(select(Proposal).where(Proposal.kind == "review-due")).one()


def say(session: Session, proposal: Proposal, says: str, later: date | None = None) -> None:
    staff = staff_actor(builders.staff(session))
    given = Answer(says, WHY, proposal.version, later)
    answer(session, OSS, staff, proposal.ref, given, now=NOW, on=NEAR)


def outcomes(session: Session) -> list[str]:
    found = select(Review).where(Review.reason == "interval").order_by("id")
    return [one.outcome for one in session.exec(found)]


def test_a_look_stands_on_the_list_some_weeks_ahead_and_once(session: Session) -> None:
    with_plan(session, 250_00, MEANS, made_on=MADE)
    assert review_plan.put_ahead(session, Night(OSS, date(2028, 4, 1), NOW), ALL) == 0
    assert review_plan.put_ahead(session, Night(OSS, NEAR, NOW), ALL) == 1
    assert review_plan.put_ahead(session, Night(OSS, NEAR, NOW), ALL) == 0
    (made,) = session.exec(select(Proposal)).all()
    assert made.detail["review_on"] == DUE.isoformat()


def test_a_municipality_without_the_term_has_no_such_list(session: Session) -> None:
    with_plan(session, 250_00, MEANS, made_on=MADE)
    assert review_plan.put_ahead(session, Night(NORDDJURS, NEAR, NOW), ALL) == 0


def test_yes_looks_now_and_the_night_does_not_look_again(session: Session) -> None:
    say(session, near(session), "yes")
    assert outcomes(session) == ["lowered"]
    night(session, DUE)
    assert outcomes(session) == ["lowered"]


def test_yes_asks_the_person_where_a_fact_is_missing(session: Session) -> None:
    say(session, near(session, None), "yes")
    assert outcomes(session) == ["asked"]


def test_no_leaves_it_until_the_next_look(session: Session) -> None:
    made = near(session)
    say(session, made, "no")
    night(session, DUE)
    assert outcomes(session) == ["kept"]
    with pytest.raises(NotNow):
        undo(
            session,
            OSS,
            staff_actor(builders.staff(session)),
            made.ref,
            Answer("undo", WHY, made.version),
            now=NOW,
            on=NEAR,
        )


def test_later_moves_the_look(session: Session) -> None:
    say(session, near(session), "later", date(2028, 9, 1))
    night(session, DUE)
    assert outcomes(session) == []
    night(session, date(2028, 9, 1))
    assert outcomes(session) == ["lowered"]


def test_without_an_answer_the_night_looks_and_the_list_is_empty(session: Session) -> None:
    made = near(session)
    night(session, DUE)
    assert outcomes(session) == ["lowered"]
    session.refresh(made)
    assert made.state == "void"
    with pytest.raises(NotNow):
        say(session, made, "yes")
