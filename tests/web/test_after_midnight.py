"""Just after midnight the pages work with the new day, although that of UTC is the day before."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlmodel import Session, col, select

from portal.people.outbox import Outgoing
from tests.web.conftest import TODAY, Visitor
from tests.web.staff.desk import Desk, sent

NIGHT = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
NEW_DAY = TODAY + timedelta(days=1)


class HalfPastMidnight:
    """A clock that stands still half an hour into the day after the demo's."""

    def now(self) -> datetime:
        return NIGHT

    def today(self) -> date:
        return NEW_DAY


@pytest.fixture
def late(oss: Flask) -> Flask:
    """The demo at half past midnight."""
    oss.extensions["portal"] = replace(oss.extensions["portal"], clock=HalfPastMidnight())
    return oss


def gives_a_mail_address(app: Flask) -> None:
    Visitor(app, "demo-couple").post("/messages", by="mail", email="a@example.org")


def gives_a_number(app: Flask) -> None:
    Visitor(app, "demo-couple").post("/messages", by="sms", mobile="06 1234 5678")


@pytest.mark.parametrize("act", [gives_a_mail_address, gives_a_number])
def test_what_is_written_to_them_bears_the_new_day(late: Flask, act: Callable) -> None:
    act(late)
    assert read(late, select(Outgoing.made_on).order_by(col(Outgoing.id).desc())) == NEW_DAY


def test_nobody_is_reminded_of_something_on_the_day_that_has_begun(late: Flask) -> None:
    sent(late)
    worker = Desk(late)
    page = worker.get("/staff/")
    acts = next(part for part in page.text.split('"') if part.startswith("/staff/waiting/case/"))
    asked = {"version": "0", "why": "Ask for the lease"}
    refused = worker.post(f"{acts}/remind", **asked, on=NEW_DAY.isoformat())
    assert refused.status_code in (409, 422)
    tomorrow = (NEW_DAY + timedelta(days=1)).isoformat()
    assert worker.post(f"{acts}/remind", **asked, on=tomorrow).status_code == 200


def read(app: Flask, wanted: object) -> object:
    with app.extensions["portal"].database.reading() as session:
        assert isinstance(session, Session)
        return session.exec(wanted).first()  # type: ignore[call-overload]
