"""Texts, amounts and dates in a reader's language, for pages, letters and commands alike."""

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from gettext import GNUTranslations
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, get_decimal_symbol

from portal.resources import folder

LANGUAGES = ("nl", "da", "en")
_LOCALES = {"nl": "nl_NL", "da": "da_DK", "en": "en_GB"}
_NBSP = "\u00a0"


@cache
def _catalogue(lang: str) -> GNUTranslations:
    path = Path(folder("translations")) / lang / "LC_MESSAGES" / "messages.mo"
    with path.open("rb") as compiled:
        return GNUTranslations(compiled)


def text(lang: str, message: str, **values: object) -> str:
    """Return the text with this id, with its %(name)s places filled."""
    found = _catalogue(lang).gettext(message)
    return found % values if values else found


def locale(lang: str) -> Locale:
    """Return the Babel locale that writes amounts and dates for this language."""
    return Locale.parse(_LOCALES[lang])


def amount(lang: str, currency: str, minor: int) -> str:
    """Write minor units as readers of the language do: "€ 1.234,50", "1.234,50 kr."."""
    sign, units = ("\u2212", -minor) if minor < 0 else ("", minor)
    if currency == "DKK" and lang != "da":
        return f"{sign}{figures(lang, units)}{_NBSP}kr."
    written = format_currency(Decimal(units).scaleb(-2), currency, locale=locale(lang))
    return sign + written.replace(" ", _NBSP)


def figures(lang: str, minor: int) -> str:
    """Write minor units as bare figures with two decimals: "1.234,50"."""
    mark = decimal_mark(lang)
    group = "." if mark == "," else ","
    sign, units = ("\u2212", -minor) if minor < 0 else ("", minor)
    return f"{sign}{units // 100:,}".replace(",", group) + f"{mark}{units % 100:02d}"


def decimal_mark(lang: str) -> str:
    """Return the decimal mark of the language: a comma or a point."""
    return get_decimal_symbol(locale(lang))


def day(lang: str, value: date) -> str:
    """Write a date in words: "5 december 2026"."""
    return format_date(value, format="long", locale=locale(lang))


def moment(lang: str, value: datetime) -> str:
    """Write a moment, in the zone it is given in: "5 december 2026, 14:05"."""
    return format_datetime(value, format="d MMMM y, HH:mm", locale=locale(lang))


def short_day(lang: str, value: date) -> str:
    """Write a date briefly: "5 dec 2026"."""
    return format_date(value, format="medium", locale=locale(lang))


def month(lang: str, year: int, number: int) -> str:
    """Write a month with its year: "december 2026"."""
    return format_date(date(year, number, 1), format="LLLL y", locale=locale(lang))
