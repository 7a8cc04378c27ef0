"""A departure from the rules is tied to an article and to an area of life, so that it can be seen.

Who departs says from which article, and in which area of life the ground lies.
"""

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
    result = receipt.result
    lines = {line["id"] for line in result["account"]}
    codes = {reason["code"] for reason in result["reasons"]}
    return [
        row
        for row in articles_of(town).rows
        if lines & set(row.lines) or codes & set(row.codes) or _BY_A_PERSON & set(row.facts)
    ]


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
