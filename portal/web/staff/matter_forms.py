"""The forms of the page of an ask that is for a person: its answer, and what may follow."""

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import StopValidation

from portal.cases.conversation import LONGEST_MESSAGE
from portal.cases.matters.answering import Said
from portal.cases.matters.kinds import kind_of
from portal.cases.models import LEAST_REASON, Case
from portal.cases.rulings.hearing import HELD
from portal.web.context import day
from portal.web.fields import Needed, clean, one_of
from portal.web.staff.forms import LONGEST_REASON, DayField, Text

LONGEST_TO_PAY = timedelta(days=366)
LONGEST_PLACE = 200


class ForYes:
    """The field counts only with a yes."""

    def __call__(self, form: Any, field: Any) -> None:  # noqa: ANN401
        """Stop without a complaint when it does not count, or after the first complaint."""
        if form.outcome.data != "accepted":
            field.errors = []
            raise StopValidation
        if field.errors:
            raise StopValidation


class AnswerMatter(FlaskForm):
    """What is answered, and the words the person reads."""

    outcome = one_of(lazy_gettext("staff-answer-what"))
    pay_by = DayField(
        lazy_gettext("staff-half-by"), validators=[ForYes(), Needed("error-day-needed")]
    )
    reason = TextAreaField(
        lazy_gettext("staff-answer-words"),
        validators=[Text("error-words-needed", LEAST_REASON, LONGEST_REASON)],
    )

    def __init__(self, case: Case, today: date, **kwargs: Any) -> None:  # noqa: ANN401
        """Offer what fits this ask."""
        super().__init__(**kwargs)
        self.today, outcomes = today, kind_of(case.ask).outcomes
        self.outcome.choices = [
            (name, gettext(f"staff-answer-{case.ask}-{name}".replace("_", "-")))
            for name in outcomes
        ]
        if len(outcomes) == 1 and not self.outcome.data:
            self.outcome.data = outcomes[0]
        if case.ask != "settlement":
            del self["pay_by"]

    def validate_pay_by(self, field: DayField) -> None:
        """Not past, and not for ever."""
        latest = self.today + LONGEST_TO_PAY
        if field.data is not None and not self.today <= field.data <= latest:
            text = gettext("staff-error-day-between", after=day(self.today), latest=day(latest))
            raise StopValidation(text)

    def said(self) -> Said:
        """Return what was answered; the form must be valid."""
        pay_by = self.pay_by.data if "pay_by" in self else None
        yes = self.outcome.data == "accepted"
        return Said(self.outcome.data, clean(self.reason.data), pay_by if yes else None)


class Why(FlaskForm):
    """Why an answer is taken back, or a pause ends; the person reads it."""

    why = TextAreaField(
        lazy_gettext("staff-reason"),
        validators=[Text("error-reason-needed", LEAST_REASON, LONGEST_REASON)],
    )


class Invite(FlaskForm):
    """A talk about an objection: when, where, and what about."""

    day = DayField(lazy_gettext("talk-day"), validators=[Needed("error-day-needed")])
    place = StringField(
        lazy_gettext("talk-place"), validators=[Text("error-place-needed", 1, LONGEST_PLACE)]
    )
    words = TextAreaField(
        lazy_gettext("talk-about"),
        validators=[Text("error-words-needed", LEAST_REASON, LONGEST_REASON)],
    )

    def __init__(self, today: date, **kwargs: Any) -> None:  # noqa: ANN401
        """A talk is after `today`."""
        super().__init__(**kwargs)
        self.today = today

    def validate_day(self, field: DayField) -> None:
        """After today, and not for ever."""
        latest = self.today + LONGEST_TO_PAY
        if field.data is not None and not self.today < field.data <= latest:
            text = gettext("staff-error-day-between", after=day(self.today), latest=day(latest))
            raise StopValidation(text)


class Talk(FlaskForm):
    """What came of the talk, or why there is none."""

    how = one_of(lazy_gettext("talk-how"))
    report = TextAreaField(
        lazy_gettext("talk-report"),
        validators=[Text("error-words-needed", LEAST_REASON, LONGEST_REASON)],
    )

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        """Offer how it can end."""
        super().__init__(**kwargs)
        self.how.choices = [(name, gettext(f"talk-how-{name}".replace("_", "-"))) for name in HELD]


class AskMore(FlaskForm):
    """Something staff ask the person."""

    body = TextAreaField(
        lazy_gettext("staff-question-body"),
        validators=[Text("error-message-missing", 1, LONGEST_MESSAGE)],
    )
