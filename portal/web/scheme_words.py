"""The act or scheme a claim rests on, and in words why a person decides where other rules hold."""

from dataclasses import dataclass

from flask_babel import gettext

from portal.municipality import Municipality
from portal.rules.answer import RulesAnswer
from portal.rules.assess import is_apart
from portal.rules.facts import Situation
from portal.rules.policy import book
from portal.web.context import local


@dataclass(frozen=True)
class Basis:
    """The legal basis of a claim."""

    name: str
    article: str
    article_url: str


def basis(town: Municipality, scheme: str | None) -> Basis | None:
    """Return what a claim rests on; None where that is not known."""
    if scheme is None or scheme not in town.schemes:
        return None
    told = town.schemes[scheme]
    article = town.policy.articles[told["article"]]
    return Basis(local(told["names"]), article.label, article.url)


def why_a_person(town: Municipality, situation: Situation, answer: RulesAnswer | None) -> list[str]:
    """Return in sentences why the rules say nothing and a person decides."""
    held = book(town.policy, situation.on)
    apart = {claim.scheme for claim in situation.claims if is_apart(claim, held)}
    names = sorted(found.name for scheme in apart if (found := basis(town, scheme)))
    if names:
        return [gettext("scheme-apart", scheme=name) for name in names]
    waits = answer is not None and answer.outcome == "staff" and not answer.account
    return [gettext("under-21-note")] if waits and situation.household.under_21 else []
