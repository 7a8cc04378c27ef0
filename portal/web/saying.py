"""Texts of a page in its language, looked up once a request and not once a word."""

from collections.abc import Callable
from typing import NamedTuple

from babel import Locale
from flask import g
from flask_babel import get_domain, get_locale


class Spoken(NamedTuple):
    """A language in force: while a letter is rendered it is another one than the page's."""

    locale: Locale
    text: Callable[[str], str]
    lang: str


def spoken() -> Spoken:
    """Return the language in force and its texts."""
    held = g._get_current_object().__dict__
    found: Spoken | None = held.get("spoken")
    now = held.get("_flask_babel")
    if found is None or getattr(now, "babel_locale", None) is not found.locale:
        locale = get_locale()
        assert locale is not None
        found = Spoken(locale, get_domain().get_translations().gettext, str(locale.language))
        held["spoken"] = found
    return found


def gettext(message: str, **values: object) -> str:
    """Return the text with this id, with its %(name)s places filled."""
    text = spoken().text(message)
    return text % values if values else text
