"""The forms of the page of an ask that is for a person: its answer, and what may follow."""

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import StopValidation

from portal.cases.matters.answering import Said
from portal.cases.matters.kinds import kind_of
from portal.cases.models import Case
from portal.cases.rulings.hearing import HELD
from portal.web.context import day
from portal.web.fields import Needed, choices_of, clean, one_of
from portal.web.staff.forms import DayField, Text, When, own_words

LONGEST_TO_PAY = timedelta(days=366)
LONGEST_PLACE = 200


class AnswerMatter(FlaskForm):
    """What is answered, and the words the person reads."""

    outcome = one_of(lazy_gettext("staff-answer-what"))
    pay_by = DayField(
        lazy_gettext("staff-half-by"),
        validators=[When("outcome", "accepted"), Needed("error-day-needed")],
    )
    reason = own_words(lazy_gettext("staff-answer-words"), "error-words-needed")

    def __init__(self, case: Case, today: date, **kwargs: Any) -> None:  # noqa: ANN401
        """Offer what fits this ask."""
        super().__init__(**kwargs)
        self.today, outcomes = today, kind_of(case.ask).outcomes
        self.outcome.choices = choices_of(f"staff-answer-{case.ask}", outcomes)
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

    why = own_words()


class Invite(FlaskForm):
    """A talk about an objection: when, where, and what about."""

    day = DayField(lazy_gettext("talk-day"), validators=[Needed("error-day-needed")])
    place = StringField(
        lazy_gettext("talk-place"), validators=[Text("error-place-needed", 1, LONGEST_PLACE)]
    )
    words = own_words(lazy_gettext("talk-about"), "error-words-needed")

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
    report = own_words(lazy_gettext("talk-report"), "error-words-needed")

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        """Offer how it can end."""
        super().__init__(**kwargs)
        self.how.choices = choices_of("talk-how", HELD)
