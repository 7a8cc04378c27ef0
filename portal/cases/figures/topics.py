"""Which figures each reader has, a page a topic: mine, the team's, the council's."""

from collections.abc import Callable, Mapping
from datetime import date

from sqlmodel import Session

from portal.cases.figures import arrears, articles, called, money, requests
from portal.cases.figures.parts import Figure
from portal.ledger.debits.settings import sepa_of
from portal.municipality import Municipality

Count = Callable[[Session, date], Figure]
Topics = Mapping[str, tuple[Count, ...]]
COUNCIL: Topics = {
    "arrears": (arrears.by_kind, arrears.by_age, arrears.trend),
    "let-go": (money.write_offs, money.remission),
    "articles": (articles.outcomes,),
}


def team(town: Municipality) -> Topics:
    """Return the topics of the team, with what this municipality has."""
    debit = (money.by_debit,) if sepa_of(town) else ()
    return {
        "requests": (
            requests.open_by_age,
            requests.answered,
            requests.days_taken,
            requests.outcomes,
        ),
        "plans": (money.plans, *debit),
        "claims": (arrears.near_time_bar, money.returned, money.fees),
        "calls": (
            lambda session, on: called.calls(session, town, on),
            lambda session, on: called.followed(session, town, on),
        ),
    }


def own(session: Session, staff_id: int, on: date) -> list[Figure]:
    """Return what one member of staff sees of their own work."""
    return [
        requests.mine_open(session, staff_id, on),
        requests.mine_answered(session, staff_id, on),
        requests.mine_outcomes(session, staff_id, on),
    ]
