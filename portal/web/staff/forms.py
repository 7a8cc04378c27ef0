"""The forms of the case page: a decision that departs from the advice, a question, small acts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, SelectField, TextAreaField
from wtforms.validators import StopValidation

from portal.cases.conversation import LONGEST_MESSAGE
from portal.cases.models import LEAST_REASON
from portal.cases.plans.granted import MOST_INSTALMENTS
from portal.cases.ruling import Ruling
from portal.cases.rulings.tied import GROUNDS
from portal.web.context import amount, day
from portal.web.fields import AmountField, Between, Needed, NumberField, choices_of, clean, one_of
from portal.web.staff import offer as offers
from portal.web.staff.advice import Advice
from portal.web.staff.asked import asked
from portal.web.staff.offer import Offer

LONGEST_REASON = 4000
_FIELDS = {
    "plan": ("monthly", "months"),
    "lower_instalment": ("monthly", "months"),
    "review": ("monthly", "months"),
    "deferral": ("until",),
    "remission": ("waived",),
}


class Text:
    """Words must be there: at least so many signs that show, at most so many."""

    def __init__(self, message: str, least: int, most: int) -> None:
        """`message` is the id of what to say when there are too few."""
        self.message, self.least, self.most = message, least, most

    def __call__(self, form: Any, field: Any) -> None:  # noqa: ANN401
        """Stop with the message."""
        if len(clean(field.data)) < self.least:
            raise StopValidation(gettext(self.message))
        if len(field.data or "") > self.most:
            raise StopValidation(gettext("error-too-long"))


def own_words(
    label: str = lazy_gettext("staff-reason"),
    missing: str = "error-reason-needed",
    least: int = LEAST_REASON,
    most: int = LONGEST_REASON,
) -> TextAreaField:
    """Return the field of a reason, or of what somebody reads, in a person's own words.

    `missing` is the id of what to say when there are fewer than `least` signs.
    """
    return TextAreaField(label, validators=[Text(missing, least, most)])


class When:
    """The field counts only with some answers to another one."""

    def __init__(self, other: str, *answers: str) -> None:
        """`other` is the name of the field that is answered."""
        self.other, self.answers = other, answers

    def __call__(self, form: Any, field: Any) -> None:  # noqa: ANN401
        """Stop without a complaint when it does not count, or after the first complaint."""
        if form[self.other].data not in self.answers:
            field.errors = []
            raise StopValidation
        if field.errors:
            raise StopValidation


class DayField(DateField):
    """A day; what was typed is kept when it is none."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the day; empty is no day."""
        if not valuelist or not str(valuelist[0]).strip():
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError as bad:
            raise ValueError(gettext("staff-error-day")) from bad


class Question(FlaskForm):
    """Something staff ask the resident."""

    body = TextAreaField(
        lazy_gettext("staff-question-body"),
        validators=[Text("error-message-missing", 1, LONGEST_MESSAGE)],
    )


_FOR_OTHER = When("outcome", "other")


class Decide(FlaskForm):
    """A decision in a person's own words: as asked, something else, or a refusal."""

    outcome = one_of(lazy_gettext("staff-outcome"))
    monthly = AmountField(lazy_gettext("staff-monthly"), validators=[_FOR_OTHER])
    months = NumberField(lazy_gettext("staff-months"), validators=[_FOR_OTHER])
    until = DayField(
        lazy_gettext("staff-until"),
        validators=[_FOR_OTHER, Needed("error-day-needed")],
    )
    waived = AmountField(
        lazy_gettext("staff-waived"),
        validators=[_FOR_OTHER, Needed("error-amount-missing")],
    )
    everyone = BooleanField(lazy_gettext("staff-everyone"))
    article = SelectField(lazy_gettext("staff-article"), validate_choice=False)
    area = SelectField(lazy_gettext("staff-area"), validate_choice=False)
    reason = own_words()

    def __init__(
        self,
        offer: Offer,
        advice: Advice,
        articles: Sequence[tuple[str, str]] = (),
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        """Offer what fits the request: its own fields, and a refusal while one is possible.

        `articles`: those the advice rests on, to say from which of them one departs.
        """
        super().__init__(**kwargs)
        self.offer, self.advice, self.articles = offer, advice, dict(articles)
        self.article.choices = [("", gettext("staff-article-none")), *articles]
        grounds = choices_of("staff-area", GROUNDS)
        self.area.choices = [("", gettext("staff-article-none")), *grounds]
        if advice.kind == "none":
            del self["article"]
            del self["area"]
        self.outcome.choices = _choices(offer, advice)
        for name in {name for names in _FIELDS.values() for name in names}:
            if name not in _FIELDS[offer.ask]:
                del self[name]
        if offer.ask != "remission" or not offer.is_joint:
            del self["everyone"]

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Check the fields; a departure from the advice names its article and its ground."""
        is_valid = super().validate(extra_validators)
        if not is_valid or self.advice.kind == "none" or self.ruling().follows_advice:
            return is_valid
        if self.article.data not in self.articles:
            self.article.errors = [gettext("error-article-needed")]
        if self.area.data not in GROUNDS:
            self.area.errors = [gettext("error-area-needed")]
        return not self.errors

    def validate_monthly(self, field: AmountField) -> None:
        """One of amount and months; the amount within what ends and what is owed."""
        if (field.data is None) == (self.months.data is None):
            raise StopValidation(gettext("staff-error-one-of"))
        if field.data is None:
            return
        Between(self.offer.least, self.offer.debt, is_amount=True)(self, field)
        self._must_be_lower(field.data)

    def validate_months(self, field: NumberField) -> None:
        """A plan ends; and a lower instalment is lower."""
        if field.data is not None:
            Between(1, MOST_INSTALMENTS)(self, field)
            self._must_be_lower(-(-self.offer.debt // field.data))

    def _must_be_lower(self, monthly: int) -> None:
        if self.offer.running is not None and monthly >= self.offer.running:
            raise StopValidation(gettext("error-must-be-lower", amount=amount(self.offer.running)))

    def validate_until(self, field: DayField) -> None:
        """After today and after what was given before; not for ever."""
        after, latest, given = self.offer.after, self.offer.latest, field.data
        assert after is not None
        assert latest is not None
        assert given is not None
        if not after < given <= latest:
            raise StopValidation(
                gettext("staff-error-day-between", after=day(after), latest=day(latest))
            )

    def validate_waived(self, field: AmountField) -> None:
        """Something, and not more than is owed."""
        Between(1, self.offer.debt, is_amount=True)(self, field)

    def ruling(self) -> Ruling:
        """Return what was decided; the form must be valid."""
        if "article" not in self:
            return self._ruling()
        article, area = self.article.data or "", self.area.data or ""
        return replace(self._ruling(), article=article, area=area)

    def _ruling(self) -> Ruling:
        reason, offer, advice = clean(self.reason.data), self.offer, self.advice
        if self.outcome.data == "refused":
            return Ruling("refused", follows_advice=advice.kind == "keep", reason=reason)
        as_asked = self.outcome.data == "as_asked"
        if offer.ask == "deferral":
            return offers.more_time(offer, _given(offer.until, self.until, as_asked), reason)
        if offer.ask == "remission":
            let_go = offers.let_go(offer, advice, _given(offer.debt, self.waived, as_asked), reason)
            return replace(let_go, everyone="everyone" in self and bool(self.everyone.data))
        monthly = self.monthly.data or -(-offer.debt // (self.months.data or 1))
        return offers.plan(offer, advice, (as_asked and offer.monthly) or monthly, reason)


def _given(asked: Any, field: Any, as_asked: bool) -> Any:  # noqa: ANN401
    return asked if as_asked else field.data


def _choices(offer: Offer, advice: Advice) -> list[tuple[str, str]]:
    found = []
    if offer.debt and offer.can_be_as_asked and not _is_advice(offer, advice):
        found.append(("as_asked", gettext("staff-as-asked", what=asked(offer))))
    if offer.debt:
        kind = "plan-new" if offer.is_plan and offer.monthly is None else offer.ask
        found.append(("other", gettext(f"staff-other-{kind}".replace("_", "-"))))
    if offer.may_refuse:
        found.append(("refused", gettext(f"staff-refuse-{offer.ask}".replace("_", "-"))))
    return found


def _is_advice(offer: Offer, advice: Advice) -> bool:
    """Whether what was asked is what the rules advise: there is a button for that."""
    same = advice.monthly == offer.monthly if offer.is_plan else offer.ask == "remission"
    return offer.is_first and advice.can_be_followed and same
