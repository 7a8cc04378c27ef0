"""The account as a receipt: the lines of the rules with their words, for page, letter and staff."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from portal.municipality import Municipality
from portal.rules.answer import AccountLine, RulesAnswer
from portal.rules.reply import answer_from_stored
from portal.web.context import amount


@dataclass(frozen=True)
class Line:
    """One line of a receipt, ready to be shown."""

    id: str
    term: str
    amount_text: str | None
    value_text: str | None
    why: str
    article_label: str
    article_url: str | None
    mark: str


def lines(town: Municipality, kept: Mapping[str, Any]) -> list[Line]:
    """Return the lines of an answer as it is kept in a receipt or a letter."""
    return lines_of(town, answer_from_stored(dict(kept)))


def lines_of(town: Municipality, answer: RulesAnswer) -> list[Line]:
    """Return the lines of an answer of the rules."""
    articles = town.policy.articles
    return [
        Line(
            id=line.id,
            term=gettext(_id("line", line.id)),
            amount_text=amount(line.amount) if line.amount is not None else None,
            value_text=_value(line),
            why=_why(line),
            article_label=articles[line.article].label,
            article_url=articles[line.article].url or None,
            mark=line.mark,
        )
        for line in answer.account
    ]


def _value(line: AccountLine) -> str | None:
    """A line that is no amount: a percentage, or a count."""
    return f"{line.value}\N{NO-BREAK SPACE}%" if line.id == "percentage" else line.value


def _why(line: AccountLine) -> str:
    """The line in a sentence, with the percentage it was made with."""
    words = gettext(_id("line", line.id) + "-why")
    if line.percent is None:
        return words
    return f"{words} {gettext('line-percent', percent=line.percent)}"


def reasons(kept: Mapping[str, Any]) -> list[str]:
    """Return the reasons of a kept answer as sentences."""
    return [gettext(_id("reason", reason["code"])) for reason in kept["reasons"]]


def reasons_of(answer: RulesAnswer) -> list[str]:
    """Return the reasons of an answer as sentences."""
    return [gettext(_id("reason", reason.code)) for reason in answer.reasons]


def _id(family: str, name: str) -> str:
    return f"{family}-{name}".replace("_", "-")
