"""What every template can use: texts, amounts, dates, the actor and the municipality."""

from datetime import date, datetime
from functools import cache
from typing import Any

from babel import Locale
from flask import Flask, g, request
from flask_babel import Babel

from portal import texts
from portal.cases.models import Letter
from portal.clock import day_in, shown_in
from portal.people.actors import Actor, Permission
from portal.resources import folder
from portal.web import templating
from portal.web.languages import OwnTexts, band, language
from portal.web.saying import gettext, spoken
from portal.web.services import services
from portal.web.templating import address

_NAMED_LETTERS = ("answer", "claim", "decision", "hearing", "plan", "plan-change", "reminder")
"""Kinds of letters that many people get: a list of them says what each is."""
TEXT_NAMES = ("_", "gettext")


def init_app(app: Flask) -> None:
    """Give the templates their words."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(folder("translations"))
    Babel(app, locale_selector=_locale).domain_instance = OwnTexts()
    app.jinja_env.globals.update(dict.fromkeys(TEXT_NAMES, gettext))
    app.jinja_env.filters |= {"own_name": texts.own_name, "short_name": texts.short_name}
    templating.init_app(app)
    app.jinja_env.globals |= {"day": day, "letter_title": letter_title}
    app.jinja_env.globals |= {"language_band": band, "own_menu": _own_menu}
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.context_processor(_words)


def _locale() -> Locale:
    return _locale_of(language())


@cache
def _locale_of(lang: str) -> Locale:
    return Locale.parse(lang)


def lang() -> str:
    """Return the language being written: of the page, or of a letter while one is rendered."""
    return spoken().lang


def amount(minor: int) -> str:
    """Write minor units with their currency."""
    return spoken().amount(minor)


def figures(minor: int) -> str:
    """Write minor units as bare figures."""
    return texts.figures(lang(), minor)


def day(value: date | str) -> str:
    """Write a date, or its ISO form, in words; of a moment the day it was here."""
    if isinstance(value, datetime):
        value = day_here(value)
    return spoken().day(date.fromisoformat(value) if isinstance(value, str) else value)


def letter_title(letter: Letter) -> str:
    """Say what a letter is and of which day; of a kind that is rare, its day alone."""
    name, on = letter.kind.replace("_", "-"), day(letter.made_on)
    if name not in _NAMED_LETTERS:
        return gettext("letter-of", day=on)
    return gettext(f"letter-of-{name}", day=on)


def month(value: date | str) -> str:
    """Write the month of a date, or a month as addresses have it ("2026-11"), in words."""
    year, number = str(value).split("-")[:2]
    return texts.month(lang(), int(year), int(number))


def moment(value: datetime) -> str:
    """Write a moment as the clock here shows it."""
    return texts.moment(lang(), here(value))


def day_here(value: datetime) -> date:
    """Return the day a moment was on in the municipality."""
    return day_in(services().town.country, value)


def here(value: datetime) -> datetime:
    """Return a moment as the clock of the municipality shows it."""
    return shown_in(services().town.country, value)


def local(names: dict[str, str]) -> str:
    """Return the text of the language out of a municipality's own texts."""
    return spoken().local(names)


def marked(text: str) -> str:
    """Return a text that is always in the municipality's language, marked on pages in another."""
    return spoken().marked(text)


def _words() -> dict[str, Any]:
    parts, said = services(), spoken()
    return {
        **dict.fromkeys(TEXT_NAMES, said.say),
        "municipality": parts.town,
        "demo": parts.settings.demo,
        "lang": said.lang,
        "languages": parts.town.languages,
        "more_languages": parts.town.more_languages,
        "from_right": texts.FROM_RIGHT,
        "marked": marked,
        "actor": g.get("actor"),
        "today": parts.clock.today(),
        "amount": amount,
        "figures": figures,
        "day": day,
        "moment": moment,
        "month_named": month,
        "local": local,
    }


def _own_menu(actor: Actor | None) -> list[dict[str, Any]]:
    """The menu of a resident or business; staff pages bring their own.

    The frame asks for it, so that a part of a page, which has none, does not pay for it.
    """
    if actor is None or actor.is_staff:
        return []
    pages = {
        "citizen.overview": ("overview-title", Permission.OWN_CLAIMS),
        "business.books": ("books-title", Permission.FIRM_BOOKS),
        "citizen.ask": ("ask-title", Permission.OWN_FILL),
        "citizen.cases": ("overview-requests", Permission.OWN_CASES),
        "citizen.inbox": ("inbox-title", Permission.OWN_CLAIMS),
        "citizen.helpers": ("helpers-title", Permission.OWN_MANAGE),
    }
    return [
        {"text": gettext(text), "url": address(page), "here": request.endpoint == page}
        for page, (text, permission) in pages.items()
        if actor.may(permission)
    ]
