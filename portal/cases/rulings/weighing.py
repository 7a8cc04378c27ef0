"""Weighing what collecting does in someone's life: five areas, at least two of them considered.

A person weighs; the record of it is never changed, and the letter of the decision tells it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from portal.cases.assessing import Assessed
from portal.cases.models import LEAST_REASON, Case
from portal.cases.progress import move
from portal.cases.ruling import Ruling
from portal.cases.rulings.models import AREAS, LEAST_AREAS, WEIGHTS, WeighedArea, Weighing
from portal.errors import NotNow
from portal.people.actors import Actor, Permission


@dataclass(frozen=True)
class Found:
    """What was found in one area of life."""

    weight: str
    """`none`, `some` or `heavy`."""
    finding: str


@dataclass(frozen=True)
class Weighed:
    """A weighing with its areas, in their order."""

    row: Weighing
    areas: list[WeighedArea]

    def to_tell(self) -> dict[str, Any]:
        """Return it as a letter holds it."""
        areas = [{"area": a.area, "weight": a.weight, "finding": a.finding} for a in self.areas]
        return {"areas": areas, "conclusion": self.row.conclusion}


def weigh(
    session: Session,
    staff: Actor,
    case: Case,
    found: Mapping[str, Found],
    conclusion: str,
    *,
    seen: int,
    now: datetime,
) -> Weighing:
    """Keep a weighing. Raises NotAllowed, Conflict, and NotNow when too little was considered."""
    staff.must(Permission.CASE_DECIDE)
    if not case.is_open and not case.to_weigh:
        raise NotNow("error-case-closed")
    _must_be_enough(found, conclusion)
    assert case.id is not None
    made = Weighing(
        case_id=case.id,
        no=len(_rows(session, case)) + 1,
        conclusion=conclusion.strip(),
        staff_id=staff.id,
        weighed_at=now,
    )
    session.add(made)
    session.flush()
    assert made.id is not None
    session.add_all(
        WeighedArea(weighing_id=made.id, area=area, weight=one.weight, finding=one.finding.strip())
        for area, one in found.items()
    )
    actor, holder = staff.signature, case.taken_by or staff.id
    move(session, case, seen=seen, event="weighed_areas", actor=actor, now=now, taken_by=holder)
    return made


def _must_be_enough(found: Mapping[str, Found], conclusion: str) -> None:
    if len(found) < LEAST_AREAS or not set(found) <= set(AREAS):
        raise NotNow("error-two-areas")
    if any(one.weight not in WEIGHTS for one in found.values()):
        raise NotNow("error-choose")
    words = [conclusion, *(one.finding for one in found.values())]
    if any(len(said.strip()) < LEAST_REASON for said in words):
        raise NotNow("error-reason-needed")


def last_weighing(session: Session, case: Case) -> Weighed | None:
    """Return the weighing that holds, if there is one."""
    rows = _rows(session, case)
    if not rows:
        return None
    kept = session.exec(select(WeighedArea).where(WeighedArea.weighing_id == rows[-1].id)).all()
    return Weighed(rows[-1], sorted(kept, key=lambda one: AREAS.index(one.area)))


def must_be_weighed(session: Session, assessed: Assessed, ruling: Ruling) -> None:
    """Raise NotNow where less is given than was asked of someone who told of their life."""
    told = assessed.situation.circumstances
    if ruling.outcome != "granted" and told and not _rows(session, assessed.case):
        raise NotNow("error-weighing-needed")


def _rows(session: Session, case: Case) -> list[Weighing]:
    found = select(Weighing).where(Weighing.case_id == case.id)
    return list(session.exec(found.order_by(col(Weighing.no))).all())
