"""What must hold of leave to act for someone and of what is lent: no one sees what is another's."""

from sqlalchemy import and_, or_, select
from sqlmodel import SQLModel

from portal.cases.invariants import CASE
from portal.ledger.invariant import Invariant
from portal.ledger.invariants import owes
from portal.ledger.tables import CLAIM
from portal.people.acting import models  # noqa: F401  (puts the tables in the metadata)

ACTING = SQLModel.metadata.tables["acting"]
EVENT = SQLModel.metadata.tables["acting_event"]
SCOPE = SQLModel.metadata.tables["acting_scope"]
ASK = SQLModel.metadata.tables["acting_ask"]
LOAN = SQLModel.metadata.tables["loan"]

_WAS_ENDED = (
    select(EVENT.c.id).where(EVENT.c.acting_id == ACTING.c.id, EVENT.c.kind == "ended").exists()
)
_IS_LENT = select(LOAN.c.acting_id).where(LOAN.c.acting_id == ACTING.c.id).exists()
_OWN_CLAIM = (
    select(CLAIM.c.id)
    .where(CLAIM.c.ref == SCOPE.c.ref, owes(CLAIM.c.id, ACTING.c.principal_id).exists())
    .exists()
)
_OTHERS_CASE = (
    select(CASE.c.id)
    .where(CASE.c.ref == SCOPE.c.ref, CASE.c.person_id != ACTING.c.principal_id)
    .exists()
)
LENT = (
    Invariant(
        "acting-ended-by-an-event",
        ACTING,
        select(ACTING.c.id).where((ACTING.c.state == "ended") != _WAS_ENDED),
    ),
    Invariant(
        "loan-has-its-code-and-its-bounds",
        ACTING,
        select(ACTING.c.id).where(
            or_(
                (ACTING.c.kind == "loan") != _IS_LENT,
                and_(ACTING.c.kind == "loan", ACTING.c.is_limited.is_(False)),
            )
        ),
    ),
    Invariant(
        "lent-is-ones-own",
        SCOPE,
        select(SCOPE.c.acting_id)
        .join(ACTING, ACTING.c.id == SCOPE.c.acting_id)
        .where(
            or_(and_(SCOPE.c.what == "claim", ~_OWN_CLAIM), (SCOPE.c.what == "case") & _OTHERS_CASE)
        ),
    ),
    Invariant(
        "accepted-ask-has-its-leave",
        ASK,
        select(ASK.c.id)
        .join(ACTING, ACTING.c.id == ASK.c.acting_id)
        .where(ASK.c.asker_id != ACTING.c.principal_id, ASK.c.asker_id != ACTING.c.helper_id),
    ),
)
"""A draft that was lent and thrown away leaves its name in a scope: it opens nothing."""
