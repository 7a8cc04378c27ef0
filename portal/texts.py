"""Texts, amounts and dates in a reader's language, for pages, letters and commands alike."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, get_decimal_symbol, get_group_symbol
from babel.support import Translations

from portal.resources import folder

LANGUAGES = ("nl", "da", "en")
MORE = ("ar", "pl", "tr", "uk")
"""Languages in which only the core journey is there."""
FROM_RIGHT = ("ar",)
"""Languages written from right to left."""
_LOCALES = {
    "nl": "nl_NL",
    "da": "da_DK",
    "en": "en_GB",
    "ar": "ar_MA",
    "pl": "pl_PL",
    "tr": "tr_TR",
    "uk": "uk_UA",
}
"""Arabic as in Morocco: its figures and marks are those of the letters here, "1.234,50", so that an
amount can be held against the letter sign by sign."""
_DAYS = {"ar": "ar"}
"""Where dates follow another locale: the names of months that most readers of Arabic know."""
_NBSP = "\u00a0"
_APART = ("\u2066", "\u2069")
"""Left-to-right isolate and its end: an amount keeps its order in a sentence from right to left."""


@cache
def catalogue(lang: str) -> Translations:
    """Return the texts of a language; each is there once, for pages and all else."""
    path = folder("translations") / lang / "LC_MESSAGES" / "messages.mo"
    with path.open("rb") as compiled:
        return Translations(compiled)


def text(lang: str, message: str, **values: object) -> str:
    """Return the text with this id, with its %(name)s places filled."""
    found = catalogue(lang).gettext(message)
    return filled(found, values) if values else found


def filled(text: str, values: Mapping[str, object]) -> str:
    """Fill the places of a text; a sentence that ends in an amount has one full stop, not two."""
    return (text % values).replace("kr..", "kr.")


@cache
def locale(lang: str) -> Locale:
    """Return the Babel locale that writes amounts and dates for this language."""
    return Locale.parse(_LOCALES[lang])


@cache
def own_name(lang: str) -> str:
    """Return what the readers of a language call it: "Polski"."""
    return str(locale(lang).get_language_name()).capitalize()


def short_name(lang: str) -> str:
    """Return a mark for the language that its readers know, short enough for the head of a page."""
    return {"ar": "ع", "uk": "УКР"}.get(lang, lang.upper())


def _days(lang: str) -> Locale:
    """The locale that writes dates."""
    return Locale.parse(_DAYS.get(lang, _LOCALES[lang]))


def amount(lang: str, currency: str, minor: int) -> str:
    """Write minor units as readers of the language do: "€ 1.234,50", "1.234,50 kr."."""
    before, after = _around(lang, currency)
    sign, units = ("\u2212", -minor) if minor < 0 else ("", minor)
    written = f"{sign}{before}{figures(lang, units)}{after}"
    return written.join(_APART) if lang in FROM_RIGHT else written


@cache
def _around(lang: str, currency: str) -> tuple[str, str]:
    """What stands before and after the figures of an amount."""
    if currency == "DKK" and lang != "da":
        return "", f"{_NBSP}kr."
    written = format_currency(Decimal("1.00"), currency, locale=locale(lang))
    tidy = written.replace(" ", _NBSP).strip("\u200f").replace("EUR", "€")
    before, _, after = tidy.partition(figures(lang, 1_00))
    return before, after


def figures(lang: str, minor: int) -> str:
    """Write minor units as bare figures with two decimals: "1.234,50"."""
    mark, group = _marks(lang)
    sign, units = ("\u2212", -minor) if minor < 0 else ("", minor)
    return f"{sign}{units // 100:,}".replace(",", group) + f"{mark}{units % 100:02d}"


def percent(lang: str, figure: str) -> str:
    """Write a figure as a percentage, the sign where the language has it: "30%", "30 %", "%30"."""
    pattern = locale(lang).percent_formats[None]
    return f"{pattern.prefix[0]}{figure}{pattern.suffix[0]}"


def decimal_mark(lang: str) -> str:
    """Return the decimal mark of the language: a comma or a point."""
    return _marks(lang)[0]


@cache
def _marks(lang: str) -> tuple[str, str]:
    """The decimal mark, and what stands between thousands."""
    return get_decimal_symbol(locale(lang)), get_group_symbol(locale(lang))


@lru_cache(maxsize=4096)
def day(lang: str, value: date) -> str:
    """Write a date in words: "5 december 2026"."""
    form = "d MMMM y" if lang == "uk" else "long"  # the long form ends in the dot of a short word
    return format_date(value, format=form, locale=_days(lang))


def moment(lang: str, value: datetime) -> str:
    """Write a moment, in the zone it is given in: "5 december 2026, 14:05"."""
    form = "d. MMMM y 'kl.' HH.mm" if lang == "da" else "d MMMM y, HH:mm"
    return format_datetime(value, format=form, locale=_days(lang))


def month(lang: str, year: int, number: int) -> str:
    """Write a month with its year: "december 2026"."""
    return format_date(date(year, number, 1), format="LLLL y", locale=_days(lang))
