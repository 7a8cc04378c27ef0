"""A departure from the rules is tied to an article and to an area of life, so that it can be seen.

Who departs says from which article, and in which area of life the ground lies.
"""

from functools import lru_cache
from typing import Any

from portal.articles import Row, articles_of
from portal.cases.models import Receipt
from portal.cases.ruling import Ruling
from portal.cases.rulings.advising import Advised, departs_from
from portal.cases.rulings.models import AREAS, FACTS
from portal.errors import NotNow
from portal.municipality import Municipality

GROUNDS = (*AREAS, FACTS)
_BY_A_PERSON = {"circumstances", "story"}
"""What is told for a person to weigh: the articles that ask for it can always be the ground."""


def articles_behind(town: Municipality, receipt: Receipt) -> list[Row]:
    """Return the articles an advice rests on, in the order of the policy."""
    return list(rows_behind(town, *named_in(receipt.result)))


def named_in(result: Any) -> tuple[frozenset[str], frozenset[str]]:  # noqa: ANN401  (stored JSON)
    """Return the lines and the reasons of an answer that was kept."""
    lines = frozenset(line["id"] for line in result["account"])
    return lines, frozenset(reason["code"] for reason in result["reasons"])


@lru_cache(maxsize=1_000)
def rows_behind(
    town: Municipality, lines: frozenset[str], codes: frozenset[str]
) -> tuple[Row, ...]:
    """Return the articles that these lines and reasons of an answer rest on."""
    return tuple(
        row
        for row in articles_of(town).rows
        if lines & set(row.lines) or codes & set(row.codes) or _BY_A_PERSON & set(row.facts)
    )


def ids_behind(town: Municipality, receipt: Receipt) -> list[str]:
    """Return their ids; the policy as a whole where the municipality lists no articles."""
    return [row.id for row in articles_behind(town, receipt)] or [town.policy.id]


def must_be_tied(town: Municipality, receipt: Receipt, ruling: Ruling, advice: Advised) -> None:
    """Raise NotNow when a ruling departs and names no article of the advice, or no ground."""
    if not departs_from(ruling, advice):
        return
    if ruling.article not in ids_behind(town, receipt):
        raise NotNow("error-article-needed")
    if ruling.area not in GROUNDS:
        raise NotNow("error-area-needed")
