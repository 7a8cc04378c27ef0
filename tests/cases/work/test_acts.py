"""Acts on what waits: hands, notes, reminders, and a clock that stands still on a ground of law."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from portal.cases import conversation
from portal.cases.work import clock, hands, reading
from portal.cases.work.clock import Stop
from portal.cases.work.hands import By
from portal.cases.work.models import ClockStop
from portal.cases.work.views import View
from portal.db import Database
from portal.errors import Conflict, NotFound, NotNow
from portal.municipality import load
from portal.people.actors import person_actor, staff_actor
from portal.people.models import Person, StaffMember
from portal.people.outbox import Outgoing
from tests import builders
from tests.builders import DAY, NOW

OSS = load("oss")
ANSWER_BY = date(2026, 12, 28)
UNTIL = DAY + timedelta(days=14)


class Office:
    """One request, a payment without a claim's worth of other work, and two people at work."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.owner = builders.person(session)
        claims = [builders.claim(session, self.owner)]
        self.case = builders.case(session, self.owner, claims, answer_by=ANSWER_BY)
        self.one, self.other = (builders.staff(session) for _ in range(2))
        session.flush()

    def by(self, member: StaffMember | None = None, seen: StaffMember | None = None) -> By:
        return By(staff_actor(member or self.one), NOW, DAY, (seen.id or 0) if seen else 0)

    @property
    def item(self):  # noqa: ANN201
        self.session.expire_all()
        return hands.item_of(self.session, staff_actor(self.one), "case", self.case.id or 0)

    def stop(self, ground: str = "data", until: date = UNTIL) -> ClockStop:
        wanted = Stop(ground, until, "your last three payslips")
        moment = {"seen": self.case.version, "now": NOW, "on": DAY}
        staff = staff_actor(self.one)
        return clock.stop(self.session, OSS, staff, self.case, wanted, **moment)

    def told(self) -> list[str]:
        return [one.kind for one in self.session.exec(select(Outgoing).order_by(Outgoing.id))]


@pytest.fixture
def office(embedded: Database):  # noqa: ANN201
    with embedded.unit_of_work() as session:
        yield Office(session)


def test_the_second_to_take_is_told(office: Office) -> None:
    hands.take(office.session, office.by(), office.item)
    with pytest.raises(Conflict):
        hands.take(office.session, office.by(office.other), office.item)
    assert office.item.taken_by == office.one.id


def test_handing_over_takes_a_note_and_a_colleague_who_may(office: Office) -> None:
    hands.take(office.session, office.by(), office.item)
    mine = office.by(seen=office.one)
    with pytest.raises(NotNow, match="few-words"):
        hands.give(office.session, mine, office.item, office.other.ref, "  ")
    unit = builders.staff(office.session, "decentral_unit", "Parks")
    with pytest.raises(NotFound):
        hands.give(office.session, mine, office.item, unit.ref, "Please")
    hands.give(office.session, mine, office.item, office.other.ref, "She called; wait for payslips")
    assert office.item.taken_by == office.other.id
    ((note, who, to),) = hands.notes_of(office.session, "case", office.case.id or 0)
    assert (note.note, who, to) == (
        "She called; wait for payslips",
        office.one.name,
        office.other.name,
    )


def test_a_reminder_comes_on_its_day_to_who_asked_for_it(office: Office) -> None:
    day, session = DAY + timedelta(days=3), office.session
    with pytest.raises(NotNow):
        hands.remind(session, office.by(), "case", office.case.id or 0, None, DAY, "Call her")
    made = hands.remind(session, office.by(), "case", office.case.id or 0, None, day, "Call her")
    mine, staff = View(kind="reminder", who="mine"), staff_actor(office.one)
    assert reading.page(session, staff, mine, day - timedelta(days=1)).rows == []
    (row,) = reading.page(session, staff, mine, day).rows
    assert (row.note, row.ref) == ("Call her", office.case.ref)
    with pytest.raises(NotFound):
        hands.reminded(session, office.by(office.other), made.ref)
    hands.reminded(session, office.by(), made.ref)
    assert reading.page(session, staff, mine, day).rows == []


def test_the_day_moves_on_by_the_days_until_then_and_the_person_is_told(office: Office) -> None:
    office.stop()
    assert office.case.answer_by == ANSWER_BY + timedelta(days=14)
    assert office.item.state == "stopped"
    assert office.told() == ["clock-data"]


def test_it_runs_again_from_the_answer_on_with_only_the_days_that_went_by(office: Office) -> None:
    office.stop()
    later = {"on": DAY + timedelta(days=5), "now": NOW + timedelta(days=5)}
    resident = person_actor(office.session.get_one(Person, office.owner.id))
    conversation.say(office.session, resident, office.case, "Here they are", **later)
    assert office.case.answer_by == ANSWER_BY + timedelta(days=4), "the day of asking counts"
    assert office.item.state == "open"
    assert office.told() == ["clock-data", "clock-runs"]


def test_only_facts_that_are_waited_for_start_it_again(office: Office) -> None:
    office.stop("agreement")
    resident = person_actor(office.session.get_one(Person, office.owner.id))
    later = {"on": DAY + timedelta(days=5), "now": NOW + timedelta(days=5)}
    conversation.say(office.session, resident, office.case, "Thank you", **later)
    assert office.item.state == "stopped"


def test_a_term_that_passes_unused_ends_it_by_itself(office: Office) -> None:
    office.stop()
    for on, done in ((UNTIL, 0), (UNTIL + timedelta(days=1), 1), (UNTIL + timedelta(days=9), 0)):
        assert clock.run_out(office.session, 1, 9, by="night", now=NOW, on=on) == done
    assert office.case.answer_by == ANSWER_BY + timedelta(days=14)
    assert office.item.state == "open"


@pytest.mark.parametrize(
    ("why", "act"),
    [
        ("clock-day", lambda office: office.stop("because")),
        ("clock-day", lambda office: office.stop(until=DAY)),
        ("clock-day", lambda office: office.stop(until=DAY + timedelta(days=400))),
        ("clock-stopped", lambda office: [office.stop(), office.stop()]),
    ],
)
def test_it_stands_still_on_a_ground_of_the_law_only(
    office: Office, why: str, act: Callable[[Office], object]
) -> None:
    with pytest.raises(NotNow, match=why):
        act(office)


def test_one_that_was_decided_has_no_clock(office: Office) -> None:
    office.case.state = "withdrawn"
    with pytest.raises(NotNow, match="case-closed"):
        office.stop()


def test_what_is_closed_to_someone_is_not_in_their_queue(office: Office) -> None:
    from portal.people.trail.models import ClosedFile  # noqa: PLC0415

    closed = ClosedFile(
        ref="x",
        staff_id=office.one.id,
        person_id=office.owner.id,
        why="own",
        closed_at=NOW,
        closed_by="staff:x",
    )
    office.session.add(closed)
    office.session.flush()
    mine, others = (staff_actor(one) for one in (office.one, office.other))
    assert reading.counts(office.session, mine, DAY).all == 0
    assert reading.counts(office.session, others, DAY).all == 1
    with pytest.raises(NotFound):
        hands.take(office.session, office.by(), office.item)
