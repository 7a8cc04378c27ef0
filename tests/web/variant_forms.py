"""A trial and proposals in the demo, and the forms about them: who sends them, a good answer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlmodel import select

from portal.adopting.acts import Day, Wanted, propose
from portal.people.actors import staff_actor
from portal.people.models import StaffMember
from portal.simulate.trials.asking import Asked, ask
from tests.web.conftest import TODAY, moment

START = (TODAY + timedelta(days=40)).isoformat()
NAME = "threshold_percent"


def variant_names(app: Flask) -> dict[str, str]:
    """Let a supervisor ask for a trial and propose two values; return the references."""
    portal, day = app.extensions["portal"], Day(TODAY, moment(TODAY))
    wanted = Wanted("settings", NAME, 130, TODAY + timedelta(days=40), "Council 1", TODAY)
    other = Wanted("settings", NAME, 140, TODAY + timedelta(days=50), "Council 2", TODAY)
    with portal.database.unit_of_work() as session:
        found = session.exec(select(StaffMember).where(StaffMember.ref == "demo-supervisor")).one()
        leader = staff_actor(found)
        first, second = (propose(session, leader, portal.town, one, day) for one in (wanted, other))
        asked = Asked(NAME, [130], "synthetic", 100)
        trial = ask(session, leader, portal.town, asked, TODAY, day.at)
        return {"adoption": first.ref, "adoption-two": second.ref, "trial": trial.ref}


def variant_forms(form: Callable[..., Any]) -> list[Any]:
    """Return them, made with the class that the list of all forms uses."""
    leader = "supervisor"
    tried = {"value1": "130", "value2": "140", "source": "synthetic", "people": "200"}
    wanted = {
        "value": "130",
        "starts_on": START,
        "decision": "Council decision 3",
        "decided_on": TODAY.isoformat(),
    }
    return [
        form("staff.variant_try", leader, f"/staff/variants/of/{NAME}", tried),
        form("staff.trial_stop", leader, "/staff/variants/trials/{trial}/stopped", {}),
        form("staff.adopt_propose", leader, f"/staff/rules/settings.{NAME}/change", wanted),
        form("staff.adopted_sign", "senior", "/staff/adopted/{adoption}/signed", {"version": "0"}),
        form(
            "staff.adopted_withdraw",
            leader,
            "/staff/adopted/{adoption-two}/withdrawn",
            {"version": "0"},
        ),
    ]
