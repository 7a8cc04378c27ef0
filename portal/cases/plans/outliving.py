"""Whether a plan would go on after a claim in it is too old: said before anybody decides."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from portal.cases.assessing import Assessed
from portal.cases.plans.ahead import look_ahead
from portal.cases.plans.granted import course_over
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
    """Yield, of these amounts a month, those whose plan would outlive a claim, each once."""
    owed = [view for view in assessed.claims if view.takes_money]
    if not owed:
        return
    for monthly in dict.fromkeys(amount for amount in amounts if amount):
        instalments = course_over(session, town, assessed, owed, monthly, on).instalments
        barred_on = look_ahead(town, owed, instalments, on).barred_on
        if barred_on is not None:
            yield Outlives(monthly, instalments[-1][0], barred_on)
