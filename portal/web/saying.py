"""Texts of a page in its language, looked up once a request and not once a word."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple, cast

from babel import Locale
from flask import g
from flask_babel import get_domain, get_locale
from markupsafe import Markup, escape

from portal import texts
from portal.web.languages import OwnTexts
from portal.web.services import services


class Spoken(NamedTuple):
    """A language in force: while a letter is rendered it is another one than the page's."""

    locale: Locale
    text: Callable[[str], str]
    lang: str
    currency: str

    def say(self, message: str, **values: object) -> str:
        """Return the text with this id, with its %(name)s places filled."""
        text = self.text(message)
        return texts.filled(text, values) if values else text

    def amount(self, minor: int) -> str:
        """Write minor units with their currency."""
        return texts.amount(self.lang, self.currency, minor)

    def day(self, value: date) -> str:
        """Write a date in words."""
        return texts.day(self.lang, value)

    def marked(self, text: str) -> str:
        """Return a text that is always in the municipality's language, marked in another."""
        return Foreign(text) if text and self.lang in texts.MORE else text

    def local(self, names: Mapping[str, str]) -> str:
        """Return the text of the language out of a municipality's own texts."""
        return names.get(self.lang) or self.marked(next(iter(names.values())))


class Foreign(str):
    """A text in the municipality's first language, on a page in another: it is marked there."""

    __slots__ = ()

    def __html__(self) -> str:
        """Return it with its language, kept apart from what stands around it."""
        first = services().town.languages[0]
        return Markup('<bdi lang="{}">{}</bdi>').format(first, escape(str(self)))


def spoken() -> Spoken:
    """Return the language in force and its texts."""
    held = g._get_current_object().__dict__
    found: Spoken | None = held.get("spoken")
    now = held.get("_flask_babel")
    if found is None or getattr(now, "babel_locale", None) is not found.locale:
        locale = get_locale()
        assert locale is not None
        lang, town = str(locale.language), services().town
        said = cast(OwnTexts, get_domain()).of(lang).gettext
        found = held["spoken"] = Spoken(locale, said, lang, town.currency)
    return found


def gettext(message: str, **values: object) -> str:
    """Return the text with this id, with its %(name)s places filled."""
    text = spoken().text(message)
    return texts.filled(text, values) if values else text
