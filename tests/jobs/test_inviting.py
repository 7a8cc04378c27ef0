"""Whoever gets a bill that comes again is invited to direct debit, once."""

from datetime import timedelta

from sqlmodel import select

from portal.db import Database
from portal.jobs import inviting
from portal.jobs.night import InProcess, Night, run_night
from portal.municipality import load
from portal.people.outbox import Outgoing
from tests import builders
from tests.builders import DAY, NOW

NORDDJURS = load("norddjurs")


def night(database: Database, later: int = 0, town: str = "norddjurs") -> list[tuple[int, str]]:
    """Let a night pass; return who was told what so far."""
    on = DAY + timedelta(days=later)
    run_night(database, Night(load(town), on, NOW), (inviting.STEP,), InProcess(database))
    with database.reading() as session:
        found = session.exec(select(Outgoing).order_by(Outgoing.id)).all()
        return [(one.person_id, one.content["description"]) for one in found]


def test_each_kind_of_bill_that_comes_again_invites_its_payer_once(database: Database) -> None:
    with database.unit_of_work() as session:
        owner = builders.person(session)
        for kind, name in (
            ("daycare", "Daycare May"),
            ("daycare", "Daycare June"),
            ("rent", "Rent"),
        ):
            builders.claim(session, owner, kind=kind, description=name)
        builders.claim(session, owner, kind="damages", description="A window")
        who = owner.id
    assert night(database) == [(who, "Daycare June"), (who, "Rent")]
    assert len(night(database, later=30)) == 2


def test_who_paid_or_waits_for_an_answer_is_not_invited(embedded: Database) -> None:
    with embedded.unit_of_work() as session:
        paid, asks = builders.person(session), builders.person(session)
        builders.pay(session, builders.claim(session, paid, 10_00, kind="rent"), 10_00)
        builders.case(session, asks, [builders.claim(session, asks, kind="rent")])
    assert night(embedded) == []


def test_where_no_bill_comes_again_nobody_is_invited(embedded: Database) -> None:
    with embedded.unit_of_work() as session:
        builders.claim(session, builders.person(session), kind="invoice")
    assert night(embedded, town="oss") == []
