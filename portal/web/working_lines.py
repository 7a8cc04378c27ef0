"""The account of a working in words, for whoever filled it in."""

from dataclasses import replace

from flask_babel import gettext

from portal import texts
from portal.money import minor
from portal.rules.working import Working
from portal.web.context import day, lang
from portal.web.receipt import Line, account_lines
from portal.web.services import services


def account_of(made: Working) -> list[Line]:
    """Return the account as a slip: days and answers in words, a link to each article once."""
    units = {entry.id: entry.unit for part in made.parts() for entry in part.lines}
    seen: set[str] = set()
    found = []
    for line, plain in zip(
        account_lines(services().town, made.account()), made.account(), strict=True
    ):
        url = None if line.article_label in seen else line.article_url
        seen.add(line.article_label)
        words = _in_words(units[line.id], plain.value)
        found.append(replace(line, value_text=words, article_url=url))
    return found


def _in_words(unit: str, value: str | None) -> str | None:
    if value is None:
        return None
    if unit == "yes":
        return gettext("answer-yes" if value == "1" else "answer-no")
    if unit == "rate":
        return f"{texts.figures(lang(), minor(value))}\N{NO-BREAK SPACE}%"
    if unit == "percent":
        return f"{value}\N{NO-BREAK SPACE}%"
    return day(value) if unit == "day" else value
