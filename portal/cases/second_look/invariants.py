"""What must hold of second looks: at grants of the rules only, by somebody who knew nothing."""

from sqlalchemy import select
from sqlmodel import SQLModel

from portal.cases import models as cases  # noqa: F401  (puts the tables in the metadata)
from portal.cases.second_look import models  # noqa: F401
from portal.ledger.invariant import Invariant
from portal.people.trail import models as trail  # noqa: F401

CASE = SQLModel.metadata.tables["case"]
DECISION = SQLModel.metadata.tables["decision"]
LOOK = SQLModel.metadata.tables["look"]
OPINION = SQLModel.metadata.tables["second_opinion"]
SECOND_LOOK = SQLModel.metadata.tables["second_look"]
STAFF = SQLModel.metadata.tables["staff_member"]
SECOND_LOOKS = (
    Invariant(
        "second-look-at-a-grant-of-the-rules",
        SECOND_LOOK,
        select(SECOND_LOOK.c.id)
        .join(DECISION, DECISION.c.id == SECOND_LOOK.c.decision_id)
        .where(DECISION.c.staff_id.is_not(None) | (DECISION.c.outcome == "refused")),
    ),
    Invariant(
        "second-look-said-blindly",
        OPINION,
        select(OPINION.c.look_id)
        .distinct()
        .join(SECOND_LOOK, SECOND_LOOK.c.id == OPINION.c.look_id)
        .join(DECISION, DECISION.c.id == SECOND_LOOK.c.decision_id)
        .join(CASE, CASE.c.id == DECISION.c.case_id)
        .join(STAFF, STAFF.c.id == OPINION.c.staff_id)
        .join(LOOK, LOOK.c.actor == "staff:" + STAFF.c.ref)
        .where(LOOK.c.subject == "case:" + CASE.c.ref, LOOK.c.at < OPINION.c.said_at),
    ),
)
