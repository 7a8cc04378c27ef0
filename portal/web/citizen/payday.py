"""On which day someone is paid: asked for nothing, told if they like, so that a plan goes by it."""

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms.validators import StopValidation

from portal.cases.assessing import Assessed
from portal.ledger.plans import RHYTHMS
from portal.web.citizen.questions import Question
from portal.web.fields import choices_of, one_of
from portal.web.services import services
from portal.web.staff.forms import DayField

FARTHEST = timedelta(days=62)
"""The next pay day is not farther off than this."""
NONE = "none"


class PayDay(Question):
    """How often someone is paid, and when next."""

    name = "payday"
    payday = one_of(lazy_gettext("question-payday"))
    next = DayField(lazy_gettext("question-payday-next"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        """Offer each rhythm, and to leave it open."""
        super().__init__(*args, **kwargs)
        self.payday.choices = [
            *choices_of("plan-rhythm", RHYTHMS),
            (NONE, gettext("answer-payday-none")),
        ]

    def validate_next(self, field: DayField) -> None:
        """With a rhythm a day is needed, from today on and not far off."""
        if self.payday.data in (None, NONE):
            field.errors = []
            raise StopValidation
        if field.errors:
            raise StopValidation
        today = services().clock.today()
        if field.data is None or not today <= field.data <= today + FARTHEST:
            raise StopValidation(gettext("error-payday"))

    @classmethod
    def filled(cls, value: Any) -> dict[str, Any]:  # noqa: ANN401, D102
        if not value.get("rhythm"):
            return {"payday": NONE}
        return {"payday": value["rhythm"], "next": date.fromisoformat(value["next"])}

    def value(self) -> dict[str, str]:  # noqa: D102
        if self.payday.data == NONE or self.next.data is None:
            return {}
        return {"rhythm": self.payday.data, "next": self.next.data.isoformat()}


def is_asked(assessed: Assessed) -> bool:
    """Whether the day matters: a person asks for a plan."""
    return assessed.person.kind == "person" and assessed.case.ask == "plan"
