"""The account of a working in words, for whoever filled it in."""

from dataclasses import replace

from flask_babel import gettext

from portal import texts
from portal.money import minor
from portal.rules.answer import AccountLine
from portal.rules.workings.working import Working
from portal.web.context import day, lang
from portal.web.receipt import Line, account_lines
from portal.web.services import services


def account_of(made: Working, some: tuple[AccountLine, ...] | None = None) -> list[Line]:
    """Return the account as a slip: figures in words, and an article once for its lines in a row.

    `some` are the lines to show where not the whole account is.

    The answer to a form is not compressed and has to stay small; lines of another calculation go
    without their sentence, which stands where that calculation is shown.
    """
    units = {entry.id: entry.unit for part in made.parts() for entry in part.lines}
    own = {entry.id for entry in made.lines}
    account = made.account() if some is None else some
    lines = account_lines(services().town, account)
    found = []
    for line, plain, before in zip(lines, account, [None, *lines], strict=False):
        said = replace(line, value_text=_in_words(units[line.id], plain.value))
        if line.id not in own:
            said = replace(said, why="")
        if before and before.article_label == line.article_label:
            said = replace(said, article_label="", article_url=None)
        found.append(said)
    return found


def _in_words(unit: str, value: str | None) -> str | None:
    if value is None:
        return None
    if unit == "yes":
        return gettext("answer-yes" if value == "1" else "answer-no")
    if unit == "rate":
        return texts.percent(lang(), texts.figures(lang(), minor(value)))
    if unit == "percent":
        return texts.percent(lang(), value)
    return day(value) if unit == "day" else value
