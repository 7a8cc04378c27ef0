"""Which figures each reader has, a page a topic: mine, the team's, the council's."""

from collections.abc import Callable, Mapping
from datetime import date

from sqlmodel import Session

from portal.cases.figures import arrears, articles, money, requests
from portal.cases.figures.parts import Figure
from portal.ledger.debits.settings import sepa_of
from portal.municipality import Municipality

Count = Callable[[Session, date], Figure]

TEAM: Mapping[str, tuple[Count, ...]] = {
    "requests": (requests.open_by_age, requests.answered, requests.days_taken, requests.outcomes),
    "plans": (money.plans, money.by_debit),
    "claims": (arrears.near_time_bar, money.returned, money.fees),
}
COUNCIL: Mapping[str, tuple[Count, ...]] = {
    "arrears": (arrears.by_kind, arrears.by_age, arrears.trend),
    "let-go": (money.write_offs, money.remission),
    "articles": (articles.outcomes,),
}


def own(session: Session, staff_id: int, on: date) -> list[Figure]:
    """Return what one member of staff sees of their own work."""
    return [
        requests.mine_open(session, staff_id, on),
        requests.mine_answered(session, staff_id, on),
        requests.mine_outcomes(session, staff_id, on),
    ]


def of_topic(
    session: Session, town: Municipality, counts: tuple[Count, ...], on: date
) -> list[Figure]:
    """Return the figures of a topic that this municipality has."""
    return [count(session, on) for count in counts if count is not money.by_debit or sepa_of(town)]
