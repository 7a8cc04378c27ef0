"""The pages of a registration as forms; each keeps what was filled in as plain values."""

from datetime import date
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import ValidationError

from portal.ledger.intake.cells import CAUSES
from portal.ledger.models import DATED_BASES
from portal.ledger.origin.kinds import KindNeeds, billed_by_units
from portal.municipality import Municipality
from portal.people import identity
from portal.web.context import local
from portal.web.fields import AmountField, Needed, Offered, choices_of, clean, one_of, one_of_list
from portal.web.staff.debtor_forms import EARLIEST, LONGEST_ADDRESS, LONGEST_NAME
from portal.web.staff.forms import DayField, Text
from portal.web.staff.working_form import InOurTime

LONGEST_DESCRIPTION = 300


class Page(FlaskForm):
    """One page of a registration."""

    def told(self, key: str) -> dict[str, Any]:
        """Return what was filled in, to keep. `key` is the secret of identity digests."""
        raise NotImplementedError


class KindPage(Page):
    """What the bill is for."""

    kind = one_of_list(lazy_gettext("register-kind"))

    def validate_kind(self, field: SelectField) -> None:
        """The empty line at the top is no choice."""
        if not field.data:
            raise ValidationError(gettext("error-choose"))

    def told(self, key: str) -> dict[str, Any]:  # noqa: D102
        return {"kind": self.kind.data}


class DebtorPage(Page):
    """Who is to pay."""

    identity_scheme = one_of(lazy_gettext("staff-debtor-scheme"))
    number = StringField(lazy_gettext("staff-debtor-number"))
    name = StringField(
        lazy_gettext("staff-debtor-name"), validators=[Text("error-name-needed", 2, LONGEST_NAME)]
    )
    address = StringField(
        lazy_gettext("register-address"),
        validators=[Text("error-address-needed", 2, LONGEST_ADDRESS)],
    )
    born_on = DayField(lazy_gettext("staff-debtor-born-on"))
    language = SelectField(
        lazy_gettext("register-language"), validators=[Offered()], validate_choice=False
    )
    earlier: dict[str, Any]
    today: date

    def bare_number(self) -> str:
        """The number without the spaces people type."""
        return "".join((self.number.data or "").split())

    def validate_number(self, field: StringField) -> None:
        """A number that can be right, or nothing where one was filled in before."""
        kept = self.earlier.get("identity_scheme") == self.identity_scheme.data
        if not self.bare_number() and kept:
            return
        if not identity.is_valid(self.identity_scheme.data or "", self.bare_number()):
            raise ValidationError(gettext("error-identity-number"))

    def validate_born_on(self, field: DayField) -> None:
        """A day somebody alive can be born on."""
        if field.data is not None and not EARLIEST <= field.data <= self.today:
            raise ValidationError(gettext("staff-error-day"))

    def told(self, key: str) -> dict[str, Any]:  # noqa: D102
        scheme, number = self.identity_scheme.data, self.bare_number()
        born = self.born_on.data or identity.born_on(scheme, number)
        digest = identity.digest(number, scheme, key).kept if number else self.earlier["digest"]
        if not number and born is None and self.earlier.get("born_on"):
            born = date.fromisoformat(self.earlier["born_on"])
        return {
            "identity_scheme": scheme,
            "digest": digest,
            "name": clean(self.name.data),
            "address": clean(self.address.data),
            "born_on": _iso(born),
            "language": self.language.data,
        }


class AboutPage(Page):
    """What it is about: words, days, and what the kind needs beside."""

    description = TextAreaField(
        lazy_gettext("register-description"),
        validators=[Text("lack-description-short", 1, LONGEST_DESCRIPTION)],
    )
    arose_on = DayField(
        lazy_gettext("register-arose-on"), validators=[Needed("error-day-needed"), InOurTime()]
    )
    period_from = DayField(lazy_gettext("register-period-from"), validators=[InOurTime()])
    period_to = DayField(lazy_gettext("register-period-to"), validators=[InOurTime()])
    scheme_act = one_of(lazy_gettext("register-scheme"))
    cause = one_of(lazy_gettext("register-cause"))

    def told(self, key: str) -> dict[str, Any]:  # noqa: D102
        found: dict[str, Any] = {"description": clean(self.description.data)}
        for name in ("arose_on", "period_from", "period_to"):
            if name in self:
                found[name] = _iso(self[name].data)
        return found | {name: self[name].data for name in ("scheme_act", "cause") if name in self}


class AmountPage(Page):
    """How much."""

    amount = AmountField(
        lazy_gettext("register-amount"), validators=[Needed("error-amount-missing")]
    )

    def told(self, key: str) -> dict[str, Any]:  # noqa: D102
        return {"amount": self.amount.data}


class BasisPage(Page):
    """What the claim rests on."""

    basis = one_of(lazy_gettext("register-basis"))
    basis_on = DayField(lazy_gettext("register-basis-on"), validators=[InOurTime()])

    def told(self, key: str) -> dict[str, Any]:  # noqa: D102
        day = self.basis_on.data if self.basis.data in DATED_BASES else None
        return {"basis": self.basis.data, "basis_on": _iso(day)}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


PAGES: dict[str, type[Page]] = {
    "kind": KindPage,
    "debtor": DebtorPage,
    "about": AboutPage,
    "amount": AmountPage,
    "basis": BasisPage,
}


def page_of(
    step: str, town: Municipality, told: dict[str, Any], needs: KindNeeds | None, on: date
) -> Page:
    """Return the form of a page, with what was filled in before and the choices there are."""
    form = PAGES[step](data=_data(told, on))
    if isinstance(form, KindPage):
        kinds = billed_by_units(town, on)
        named = [(kind, local(dict(town.kinds[kind][-1].names))) for kind in kinds]
        form.kind.choices = [("", ""), *named]
    if isinstance(form, DebtorPage):
        offer_debtor(form, town, told, on)
    if isinstance(form, AboutPage):
        _only_needed(form, town, needs)
    if isinstance(form, BasisPage) and needs is not None:
        form.basis.choices = choices_of("basis", needs.bases)
    return form


def offer_debtor(form: DebtorPage, town: Municipality, told: dict[str, Any], on: date) -> None:
    """Offer the numbers and languages people are known by; `told` is what was kept before."""
    form.earlier, form.today = told, on
    form.identity_scheme.choices = choices_of("identity", town.identity_schemes)
    form.language.choices = choices_of("language", town.languages)


def _only_needed(form: AboutPage, town: Municipality, needs: KindNeeds | None) -> None:
    """Leave out what this kind does not need."""
    wanted = needs.needs if needs else ()
    for need, names in _NEEDED.items():
        for name in names if need not in wanted else ():
            del form[name]
    if "scheme" in wanted:
        form.scheme_act.choices = [
            (name, local(dict(act["names"]))) for name, act in town.schemes.items()
        ]
    if "cause" in wanted:
        form.cause.choices = choices_of("register-cause", CAUSES)


_NEEDED = {
    "period": ("period_from", "period_to"),
    "scheme": ("scheme_act",),
    "cause": ("cause",),
}


def _data(told: dict[str, Any], on: date) -> dict[str, Any]:
    """What was kept, as the fields hold it."""
    days = ("arose_on", "period_from", "period_to", "basis_on", "born_on")
    kept = {name: told[name] for name in told if told[name] is not None}
    dates = {name: date.fromisoformat(kept[name]) for name in days if name in kept}
    return {"arose_on": on, "basis": "ordinary"} | kept | dates
