"""What must hold of how staff decide."""

from sqlalchemy import func, select
from sqlmodel import SQLModel

from portal.cases.invariants import CASE, DECISION, OUTCOME
from portal.cases.rulings import models  # noqa: F401  (puts the tables in the metadata)
from portal.cases.rulings.models import LEAST_AREAS
from portal.ledger.invariant import Invariant

AREA = SQLModel.metadata.tables["weighed_area"]
DECIDER = SQLModel.metadata.tables["objection_decider"]
DEPARTURE = SQLModel.metadata.tables["departure"]
PREPARED = SQLModel.metadata.tables["prepared_decision"]
WEIGHING = SQLModel.metadata.tables["weighing"]

_AREAS = (
    select(func.count())
    .select_from(AREA)
    .where(AREA.c.weighing_id == WEIGHING.c.id)
    .scalar_subquery()
)
RULINGS = (
    Invariant(
        "weighing-of-two-areas",
        WEIGHING,
        select(WEIGHING.c.id).where(_AREAS < LEAST_AREAS),
    ),
    Invariant(
        "departure-as-decided",
        DEPARTURE,
        select(DEPARTURE.c.decision_id)
        .join(DECISION, DECISION.c.id == DEPARTURE.c.decision_id)
        .where(
            (DEPARTURE.c.outcome != DECISION.c.outcome)
            | DECISION.c.staff_id.is_(None)
            | (DEPARTURE.c.departs & DECISION.c.follows_advice)
        ),
    ),
    Invariant(
        "signed-decision-of-its-case",
        PREPARED,
        select(PREPARED.c.id)
        .join(DECISION, DECISION.c.id == PREPARED.c.decision_id)
        .where(
            (DECISION.c.case_id != PREPARED.c.case_id)
            | (DECISION.c.staff_id != PREPARED.c.staff_id)
            | (DECISION.c.staff_id == PREPARED.c.answered_by)
        ),
    ),
    Invariant(
        "objection-answered-by-another",
        OUTCOME,
        select(OUTCOME.c.id)
        .join(CASE, CASE.c.id == OUTCOME.c.case_id)
        .join(DECIDER, DECIDER.c.outcome_id == OUTCOME.c.id)
        .where(
            (CASE.c.ask != "objection")
            | (DECIDER.c.staff_id != OUTCOME.c.staff_id)
            | (DECIDER.c.decider_id == OUTCOME.c.staff_id)
        ),
    ),
)
