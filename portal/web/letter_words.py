"""A letter from its record: every sentence rests on a fact, an amount or an article kept in it."""

from collections.abc import Callable
from typing import Any, cast

from flask import current_app
from flask_babel import force_locale, gettext
from jinja2 import Environment, StrictUndefined, Undefined
from markupsafe import Markup

from portal.cases.models import Letter
from portal.municipality import Municipality
from portal.people.models import Person
from portal.people.outbox import Outgoing
from portal.web.answer_words import in_words, source_words
from portal.web.beside_words import beside_rows, heard
from portal.web.bill_words import bill_words
from portal.web.context import amount, day, local
from portal.web.letter_codes import Printed
from portal.web.matter_words import answer_letter
from portal.web.message_words import Words
from portal.web.plan_words import interest_words
from portal.web.receipt import lines, reasons
from portal.web.reminder_words import reminder


def letter_article(
    town: Municipality, letter: Letter, code: Printed | None = None, *, paper: bool = False
) -> Markup:
    """Return the letter alone, in the language it was written in; each kind has its own template.

    A sentence without its fact, amount or article is not rendered: what lacks in the record raises
    UndefinedError. `paper`: with what only paper needs.
    """
    with force_locale(letter.language):
        more = _MORE[letter.kind](town, letter.content) if letter.kind in _MORE else {}
        given = {"letter": letter, "record": letter.content, "paper": paper, "code": code, **more}
        return _rendered(f"letters/{letter.kind}.html", given)


def note_article(person: Person, message: Outgoing, said: Words) -> Markup:
    """Return a message that has no letter as a letter on paper, in the language it was written."""
    record = {
        "name": person.name,
        "address": person.address,
        "made_on": message.made_on.isoformat(),
    }
    head = {"ref": "", "language": message.language}
    with force_locale(message.language):
        given = {"letter": head, "record": record, "paper": True, "code": None, "note": said}
        return _rendered("letters/_note.html", given)


def _rendered(template: str, given: dict[str, Any]) -> Markup:
    current_app.update_template_context(given)
    given |= {"day": _of_what_is_there(day), "amount": _of_what_is_there(amount)}
    return Markup(_strict().get_template(template).render(given))  # noqa: S704  (it escapes)


def _of_what_is_there(write: Callable[[Any], str]) -> Callable[[Any], str]:
    """Write a day or an amount that is in the record; where there is none, that is an error."""

    def written(value: Any) -> str:  # noqa: ANN401  (as it lies in JSON)
        if isinstance(value, Undefined):
            str(value)
        return write(value)

    return written


def _strict() -> Environment:
    """The pages' environment, but nothing that is not there is ever written as nothing."""
    kept = current_app.extensions.get("letters")
    if kept is None:
        kept = current_app.jinja_env.overlay(undefined=StrictUndefined)
        current_app.extensions["letters"] = kept
    return cast(Environment, kept)


def _decision(town: Municipality, record: dict[str, Any]) -> dict[str, Any]:
    """What a decision letter shows beside its record."""
    rules = record["rules"]
    return {
        "lines": lines(town, rules, record.get("rules_on", record["made_on"])) if rules else [],
        "reasons": reasons(rules, is_decided=True) if rules else [],
        "policy": rules["policy"] if rules else None,
        "told": _facts(record["told"]),
        "known": [
            {
                "key": gettext(f"fact-{name}".replace("_", "-")),
                "value": in_words(name, fact["value"]),
                "source": source_words(fact["source"], fact["as_of"]),
            }
            for name, fact in record["known"].items()
        ],
        "remedy": remedy(town, record),
        "interest": _interest(record),
        "beside": beside_rows(record.get("beside", [])),
    }


def _plan(town: Municipality, record: dict[str, Any]) -> dict[str, Any]:
    """What a letter about a plan shows beside its record."""
    return {"remedy": remedy(town, record), "interest": _interest(record)}


def _interest(record: dict[str, Any]) -> list[str]:
    """What is expected of interest; letters of before told nothing of it."""
    left, missing = record.get("interest_left", 0), record.get("rate_missing", False)
    return interest_words(record.get("interest"), left, missing=missing)


def _facts(told: dict[str, Any]) -> list[dict[str, str]]:
    return [
        {
            "key": gettext(f"fact-{name}".replace("_", "-")),
            "value": in_words(name, value, told.get("household")),
        }
        for name, value in told.items()
    ]


def remedy(town: Municipality, record: dict[str, Any]) -> str:
    """What someone can do who disagrees; with the last day where the law sets one."""
    if record["objection_until"]:
        return local(town.wording["objection"]) % {"last_day": day(record["objection_until"])}
    return local(town.wording["review"])


_MORE: dict[str, Callable[[Municipality, dict[str, Any]], dict[str, Any]]] = {
    "answer": answer_letter,
    "decision": _decision,
    "claim": bill_words,
    "hearing": lambda _, record: {"facts": heard(record["facts"])},
    "plan": _plan,
    "plan_change": _plan,
    "reminder": reminder,
    "withholding": lambda town, record: {"remedy": remedy(town, record)},
}
"""What the letters of a kind show beside their record."""
