"""What must hold of adopted values: two people, before their day, one act after the other."""

from sqlalchemy import func, select
from sqlmodel import SQLModel

from portal.adopting import models  # noqa: F401  (puts the tables in the metadata)
from portal.ledger.invariant import Invariant

ADOPTION = SQLModel.metadata.tables["adoption"]
ACT = SQLModel.metadata.tables["adoption_act"]
_OF = ADOPTION.c.id == ACT.c.adoption_id
ADOPTIONS = (
    Invariant(
        "adopted-by-two-people",
        ACT,
        select(ACT.c.id)
        .join(ADOPTION, _OF)
        .where(ACT.c.kind == "signed", ACT.c.done_by == ADOPTION.c.proposed_by),
    ),
    Invariant(
        "adopted-before-its-day",
        ACT,
        select(ACT.c.id).join(ADOPTION, _OF).where(ACT.c.done_on >= ADOPTION.c.starts_on),
    ),
    Invariant(
        "adoption-acts-numbered",
        ADOPTION,
        select(ACT.c.adoption_id)
        .group_by(ACT.c.adoption_id)
        .having((func.min(ACT.c.no) != 1) | (func.max(ACT.c.no) != func.count())),
    ),
)
