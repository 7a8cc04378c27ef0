"""What runs from before the rules of today beside their own result: which holds, and why."""

from dataclasses import dataclass

from flask_babel import gettext

from portal.municipality import Municipality
from portal.rules.transition import NEW, OLD, Transition
from portal.web.context import amount, day


@dataclass(frozen=True)
class Side:
    """One of the two: what it is, what it comes to a month, and whether it holds."""

    term: str
    amount_text: str
    holds: str = ""
    """In words; empty for the one that does not."""


@dataclass(frozen=True)
class Beside:
    """Both, and in a sentence why the one holds."""

    sides: tuple[Side, Side]
    why: str
    article: str
    article_url: str


def beside(town: Municipality, found: Transition | None, *, sent: bool) -> Beside | None:
    """Return old and new in the words of the resident (`sent` is False) or of staff."""
    if found is None:
        return None
    whose = "staff-transition" if sent else "transition"
    article = town.policy.articles["transition"]
    return Beside(
        sides=(_old(found, whose), _new(found, sent)),
        why=gettext(
            f"{whose}-why-{found.why}".replace("_", "-"),
            more=amount(found.cost),
        ),
        article=article.label,
        article_url=article.url,
    )


def _old(found: Transition, whose: str) -> Side:
    return Side(
        gettext(f"{whose}-old", day=day(found.since)),
        amount(found.old),
        gettext("transition-holds") if found.holds == OLD else "",
    )


def _new(found: Transition, sent: bool) -> Side:
    holds = gettext("transition-holds" if sent else "transition-holds-sent")
    return Side(
        gettext("transition-new", day=day(found.before)),
        gettext("transition-none") if found.new is None else amount(found.new),
        holds if found.holds == NEW else "",
    )
