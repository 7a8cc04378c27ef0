"""The one statement that reads claims with their balances, built once for each way to ask."""

from sqlalchemy import ColumnElement, Date, Select, bindparam, func, select

from portal.ledger.balances import side, total
from portal.ledger.models import MONEY_IN, RECEIVABLES
from portal.ledger.progress import taken_off
from portal.ledger.tables import CLAIM, ENTRY, PERSON, PLAN, PLAN_CLAIM, POSTPONEMENT

_ON = bindparam("on", type_=Date)
_OWED = [total(side(account)).label(f"owed_{name}") for name, account in RECEIVABLES.items()]
_POSTPONED = (
    select(func.max(POSTPONEMENT.c.until_on))
    .where(
        POSTPONEMENT.c.claim_id == CLAIM.c.id,
        POSTPONEMENT.c.from_on <= _ON,
        POSTPONEMENT.c.until_on >= _ON,
    )
    .scalar_subquery()
)
_MET_BEFORE = (
    select(func.coalesce(func.sum(PLAN.c.instalments_met), 0))
    .join_from(PLAN_CLAIM, PLAN, PLAN.c.id == PLAN_CLAIM.c.plan_id)
    .where(PLAN_CLAIM.c.claim_id == CLAIM.c.id, PLAN.c.ended_on.is_not(None))
    .scalar_subquery()
)
_REPAID = taken_off(*MONEY_IN, components=("principal",))


def _claims(*which: ColumnElement[bool]) -> Select[tuple[object, ...]]:
    running = (PLAN_CLAIM.c.claim_id == CLAIM.c.id) & PLAN_CLAIM.c.ended_on.is_(None)
    return (
        select(
            CLAIM,
            PERSON.c.name.label("person_name"),
            PLAN_CLAIM.c.plan_id,
            *_OWED,
            _REPAID.label("repaid"),
            _POSTPONED.label("postponed_until"),
            _MET_BEFORE.label("met_before"),
        )
        .join(PERSON, PERSON.c.id == CLAIM.c.person_id)
        .outerjoin(PLAN_CLAIM, running)
        .outerjoin(ENTRY, ENTRY.c.claim_id == CLAIM.c.id)
        .where(*which)
        .group_by(CLAIM.c.id, PERSON.c.id, PLAN_CLAIM.c.plan_id, PLAN_CLAIM.c.claim_id)
        .order_by(CLAIM.c.due_on, CLAIM.c.id)
    )


_OF_PERSON = CLAIM.c.person_id == bindparam("person_id")
BY_PERSON = _claims(_OF_PERSON)
BY_IDS = _claims(_OF_PERSON, CLAIM.c.id.in_(bindparam("ids", expanding=True)))
BY_UNIT = _claims(CLAIM.c.unit == bindparam("unit"))
