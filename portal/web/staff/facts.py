"""The facts of a case as staff weigh them: who says so and since when, and what is not known."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext

from portal.cases.journey import MEANS, is_unknown, questions
from portal.people.models import KnownFact
from portal.web.answer_words import in_words, source_words
from portal.web.staff.opened import Opened


@dataclass(frozen=True)
class Fact:
    """One fact in words."""

    name: str
    value: str
    source: str = ""
    """Where the municipality has it from; where the resident says otherwise, what it has."""
    mark: str = ""
    """`missing`: the resident does not know; `contested`: the municipality has it otherwise."""


def facts_of(opened: Opened) -> Mapping[str, list[Fact]]:
    """Return what the resident `told`, in the order asked, and what was `known` already.

    Answers that no longer matter, such as the months of an offer they took back, are left out.
    """
    found = opened.assessed
    matter = questions(opened.listed, found.answers, found.short_term)
    others = [name for name, told in found.told.items() if name not in opened.listed and told != ""]
    return {
        "told": [_told(opened, name) for name in (*matter, *others) if name in found.told],
        "known": [_known(fact) for fact in found.known.values()],
    }


def not_asked(opened: Opened) -> list[str]:
    """Return in words what the rules could use and nobody asked."""
    found = opened.assessed
    matter = questions(opened.listed, {**found.answers, "means": True}, found.short_term)
    return [_name(name) for name in matter if name in MEANS and name not in found.answers]


def _told(opened: Opened, name: str) -> Fact:
    value, other = opened.assessed.told[name], opened.on_file.get(name)
    differs = other is not None and other.value != value
    return Fact(
        name=_name(name),
        value=in_words(name, value, opened.assessed.answers.get("household")),
        source=_on_file(other) if other is not None and differs else "",
        mark="missing" if is_unknown(value) else "contested" if differs else "",
    )


def _on_file(fact: KnownFact) -> str:
    value = in_words(fact.name, fact.value)
    return gettext("staff-fact-on-file", value=value, source=_source(fact))


def _known(fact: KnownFact) -> Fact:
    return Fact(_name(fact.name), in_words(fact.name, fact.value), _source(fact))


def _source(fact: KnownFact) -> str:
    return source_words(fact.source, fact.as_of)


def _name(name: str) -> str:
    return gettext(f"fact-{name}".replace("_", "-"))
