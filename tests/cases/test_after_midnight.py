"""Just after midnight, while UTC is a day behind, what is done is of the new day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from portal.cases import lending
from portal.cases.lending import Wanted
from portal.clock import day_in
from portal.jobs.handover.answering import take_receipts
from portal.ledger import intake
from portal.ledger.handover.models import HandOverEvent
from portal.ledger.models import LedgerEntry
from portal.municipality import load
from portal.people.acting.lending import Told
from portal.people.acting.models import Acting
from portal.people.actors import person_actor
from portal.ports.collector import Receipt
from portal.tokens import Tokens
from tests import builders
from tests.jobs import handing
from tests.jobs.test_collector import sent
from tests.ledger.test_claimfile import GOOD, KEY, read, written

SUMMER = datetime(2026, 7, 14, 22, 30, tzinfo=UTC)
WINTER = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize("country", ["NL", "DK"])
@pytest.mark.parametrize("moment", [SUMMER, WINTER], ids=["summer", "winter"])
def test_the_day_here_begins_before_that_of_utc(country: str, moment: datetime) -> None:
    assert day_in(country, moment) == moment.date() + timedelta(days=1)
    assert day_in(country, moment - timedelta(hours=1)) == moment.date()


def test_what_was_paid_before_an_import_is_booked_on_its_day(session: Session) -> None:
    paid = GOOD | {"paid": "100.00", "arose_on": "2026-06-01", "due_on": "2026-07-13"}
    rows = read(written(paid)).rows
    given = {"municipality": load("oss"), "identity_key": KEY, "now": SUMMER, "actor": "import"}
    intake.take(session, rows, **given)  # type: ignore[arg-type]
    wanted = select(LedgerEntry.booked_on).where(LedgerEntry.kind == "payment")
    assert set(session.exec(wanted)) == {date(2026, 7, 15)}


def test_a_view_is_lent_until_the_day_on_which_its_hours_end(session: Session) -> None:
    owner = builders.person(session)
    builders.claim(session, owner)
    lending.lend(
        *(session, person_actor(owner), Wanted("all", "look", 24, Told("me"), "once")),
        tokens=Tokens("a key for tests that is long enough"),
        country="NL",
        most_days=30,
        now=WINTER,
        on=date(2026, 12, 2),
    )
    assert session.exec(select(Acting.until_on)).one() == date(2026, 12, 3)


def test_what_the_collector_answers_is_of_the_day_it_was_there(session: Session) -> None:
    _, hand_over = sent(session)
    receipt = Receipt(2, "R1", hand_over.reference, "AFVIST", WINTER, "F1", "Stamdata mangler")
    day = date(2026, 12, 2)
    taken = take_receipts(session, [receipt], "DK", on=day, now=WINTER)
    assert taken.rejected == 1
    wanted = select(HandOverEvent.on).where(HandOverEvent.kind == "rejected")
    assert session.exec(wanted).one() == day
    assert hand_over.ended_on == day
    assert [one.made_on for one in handing.waiting(session, "handover")] == [day]
