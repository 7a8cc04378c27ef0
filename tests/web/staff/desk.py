"""A member of staff at a desk, and residents whose requests reach it."""

import re
from typing import Any

from flask import Flask
from sqlmodel import select
from werkzeug.test import TestResponse

from portal.cases.models import Case
from portal.texts import text
from tests.web.conftest import MEANS, Visitor

POOR = MEANS | {"income": {"income": "1200", "period": "month"}}
"""No capacity: the rules give no advice."""
LOW_OFFER = MEANS | {"way": {"way": "monthly"}, "monthly": {"monthly": "50"}}
"""Less than the rules ask: their advice is 100 a month."""
READ = {"read-time_barred": "y", "read-costs_more": "y", "read-above_capacity": "y"}
"""Ticks that the warnings were read."""
TIED = {"oss": "8", "norddjurs": "38"}
"""The article on what a person weighs: one can always depart from the rules by it."""
REASON = "The rent went up, we agreed on this by phone."

FOUND: dict[str, object] = {
    "weight_health": "heavy",
    "finding_health": "The treatment comes first.",
    "weight_housing": "none",
    "finding_housing": "The rent can be paid.",
    "conclusion": "Part of it can be let go.",
}
"""What was found in two areas of life, and what it comes to."""


class Desk(Visitor):
    """A case worker with the pages of staff."""

    def __init__(self, app: Flask, ref: str = "demo-worker") -> None:
        super().__init__(app, ref)

    def act(self, case: str, act: str, **fields: object) -> TestResponse:
        """Send a form of a case's page, as it is now unless a version is given."""
        given = {"version": version(self.get(case))} | fields
        return self.post(f"{case}/{act}", **given)

    def decide(
        self, case: str, outcome: str, reason: str = REASON, **fields: object
    ) -> TestResponse:
        """Send the form that decides otherwise than advised, tied to an article and an area."""
        tied = {"article": TIED[self.app.extensions["portal"].town.name], "area": "housing"}
        given = tied | {"outcome": outcome, "reason": reason} | fields
        return self.act(case, "decisions", **given)

    def weigh(self, case: str) -> TestResponse:
        """Say what paying does in two areas of someone's life."""
        return self.act(case, "weighing", **FOUND)


def say(message: str, **values: object) -> str:
    """Return a text of the catalogue as the tests' visitors read it."""
    return text("en", message, **values).replace("\u00a0", " ")


def version(page: TestResponse) -> str:
    """Return the version of the case a page was made from."""
    found = re.search(r'name="version" value="(\d+)"', page.text)
    return found[1] if found else "0"


def sent(app: Flask, person: str = "demo-no-capacity", ask: str = "plan", **changed: Any) -> str:
    """Let a resident send a request; return the address of its page for staff."""
    answers = POOR | {"pause": {"pause": "6"}} | changed
    visitor = Visitor(app, person)
    page = visitor.send(visitor.ask(ask, answers), **READ)
    return f"/staff{page.request.path}"


def low_offer(app: Flask) -> str:
    """A request for 50 a month where the rules advise 100 a month."""
    return sent(app, "demo-several", **LOW_OFFER)


def rows(app: Flask, table: Any) -> list[Any]:
    """Return all rows of a table."""
    with app.extensions["portal"].database.reading() as session:
        return list(session.exec(select(table)).all())


def case_of(app: Flask, path: str) -> Case:
    """Return the case behind a page."""
    (found,) = [case for case in rows(app, Case) if case.ref == path.rsplit("/", 1)[1]]
    return found
