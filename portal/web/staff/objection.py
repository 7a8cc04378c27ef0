"""What staff see beside an objection: the talk, and the decisions, old and new."""

from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext
from sqlmodel import Session

from portal.cases.deciding import decisions_of
from portal.cases.matters.objected import Objected
from portal.cases.models import Case, Decision
from portal.cases.rulings.hearing import ends_of, last_hearing
from portal.cases.rulings.models import Hearing, HearingEnd
from portal.web.context import amount, day
from portal.web.services import services


@dataclass(frozen=True)
class ObjectionSide:
    """The talk, and what was decided."""

    invited: Hearing | None
    talks: list[HearingEnd]
    needs_talk: bool
    """Whether it cannot be answered, but wholly accepted, before a talk is noted."""
    decisions: list[dict[str, str]]
    """The decisions it is about, oldest first, the one that holds last."""
    case_url: str
    """The page on which it is decided anew."""


def objection_side(session: Session, case: Case, about: Objected, today: date) -> ObjectionSide:
    """Read it."""
    talks, letter = ends_of(session, case), about.letter
    old = session.get(Case, letter.case_id) if letter and letter.case_id else None
    is_ruled = old is not None and letter is not None and letter.kind == "decision"
    rows = decisions_of(session, old) if is_ruled and old is not None else []
    return ObjectionSide(
        invited=last_hearing(session, case),
        talks=talks,
        needs_talk=not talks and bool(services().town.terms.number("objection_hearing", today)),
        decisions=[_row(one) for one in rows],
        case_url=url_for("staff.case", ref=old.ref) if is_ruled and old is not None else "",
    )


def _row(decision: Decision) -> dict[str, str]:
    said = [gettext(f"staff-{decision.outcome}".replace("_", "-"))]
    if decision.monthly:
        said.append(gettext("amount-a-month", amount=amount(decision.monthly)))
    if decision.waived:
        said.append(amount(decision.waived))
    if decision.until:
        said.append(gettext("letter-beside-until", day=day(decision.until)))
    return {"key": day(decision.decided_at), "value": " · ".join(said)}
