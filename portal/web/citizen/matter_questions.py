"""The questions of asks that go to a person."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import BooleanField, TextAreaField
from wtforms.validators import Length

from portal.cases.journey import UNKNOWN, is_unknown
from portal.web.citizen.questions import LONGEST_STORY, Choice, OrUnknown, Question, radio
from portal.web.fields import Between, Needed, NumberField, clean

MOST_CREDITORS = 999


class Words(OrUnknown):
    """An answer in one's own words, or that one does not know how to put it."""

    is_text = True

    def value(self) -> Any:  # noqa: ANN401
        """Keep what was written, also by who ticked that they do not know."""
        return self[self.name].data or UNKNOWN


def _words(name: str) -> TextAreaField:
    return TextAreaField(
        lazy_gettext(f"question-{name}"),
        filters=[clean],
        validators=[
            Needed("error-message-missing", unless="unknown"),
            Length(max=LONGEST_STORY, message=lazy_gettext("error-too-long")),
        ],
    )


class Known(Choice):
    """A choice that also has "I don't know"."""

    @classmethod
    def filled(cls, value: Any) -> dict[str, Any]:  # noqa: ANN401, D102
        return {cls.name: "unknown" if is_unknown(value) else value}

    def value(self) -> Any:  # noqa: ANN401, D102
        said = self[self.name].data
        return UNKNOWN if said == "unknown" else said


class Asking(Question):
    """The question itself."""

    name, is_text = "asking", True
    asking = TextAreaField(
        lazy_gettext("question-asking"),
        filters=[clean],
        validators=[
            Needed("error-message-missing"),
            Length(max=LONGEST_STORY, message=lazy_gettext("error-too-long")),
        ],
    )


class Disputed(Known):
    """What is not right: the whole claim, or one thing in it."""

    name, options = "disputed", ("whole", "paid", "amount", "person", "fact", "unknown")
    disputed = radio("disputed")


class Right(Words):
    """What the amount or the fact should be."""

    name = "right"
    right = _words("right")


class Reasons(Words):
    """Why someone does not agree."""

    name = "reasons"
    reasons = _words("reasons")
    unknown = BooleanField(lazy_gettext("reasons-by-phone"))


class Late(Words):
    """Why an objection comes after its last day."""

    name = "late"
    late = _words("late")


class HelpedBy(Known):
    """Who helps with the debts."""

    name, options = "helped_by", ("municipality", "other", "self", "nobody", "unknown")
    helped_by = radio("helped_by")


class Helper(Words):
    """The name of who helps, and how to reach them."""

    name = "helper"
    helper = _words("helper")


class ProposalMade(Known):
    """Whether there is a proposal to all creditors."""

    name, options = "proposal", ("made", "coming", "none", "unknown")
    proposal = radio("proposal")


class Creditors(OrUnknown):
    """About how many others someone owes money."""

    name = "creditors"
    creditors = NumberField(
        lazy_gettext("question-creditors"),
        validators=[Needed("error-number-needed", unless="unknown"), Between(0, MOST_CREDITORS)],
    )


class Half(Known):
    """Whether half can be paid at once."""

    name, options = "half", ("yes", "less", "unknown")
    half = radio("half")


class HalfWhen(Known):
    """When it can be paid."""

    name, options = "half_when", ("now", "month", "later", "unknown")
    half_when = radio("half_when")


class MoneyFrom(Known):
    """Where the money comes from."""

    name, options = "money_from", ("savings", "family", "other", "unknown")
    money_from = radio("money_from")


MATTER_FORMS: dict[str, type[Question]] = {
    form.name: form
    for form in (
        Asking,
        Disputed,
        Right,
        Reasons,
        Late,
        HelpedBy,
        Helper,
        ProposalMade,
        Creditors,
        Half,
        HalfWhen,
        MoneyFrom,
    )
}
