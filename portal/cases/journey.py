"""Which question comes next: the municipality lists them, the answers so far say which matter."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

UNKNOWN: dict[str, bool] = {"unknown": True}
"""The answer "I don't know"."""
UNDER_21 = "under_21"
"""The answer to the question about pension age of whoever is younger than 21."""

Answers = Mapping[str, Any]
"""What was answered, by the name of the question."""

MEANS = ("household", "pension_age", "children", "benefit", "sharers", "income", "assets")
"""What the rules need to work out what someone can carry."""


def is_unknown(value: object) -> bool:
    """Whether someone answered that they do not know."""
    return value == UNKNOWN


def is_short(answers: Answers, short_term: int) -> bool:
    """Whether this is a proposal of so few months that no means test is needed."""
    months = answers.get("months")
    return (
        answers.get("way", "months") == "months"
        and isinstance(months, int)
        and (months <= short_term)
    )


def _means_matter(answers: Answers, short_term: int) -> bool:
    return not is_short(answers, short_term) or answers.get("means") is True


_MATTERS: dict[str, Callable[[Answers, int], bool]] = {
    "months": lambda answers, _: answers.get("way", "months") == "months",
    "monthly": lambda answers, _: answers.get("way") == "monthly",
    "means": is_short,
    "right": lambda answers, _: answers.get("disputed") in ("amount", "fact"),
    "late": lambda answers, _: bool((answers.get("decision") or {}).get("late")),
    "helper": lambda answers, _: answers.get("helped_by") in ("municipality", "other"),
    "children": lambda answers, short: (
        _means_matter(answers, short) and answers.get("household") != "single"
    ),
    "sharers": lambda answers, short: (
        _means_matter(answers, short) and answers.get("benefit") is True
    ),
    "circumstances": lambda answers, short: not is_short(answers, short),
}


def questions(listed: Sequence[str], answers: Answers, short_term: int) -> list[str]:
    """Return those of the listed questions that matter for these answers.

    `short_term` is the number of months up to which a plan needs no means test.
    """
    return [name for name in listed if _matters(name, answers, short_term)]


def _matters(name: str, answers: Answers, short_term: int) -> bool:
    rule = _MATTERS.get(name) or (_means_matter if name in MEANS else None)
    return rule is None or rule(answers, short_term)


def open_questions(asked: Sequence[str], answers: Answers) -> list[str]:
    """Return the questions that still have no answer."""
    return [name for name in asked if name not in answers]


def step(asked: Sequence[str], current: str, answers: Answers) -> str | None:
    """Return the question after `current`, or None when all are answered and can be checked."""
    if current in asked:
        later = asked[asked.index(current) + 1 :]
        waiting = open_questions(later, answers)
        if waiting:
            return waiting[0]
    return next(iter(open_questions(asked, answers)), None)
