"""A claim that was handed over: what the collector last said is the amount; ours is explained."""

from flask import Flask
from sqlmodel import Session, select

from portal.jobs.handover.month_file import read_month
from portal.jobs.handover.months import take_month
from portal.people.models import Person
from portal.texts import text
from tests.jobs import handing
from tests.jobs.test_collector import month_file
from tests.web.conftest import TODAY, Visitor, words

WHO, NAME = "demo-handed-over", "Gældsstyrelsen"


def handed(app: Flask, balance: str = "", as_of: str = "2026-11-30") -> str:
    """A claim of 500 that was handed over, and what the collector said then; its address."""
    with app.extensions["portal"].database.unit_of_work() as session:
        owner = session.exec(select(Person).where(Person.ref == WHO)).one()
        claim = handing.reminded(session, owner)
        (hand_over,) = handing.handed_over(session, [claim], TODAY)
        if balance:
            _told(session, hand_over.reference, balance, as_of)
        return f"/claims/{claim.ref}"


def _told(session: Session, reference: str, balance: str, as_of: str) -> None:
    content = month_file(f"{reference},500.00,0.00,0.00,0.00,500.00,{balance}")
    content = content.replace(b"2026-11-30", as_of.encode())
    take_month(session, read_month(content), file_name="m", by="x", now=handing.at(TODAY))


def say(message: str, **values: str) -> str:
    return text("en", message).replace("%(", "{").replace(")s", "}").format(**values)


def test_the_amount_is_what_the_collector_last_said_and_ours_is_explained(norddjurs: Flask) -> None:
    page = words(Visitor(norddjurs, WHO).get(handed(norddjurs, "512.50")))
    now = say("collector-left-term", name=NAME)
    assert f"{now} 512.50 kr. {say('collector-left', name=NAME, day='30 November 2026')}" in page
    assert say("collector-ours", amount="500.00 kr.", name=NAME) in page
    assert f"{say('collector-ours-term')} 500.00 kr." in page, (
        "the books are named for what they are"
    )
    assert page.count(say("claim-left")) == 1, "one amount is left to pay, not two"


def test_where_both_are_the_same_nothing_is_explained(norddjurs: Flask) -> None:
    page = words(Visitor(norddjurs, WHO).get(handed(norddjurs, "500.00")))
    assert f"{say('collector-left-term', name=NAME)} 500.00 kr." in page
    assert say("collector-since") not in page
    assert say("collector-ours", amount="500.00 kr.", name=NAME) not in page


def test_before_the_collector_said_anything_it_is_what_was_handed_over(norddjurs: Flask) -> None:
    page = words(Visitor(norddjurs, WHO).get(handed(norddjurs)))
    assert f"{say('claim-left')} 500.00 kr." in page
    assert say("collector-left-term", name=NAME) not in page


def test_what_changed_here_after_that_day_is_named(norddjurs: Flask) -> None:
    path = handed(norddjurs, "512.50", "2026-07-01")
    assert say("collector-since") in words(Visitor(norddjurs, WHO).get(path))
