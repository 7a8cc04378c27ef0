"""Whoever objected and was right is not collected from until what they objected to is replaced."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.cases import handling
from portal.cases.letters import letters_of, write
from portal.cases.matters import answering, correcting, pausing
from portal.cases.matters.answering import Said
from portal.cases.matters.outcomes import last_outcome
from portal.cases.models import Case, Letter
from portal.cases.rulings import hearing
from portal.errors import NotNow
from portal.ledger.corrections import Correction
from portal.people.actors import staff_actor
from portal.rules.terms import Terms
from tests import builders
from tests.builders import DAY, NOW
from tests.cases.matters.test_matters import OSS, WHY, Town


def bill(town: Town) -> Letter:
    """The letter that sent a claim, to which one can object."""
    content = {"objection_until": (DAY + timedelta(weeks=6)).isoformat()}
    assert town.owner.id is not None
    return write(town.session, person_id=town.owner.id, kind="claim", content=content, made_on=DAY)


def refused(town: Town) -> tuple[Case, Letter]:
    """A dispute that was answered with no, and its letter."""
    dispute = town.sent("dispute")
    answering.answer(town.session, town.by(dispute), dispute, Said("not_accepted", WHY))
    return dispute, letters_of(town.session, case_id=dispute.id)[0]


def upheld(town: Town, letter: Letter | None, outcome: str = "accepted") -> Case:
    """An objection about all claims that was right."""
    about = {"letter": letter.ref if letter else "", "late": False}
    case = town.sent("objection", decision=about)
    talked(town, case)
    answering.answer(town.session, town.by(case, town.other), case, Said(outcome, WHY))
    return case


def talked(town: Town, case: Case) -> None:
    told = "They told us by phone they want none."
    hearing.end(town.session, town.other, case, "waived", told, seen=case.version, now=NOW)


def correct(town: Town, no: int) -> None:
    claim = town.claims[no]
    wanted = Correction(f"{claim.ref}:1", claim.ref, "too_high", 1_00, "It was counted twice.")
    worker = staff_actor(builders.staff(town.session))
    assert correcting.correct(town.session, OSS, worker, wanted, now=NOW, on=DAY)


def still(town: Town, case: Case) -> list[bool]:
    """Of each claim, whether this request lets it stand still."""
    return [claim.id in pausing.held(town.session, case) for claim in town.claims]


@pytest.mark.parametrize("outcome", ["accepted", "partly"])
def test_a_bill_that_was_wrong_stands_still_until_each_claim_is_corrected(
    outcome: str,
    town: Town,
) -> None:
    case = upheld(town, bill(town), outcome)
    assert town.stands_still()
    assert (case.to_weigh, case.answer_by) == (True, DAY + timedelta(days=14))
    correct(town, 0)
    assert (still(town, case), case.to_weigh) == ([False, True], True)
    correct(town, 1)
    assert (still(town, case), case.to_weigh) == ([False, False], False)
    assert town.broken() == []


def test_the_letter_says_that_until_then_nothing_is_collected(town: Town) -> None:
    case = upheld(town, bill(town))
    (answer,) = letters_of(town.session, case_id=case.id)
    assert answer.content["until_corrected"] is True
    assert answer.content["appeal_until"] == (DAY + timedelta(weeks=6)).isoformat()


def test_after_a_no_collecting_goes_on(town: Town) -> None:
    case = upheld(town, bill(town), "not_accepted")
    assert (still(town, case), case.to_weigh) == ([False, False], False)


def test_an_answer_that_was_wrong_is_replaced_by_a_new_one(town: Town) -> None:
    dispute, letter = refused(town)
    case = upheld(town, letter)
    correct(town, 0)
    assert still(town, case) == [True, True], "a new answer was promised"
    answering.reopen(town.session, town.by(dispute), dispute, WHY)
    assert still(town, case) == [True, True], "that is not the new answer yet"
    with pytest.raises(NotNow, match="error-decided-before"):
        answering.answer(town.session, town.by(dispute), dispute, Said("accepted", WHY))
    answering.answer(town.session, town.by(dispute, town.other), dispute, Said("accepted", WHY))
    assert (still(town, case), case.to_weigh) == ([False, False], False)
    assert still(town, dispute) == [False, True], "now it is a claim that is to be corrected"
    last = handling.events_of(town.session, case)[-1]
    assert (last.kind, last.actor) == ("corrected", town.other.signature)
    told, _ = letters_of(town.session, case_id=case.id)
    assert (told.content["outcome"], len(told.content["claims"])) == ("corrected", 2)
    assert town.broken() == []


def test_whoever_took_the_answer_back_may_answer_anew_if_they_did_not_before(town: Town) -> None:
    dispute, letter = refused(town)
    upheld(town, letter)
    answering.reopen(town.session, town.by(dispute, town.other), dispute, WHY)
    answering.answer(town.session, town.by(dispute, town.other), dispute, Said("accepted", WHY))
    assert dispute.state == "decided"


def test_without_an_objection_the_same_person_corrects_their_answer(town: Town) -> None:
    dispute, _ = refused(town)
    answering.reopen(town.session, town.by(dispute), dispute, WHY)
    answering.answer(town.session, town.by(dispute), dispute, Said("accepted", WHY))
    assert dispute.state == "decided"


def test_where_the_decision_is_not_known_only_a_person_ends_it(town: Town) -> None:
    case = upheld(town, None)
    refused(town)
    for no in range(2):
        correct(town, no)
    assert still(town, case) == [True, True]
    with pytest.raises(NotNow, match="reason"):
        answering.end_pause(town.session, town.by(case), case, "no")
    answering.end_pause(town.session, town.by(case), case, "We replaced it by letter.")
    assert (still(town, case), case.to_weigh) == ([False, False], False)
    last = last_outcome(town.session, case)
    assert last is not None
    assert (last.outcome, last.words) == ("ended", "We replaced it by letter.")


def test_a_new_answer_ends_nothing_of_an_objection_that_still_waits(town: Town) -> None:
    dispute, letter = refused(town)
    case = town.sent("objection", decision={"letter": letter.ref, "late": False})
    answering.reopen(town.session, town.by(dispute), dispute, WHY)
    answering.answer(town.session, town.by(dispute), dispute, Said("accepted", WHY))
    assert (case.state, still(town, case)) == ("sent", [True, True])


@pytest.mark.parametrize("corrected", [0, 1, 2])
def test_the_answer_can_be_taken_back_before_and_after_it_is_put_right(
    corrected: int,
    town: Town,
) -> None:
    case = upheld(town, bill(town))
    for no in range(corrected):
        correct(town, no)
    answering.reopen(town.session, town.by(case), case, "We read the wrong file.")
    assert (case.state, still(town, case)) == ("sent", [True, True])
    by = town.by(case, town.other)
    answering.answer(town.session, by, case, Said("not_accepted", WHY))
    assert still(town, case) == [False, False]
    assert town.broken() == []


def test_where_the_municipality_chose_so_it_goes_on_with_the_answer(town: Town) -> None:
    (dated,) = OSS.terms.series[pausing.UNTIL]
    other = replace(dated, value="answered")
    oss = replace(OSS, terms=Terms({**OSS.terms.series, pausing.UNTIL: (other,)}))
    case = town.sent("objection", decision={"letter": bill(town).ref, "late": False})
    by = replace(town.by(case, town.other), town=oss)
    answering.answer(town.session, by, case, Said("accepted", WHY))
    assert (still(town, case), case.to_weigh) == ([False, False], False)
    (letter,) = letters_of(town.session, case_id=case.id)
    assert "until_corrected" not in letter.content
