"""The account as a receipt: the lines of the rules with their words, for page, letter and staff."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext

from portal.municipality import Municipality
from portal.rules.answer import AccountLine, RulesAnswer
from portal.rules.reply import answer_from_stored
from portal.web.articles import anchor
from portal.web.context import amount
from portal.web.inputs import Input, figure, inputs_of, line_term

_FOR_A_PERSON = frozenset(
    {
        "amount_above_frame",
        "assets_above_limit",
        "capacity_below_frame",
        "income_needed",
        "information_breach",
        "proposal_below_capacity",
        "proposal_below_frame",
        "remission_signs",
        "weighing_needed",
    }
)
"""Reasons whose words also say what a member of staff is going to do."""


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
    inputs: Sequence[Input] = ()
    """What it was worked out from; nothing for a fact."""


def lines(town: Municipality, kept: Mapping[str, Any], on: str | None = None) -> list[Line]:
    """Return the lines of an answer as it is kept in a receipt or a letter.

    `on` is the day of its facts in ISO form: with it the lines say what they used.
    """
    day = date.fromisoformat(on) if on else None
    return account_lines(town, answer_from_stored(dict(kept)).account, day)


def lines_of(town: Municipality, answer: RulesAnswer, on: date | None = None) -> list[Line]:
    """Return the lines of an answer of the rules; with its day also what each line used."""
    return account_lines(town, answer.account, on)


def account_lines(
    town: Municipality, account: tuple[AccountLine, ...], on: date | None = None
) -> list[Line]:
    """Return the lines of an account; with the day of its values also what each line used."""
    articles, others = town.policy.articles, {line.id: line for line in account}
    return [
        Line(
            id=line.id,
            term=line_term(line.words),
            amount_text=amount(line.amount) if line.amount is not None else None,
            value_text=figure(line) if line.amount is None else None,
            why=_why(line),
            article_label=articles[line.article].label,
            article_url=articles[line.article].url or anchor(line.article, line.id),
            mark=line.mark,
            inputs=inputs_of(town, line, others, on) if on else (),
        )
        for line in account
    ]


def _why(line: AccountLine) -> str:
    """The line in a sentence, with the percentage it was made with."""
    words = gettext(_id("line", line.words) + "-why")
    if line.percent is None:
        return words
    return f"{words} {gettext('line-percent', percent=line.percent)}"


def reasons(kept: Mapping[str, Any], *, is_decided: bool = False) -> list[str]:
    """Return the reasons of a kept answer as sentences.

    `is_decided`: without what a member of staff is going to do, for that is done.
    """
    codes = [reason["code"] for reason in kept["reasons"]]
    done = _FOR_A_PERSON if is_decided else frozenset()
    return [gettext(_id("reason", f"{code}_decided" if code in done else code)) for code in codes]


def reason_words(codes: Iterable[str]) -> list[str]:
    """Return reasons by their codes as sentences, as whoever asked reads them."""
    return [gettext(_id("reason", code)) for code in codes]


def reasons_of(answer: RulesAnswer) -> list[str]:
    """Return the reasons of an answer as sentences."""
    return [gettext(_id("reason", reason.code)) for reason in answer.reasons]


def _id(family: str, name: str) -> str:
    return f"{family}-{name}".replace("_", "-")
