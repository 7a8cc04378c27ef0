"""Damage to how staff decided, and the invariant that finds each."""

from collections.abc import Callable
from typing import Any

from portal.cases.matters.models import MatterOutcome
from portal.cases.models import Case, CaseEvent, Decision
from portal.cases.rulings.models import (
    Departure,
    ObjectionDecider,
    Prepared,
    WeighedArea,
    Weighing,
)
from tests import builders
from tests.builders import NOW
from tests.db.handover_damage import Place

WHY = "We looked at all of it."


def _case(place: Place, **fields: Any) -> Case:
    owner = builders.person(place.session)
    claim = builders.claim(place.session, owner, 9_00)
    return builders.case(place.session, owner, [claim], **fields)


def _decided(place: Place, case: Case) -> Decision:
    staff = builders.staff(place.session)
    return builders.decision(
        place.session, case, staff_id=staff.id, follows_advice=False, reason=WHY
    )


def _kept(place: Place, *rows: Any) -> None:
    for row in rows:
        place.session.add(row)
        place.session.flush()


def a_weighing_of_one_area(place: Place) -> None:
    made = Weighing(
        case_id=_case(place).id,
        no=1,
        conclusion=WHY,
        staff_id=builders.staff(place.session).id,
        weighed_at=NOW,
    )
    _kept(place, made)
    _kept(place, WeighedArea(weighing_id=made.id, area="health", weight="some", finding=WHY))


def a_departure_that_says_something_else_was_decided(place: Place) -> None:
    decision = _decided(place, _case(place, ask="deferral", state="decided"))
    given: dict[str, Any] = {"advice": "none", "departs": False, "staff_id": decision.staff_id}
    row = Departure(decision_id=decision.id, ask="deferral", outcome="refused", **given)
    row.decided_at = NOW
    _kept(place, row)


def a_signature_under_the_decision_of_another_case(place: Place) -> None:
    case = _case(place, ask="deferral", state="decided")
    decision, other = _decided(place, case), _case(place)
    event = CaseEvent(case_id=other.id, kind="sent", at=NOW, actor="rules")
    _kept(place, event)
    made = Prepared(
        ref="prepared",
        case_id=other.id,
        ruling={},
        state="decided",
        event_id=event.id,
        staff_id=decision.staff_id,
        made_at=NOW,
        decision_id=decision.id,
    )
    _kept(place, made)


def an_answered_objection_whose_answerer_is_told_otherwise(place: Place) -> None:
    case = _case(place, ask="objection", state="decided")
    one, other, third = (builders.staff(place.session) for _ in range(3))
    answer = MatterOutcome(
        case_id=case.id, no=1, outcome="accepted", staff_id=one.id, reason=WHY, answered_at=NOW
    )
    _kept(place, answer)
    row = ObjectionDecider(outcome_id=answer.id, decider_id=other.id, staff_id=third.id)
    _kept(place, row)


DAMAGE: dict[Callable[[Place], None], str] = {
    a_weighing_of_one_area: "weighing-of-two-areas",
    a_departure_that_says_something_else_was_decided: "departure-as-decided",
    a_signature_under_the_decision_of_another_case: "signed-decision-of-its-case",
    an_answered_objection_whose_answerer_is_told_otherwise: "objection-answered-by-another",
}
