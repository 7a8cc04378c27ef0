"""A grant of the rules that chance drew for a second look, and the form about it."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlmodel import Session

from portal.cases.second_look.models import SecondLook
from tests import builders
from tests.web.conftest import TODAY

REF = "drawn-by-chance"


def draw(session: Session) -> None:
    """Let chance draw a grant of more time."""
    case = builders.case(session, builders.person(session), ask="deferral", state="decided")
    decision = builders.decision(session, case)
    assert decision.id is not None
    session.add(SecondLook(ref=REF, decision_id=decision.id, drawn_on=TODAY))


def look_names(app: Flask) -> dict[str, str]:
    """Draw one; return its reference."""
    with app.extensions["portal"].database.unit_of_work() as session:
        draw(session)
    return {"second-look": REF}


def look_forms(form: Callable[..., Any]) -> list[Any]:
    """Return the form, made with the class that the list of all forms uses."""
    said = {"outcome": "refused", "reason": "The income is not shown."}
    return [form("staff.second_look_say", "senior", "/staff/second-looks/{second-look}", said)]
