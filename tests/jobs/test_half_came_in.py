"""Half at once that came in waits for staff from that day on, not from its last day."""

from datetime import date, timedelta

from sqlmodel import select

from portal.cases.handling import events_of
from portal.cases.matters import answering, settling
from portal.cases.matters.answering import Said
from portal.cases.models import Case
from portal.cases.work.models import WorkItem
from portal.jobs import half_came_in
from portal.jobs.intake import taking
from portal.jobs.intake.base import Means, Outcome, Readers
from portal.jobs.night import Chunk, Night
from portal.ledger import postings
from tests import builders
from tests.builders import DAY, NOW
from tests.cases.matters.test_matters import OSS, WHY, Town, town

__all__ = ["town"]
BY = DAY + timedelta(days=28)
LATER = DAY + timedelta(days=5)


def agreed(town: Town) -> tuple[Case, int]:
    """The request with its yes, and what half comes to in minor units."""
    case = town.sent("settlement")
    made = answering.answer(town.session, town.by(case), case, Said("accepted", WHY, BY))
    return case, made.pay or 0


def night(town: Town, on: date = LATER) -> int:
    return half_came_in.by_night(town.session, Night(OSS, on, NOW), Chunk(1, 10**6))


def waits_for(town: Town, case: Case) -> date:
    """The day for which the request stands in the queue."""
    town.session.flush()
    wanted = select(WorkItem.day).where(WorkItem.source == "case", WorkItem.subject == case.id)
    return town.session.exec(wanted).one()


def kinds(town: Town, case: Case) -> list[str]:
    return [event.kind for event in events_of(town.session, case)][-2:]


def test_it_waits_for_the_day_on_which_half_came_in(town: Town) -> None:
    case, half = agreed(town)
    builders.pay(town.session, town.claims[0], half - 1)
    assert night(town) == 0
    assert waits_for(town, case) == BY
    builders.pay(town.session, town.claims[1], 1)
    assert night(town) == 1
    assert waits_for(town, case) == LATER
    assert kinds(town, case) == ["decided", "half_in"]
    assert [night(town), night(town, LATER + timedelta(days=1))] == [0, 0], "told once"
    settling.settle(town.session, town.by(case, on=LATER), case)
    assert night(town) == 0
    assert town.broken() == []


def test_money_that_goes_back_lets_it_wait_for_its_last_day_again(town: Town) -> None:
    case, half = agreed(town)
    builders.pay(town.session, town.claims[0], half)
    night(town)
    booking = builders.booking("back", DAY)
    postings.give_back(town.session, town.claims[0].id or 0, "principal", half, **booking)
    assert night(town) == 1
    assert waits_for(town, case) == BY
    assert kinds(town, case) == ["half_in", "half_back"]


def test_after_its_last_day_the_day_stays(town: Town) -> None:
    case, half = agreed(town)
    builders.pay(town.session, town.claims[0], half)
    assert night(town, BY + timedelta(days=1)) == 0
    assert waits_for(town, case) == BY


def test_a_bank_file_that_brings_half_tells_it_at_once(town: Town) -> None:
    case, half = agreed(town)

    def take(_session: object) -> Outcome:
        builders.pay(town.session, town.claims[0], half)
        return Outcome({"lines": 1})

    means = Means(OSS, Readers((), (), ()), LATER, NOW, "staff:x", "k")
    taking.take(town.session, taking.Ready("bank", "bank.xml", 1, "d", means, take))
    assert waits_for(town, case) == LATER
