"""What a budget says, for a resident to look at before anything is sent. Nothing is kept."""

from typing import Any

from flask import request
from flask_babel import gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from portal.errors import NotFound
from portal.ledger import own
from portal.ledger.origin.floor import apart
from portal.people.actors import Permission
from portal.rules.policy import book
from portal.rules.workings.methods import Methods
from portal.web.citizen import citizen
from portal.web.context import amount
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff.working_form import facts_of, form_of
from portal.web.working_lines import account_of

NAME = "methods"
"""The working this page shows to residents, where the municipality has it."""
_HINTED = ("yearly_net", "common_costs", "own_costs")


@citizen.route("/budget", methods=["GET", "POST"])
@needs(Permission.OWN_FILL)
def budget() -> Response:
    """Ask for a budget and show what it gives; `change` shows the form again."""
    if not is_budget_here() or actor().role != "person":
        raise NotFound
    form = form_of(NAME)
    if not form.is_submitted():
        form["open_debt"].data = _owed()
        return _asked(form)
    made = _made(form)
    if made is None:
        return _asked(form, status=422)
    if "change" in request.form:
        return _asked(form)
    return answer("citizen/budget_result.html", **_shown(made, form))


def is_budget_here() -> bool:
    """Whether the rules of the municipality know a budget."""
    return NAME in services().town.workings


def _owed() -> int | None:
    """What this person still owes the municipality itself."""
    with services().database.reading() as session:
        found = own.overview(session, actor(), services().clock.today())
    return apart(services().town.policy, found).total or None


def _made(form: FlaskForm) -> Methods | None:
    if not form.validate():
        return None
    held = book(services().town.policy, services().clock.today())
    made = Methods(facts_of(NAME, form), held)
    for field, message in made.mistakes().items():
        form[field].errors = [gettext(message)]
    return None if form.errors else made


def _asked(form: FlaskForm, status: int = 200) -> Response:
    hints = {name: gettext(f"asked-{name}-hint".replace("_", "-")) for name in _HINTED}
    asks = Methods.asks
    return answer("citizen/budget.html", status=status, form=form, asks=asks, hints=hints)


def _shown(made: Methods, form: FlaskForm) -> dict[str, Any]:
    """The three amounts side by side, how the budget's differs, and how it was worked out."""
    by_budget, by_table, by_frame = made.budget_capacity, made.table.capacity, made.frame_instalment
    higher = "higher" if by_budget > by_table else "lower"
    return {
        "ways": [
            _way("frame", by_frame),
            _way("table", by_table),
            _way("budget", by_budget),
        ],
        "compared": "equal" if by_budget == by_table else higher,
        "lines": account_of(made, made.budget()),
        "sent": [(asked.name, request.form.get(asked.name, "")) for asked in made.asks],
    }


def _way(name: str, monthly: int | None) -> dict[str, str]:
    """One way to set an instalment, and its amount; without one a person sets it."""
    said = gettext("budget-a-person-says") if monthly is None else amount(monthly)
    return {"term": gettext(f"budget-by-{name}"), "amount_text": said}
