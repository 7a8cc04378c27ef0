"""Drawing by chance which grants of the rules get a second look."""

from datetime import date, timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlmodel import Session, SQLModel

from portal.cases import models as cases  # noqa: F401  (puts the tables in the metadata)
from portal.cases.figures.parts import day_of
from portal.cases.second_look import models  # noqa: F401
from portal.ledger.tables import insert_once, run
from portal.municipality import Municipality
from portal.people.refs import new_ref

CASE = SQLModel.metadata.tables["case"]
DECISION = SQLModel.metadata.tables["decision"]
SECOND_LOOK = SQLModel.metadata.tables["second_look"]
BACK = timedelta(days=31)
"""A grant older than this is drawn no more: the facts of today are too far from those of then."""
_WHOLE, _PERCENT = 1 << 64, 100


def draw(session: Session, town: Municipality, on: date, first: int, last: int) -> int:
    """Draw among the grants of these ids; return how many are new. The same again draws none."""
    drawn = select(SECOND_LOOK.c.decision_id)
    found = (
        select(DECISION.c.id, DECISION.c.no, CASE.c.ref)
        .join(CASE, CASE.c.id == DECISION.c.case_id)
        .where(
            DECISION.c.id.between(first, last),
            DECISION.c.staff_id.is_(None),
            DECISION.c.id.not_in(drawn),
            day_of(DECISION.c.decided_at).between(str(on - BACK), str(on)),
        )
    )
    percent = town.terms.number("second_look_percent", on)
    hit = [row.id for row in run(session, found) if is_drawn(row.ref, row.no, percent)]
    for decision in hit:
        values = {"ref": new_ref(), "decision_id": decision, "drawn_on": on}
        insert_once(session, SECOND_LOOK, values, "decision_id")
    return len(hit)


def is_drawn(case_ref: str, no: int, percent: int) -> bool:
    """Whether chance draws this decision.

    The chance lies in the reference of the case, made at random before anything was known of it:
    a night that runs again draws the same ones, and nobody can choose.
    """
    digest = sha256(f"second-look:{case_ref}:{no}".encode()).digest()
    return int.from_bytes(digest[:8], "big") * _PERCENT < percent * _WHOLE
