"""The forms of a refund: what goes back, to which account and why; and why not."""

from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import StopValidation

from portal.ledger.refunds.proposing import Wanted, is_iban
from portal.ledger.sources import Source
from portal.web.fields import LONGEST_TYPED, AmountField, Between, Needed, choices_of, clean, one_of
from portal.web.staff.forms import Text, own_words

LONGEST_REASON = 1_000
LONGEST_NAME = 70
"""As many signs as a bank takes."""


class Propose(FlaskForm):
    """What is to be paid back."""

    amount = AmountField(lazy_gettext("staff-amount"), validators=[Needed("error-amount-missing")])
    way = one_of(lazy_gettext("refund-way"))
    account = StringField(lazy_gettext("refund-account"))
    name = StringField(lazy_gettext("refund-name"), validators=[Text("", 0, LONGEST_NAME)])
    reason = own_words(lazy_gettext("refund-reason"), most=LONGEST_REASON)

    def __init__(self, most: int, ways: tuple[str, ...], **kwargs: Any) -> None:  # noqa: ANN401
        """`most` can be paid back, in minor units, by one of these ways."""
        super().__init__(**kwargs)
        self.most, self.ways = most, ways
        if len(ways) > 1:
            self.way.choices = choices_of("refund-way", ways)
        else:
            del self.way

    def validate_amount(self, field: AmountField) -> None:
        """Something, and not more than there is."""
        Between(1, self.most, is_amount=True)(self, field)

    def validate_account(self, field: StringField) -> None:
        """An account that can exist, where one is needed."""
        if self.chosen != "account":
            return
        if not (field.data or "").strip():
            raise StopValidation(gettext("error-iban-missing"))
        if not is_iban(clean(field.data)):
            raise StopValidation(gettext("error-iban"))

    @property
    def chosen(self) -> str:
        """The way of paying back."""
        return str(self.way.data) if "way" in self else self.ways[0]

    def wanted(self, source: Source, claim_ref: str, *, off_claim: bool) -> Wanted:
        """Return what was filled in; the form must be valid."""
        return Wanted(
            source=source,
            amount=self.amount.data or 0,
            reason=clean(self.reason.data),
            way=self.chosen,
            account=clean(self.account.data)[:LONGEST_TYPED],
            name=clean(self.name.data),
            claim_ref=claim_ref,
            off_claim=off_claim,
        )


class Reject(FlaskForm):
    """Why it is not paid back."""

    reason = own_words(lazy_gettext("refund-reject-reason"), most=LONGEST_REASON)
