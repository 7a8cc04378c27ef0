"""Whether a plan would go on after a claim in it is too old: said before anybody decides."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from portal.cases.assessing import Assessed
from portal.cases.plans.ahead import look_ahead
from portal.cases.plans.granted import MOST_INSTALMENTS, course_now, course_of_grant
from portal.municipality import Municipality


@dataclass(frozen=True)
class Outlives:
    """A plan that outlives a claim in it. The amount is minor units a month."""

    monthly: int
    last: date
    """The day of its last instalment."""
    barred_on: date
    """The first day on which the claim is too old."""


def outliving(
    session: Session,
    town: Municipality,
    assessed: Assessed,
    amounts: Iterable[int | None],
    on: date,
) -> Iterator[Outlives]:
    """Yield, of these amounts a month, those whose plan would outlive a claim, each once.

    Amounts so small that no plan can be made of them are passed over.
    """
    owed = assessed.owed
    total = sum(view.balance for view in owed)
    tried = [one for one in dict.fromkeys(amounts) if one and total <= one * MOST_INSTALMENTS]
    if not total or not tried:
        return
    before = course_now(session, assessed, owed)
    for monthly in tried:
        instalments = course_of_grant(town, assessed, total, monthly, on, before).instalments
        barred_on = look_ahead(town, owed, instalments, on).barred_on
        if barred_on is not None:
            yield Outlives(monthly, instalments[-1][0], barred_on)
