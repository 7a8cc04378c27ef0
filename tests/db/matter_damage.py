"""Damage to what a person answered, and the invariant that finds each."""

from collections.abc import Callable

from portal.cases.matters import pausing
from portal.cases.models import Case
from tests import builders
from tests.builders import DAY, NOW
from tests.db.handover_damage import Place

_ANSWER = (
    "insert into matter_outcome (case_id, no, outcome, staff_id, reason, answered_at)"
    " values (:case, :no, :outcome, :staff, 'We looked at it.', :now)"
)


def _asked(place: Place, state: str) -> Case:
    owner = builders.person(place.session)
    claim = builders.claim(place.session, owner, 9_00)
    return builders.case(place.session, owner, [claim], ask="dispute", state=state)


def _answered(place: Place, case: Case, no: int, outcome: str) -> None:
    staff = builders.staff(place.session)
    given = {"case": case.id, "no": no, "outcome": outcome, "staff": staff.id}
    place.run(_ANSWER, now=NOW.isoformat(" "), **given)


def a_closed_dispute_without_an_answer(place: Place) -> None:
    _asked(place, "decided")


def a_dispute_that_waits_with_an_answer(place: Place) -> None:
    _answered(place, _asked(place, "sent"), 1, "accepted")


def a_closed_dispute_whose_answer_was_taken_back(place: Place) -> None:
    case = _asked(place, "decided")
    _answered(place, case, 1, "accepted")
    _answered(place, case, 2, "reopened")


def a_second_answer_without_a_first(place: Place) -> None:
    _answered(place, _asked(place, "decided"), 2, "accepted")


def a_dispute_that_is_done_and_holds_a_claim_up(place: Place) -> None:
    case = _asked(place, "decided")
    _answered(place, case, 1, "accepted")
    pausing.pause(place.session, case, by="staff:x", now=NOW, on=DAY)


DAMAGE: dict[Callable[[Place], None], str] = {
    a_closed_dispute_without_an_answer: "answered-matter-has-answer",
    a_dispute_that_waits_with_an_answer: "answered-matter-has-answer",
    a_closed_dispute_whose_answer_was_taken_back: "answered-matter-has-answer",
    a_second_answer_without_a_first: "answers-numbered",
    a_dispute_that_is_done_and_holds_a_claim_up: "nothing-stands-still-for-a-closed-request",
}
