"""Whoever was told that their claim is wrong is not asked for it until it is corrected."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from portal.cases import drafts, handling, holding
from portal.cases.letters import letters_of
from portal.cases.matters import answering, correcting, pausing, sending
from portal.cases.matters.answering import Said
from portal.cases.matters.outcomes import last_outcome
from portal.cases.models import Case
from portal.cases.registering import returning
from portal.errors import NotFound, NotNow
from portal.jobs.handover.changing import Change, change
from portal.jobs.standstill import standing_still
from portal.ledger.corrections import Correction
from portal.ledger.models import Claim
from portal.ledger.records import Hold, Proposal
from portal.people.actors import staff_actor
from portal.people.models import AuditEvent
from portal.rules.terms import Terms
from tests import builders
from tests.builders import DAY, NOW
from tests.cases.matters.test_matters import OSS, SAID, WHY, Town
from tests.jobs import handing

LATE = DAY + timedelta(days=400)
ALONE = OSS.terms.number("correction_alone", DAY)


def said_yes(town: Town, outcome: str = "accepted") -> Case:
    case = town.sent("dispute")
    answering.answer(town.session, town.by(case), case, Said(outcome, WHY))
    return case


def still(town: Town, on: Any = DAY) -> list[bool]:
    """Of each claim, whether collecting stands still."""
    ids = [claim.id for claim in town.claims if claim.id]
    found = standing_still(town.session, ids, on)
    return [one in found for one in ids]


def correct(town: Town, claim: Claim, amount: int = 1_00, what: str = "too_high") -> bool:
    wanted = Correction(f"{claim.ref}:{amount}", claim.ref, what, amount, "It was counted twice.")
    return correcting.correct(town.session, OSS, town.worker, wanted, now=NOW, on=DAY)


@pytest.mark.parametrize("outcome", ["accepted", "partly"])
def test_after_a_yes_collecting_stands_still_until_the_claim_is_corrected(
    outcome: str, town: Town
) -> None:
    case = said_yes(town, outcome)
    assert still(town) == [True, True]
    assert still(town, LATE) == [True, True], "time alone lets nothing go on"
    assert (case.to_weigh, case.answer_by) == (True, DAY + timedelta(days=14))
    assert correct(town, town.claims[0])
    assert (still(town), case.to_weigh) == ([False, True], True)
    assert correct(town, town.claims[1])
    assert (still(town), case.to_weigh) == ([False, False], False)
    assert town.broken() == []


def test_what_was_corrected_before_the_yes_goes_on_with_it(town: Town) -> None:
    case = town.sent("dispute")
    assert correct(town, town.claims[0])
    assert correct(town, town.claims[1], what="too_low"), "that puts nothing right"
    assert still(town) == [True, True], "it is not answered yet"
    answering.answer(town.session, town.by(case), case, Said("accepted", WHY))
    assert (still(town), case.to_weigh) == ([False, True], True)
    (corrected, answer) = letters_of(town.session, case_id=case.id)
    assert answer.content["until_corrected"] is True
    told = (corrected.content["outcome"], [one["number"] for one in corrected.content["claims"]])
    assert told == ("corrected", [town.claims[0].number])
    assert correct(town, town.claims[1])
    assert (still(town), case.to_weigh) == ([False, False], False)
    assert town.broken() == []


def test_where_all_was_corrected_before_the_yes_nothing_is_left_to_do(town: Town) -> None:
    case = town.sent("dispute")
    for claim in town.claims:
        assert correct(town, claim)
    answering.answer(town.session, town.by(case), case, Said("partly", WHY))
    assert (still(town), case.to_weigh) == ([False, False], False)
    *_, answer = letters_of(town.session, case_id=case.id)
    assert "until_corrected" not in answer.content
    assert town.broken() == []


def test_what_was_corrected_before_they_asked_does_not_count(town: Town) -> None:
    for claim in town.claims:
        assert correct(town, claim)
    case = drafts.begin(
        town.session, town.resident, "dispute", [one.ref for one in town.claims], NOW
    )
    for question, value in SAID["dispute"].items():
        drafts.answer(town.session, case, question, value, NOW)
    later = {"now": NOW + timedelta(hours=1), "on": DAY}
    sending.send(
        town.session,
        OSS,
        town.resident,
        case,
        seen=case.version,
        warnings={},
        language="en",
        **later,
    )
    answering.answer(town.session, town.by(case), case, Said("accepted", WHY))
    assert (still(town), case.to_weigh) == ([True, True], True)


def test_what_no_longer_stood_still_does_so_again_after_a_yes(town: Town) -> None:
    case = town.sent("dispute")
    pausing.go_on(town.session, case, by=town.worker.signature, now=NOW, on=DAY)
    answering.answer(town.session, town.by(case), case, Said("accepted", WHY))
    assert still(town) == [True, True], "the letter says so"
    assert town.broken() == []


def test_after_a_no_collecting_goes_on(town: Town) -> None:
    case = said_yes(town, "not_accepted")
    assert (still(town), case.to_weigh) == ([False, False], False)


def test_where_the_municipality_chose_so_it_goes_on_with_the_answer(town: Town) -> None:
    (dated,) = OSS.terms.series["upheld_holds_until"]
    other = replace(dated, value="answered")
    oss = replace(OSS, terms=Terms({**OSS.terms.series, "upheld_holds_until": (other,)}))
    case = town.sent("dispute")
    by = replace(town.by(case), town=oss)
    answering.answer(town.session, by, case, Said("accepted", WHY))
    assert (still(town), case.to_weigh) == ([False, False], False)
    (letter,) = letters_of(town.session, case_id=case.id)
    assert "until_corrected" not in letter.content


def test_each_letter_says_whether_collecting_stands_still_or_goes_on(town: Town) -> None:
    case = said_yes(town)
    (first,) = letters_of(town.session, case_id=case.id)
    assert first.content["until_corrected"] is True
    correct(town, town.claims[0], 300_00)
    second, _ = letters_of(town.session, case_id=case.id)
    (told,) = second.content["claims"]
    assert (second.content["outcome"], told["balance"]) == ("corrected", 700_00)
    assert "objection_until" not in second.content


def test_the_trail_says_that_it_goes_on_and_who_corrected_it(town: Town) -> None:
    case = said_yes(town)
    correct(town, town.claims[0])
    last = handling.events_of(town.session, case)[-1]
    assert (last.kind, last.actor) == ("corrected", town.worker.signature)
    acts = [row.act for row in town.session.exec(select(AuditEvent))]
    assert {"hold:lift", "case:corrected"} <= set(acts)


def test_a_correction_that_waits_for_a_second_person_lets_nothing_go_on(town: Town) -> None:
    said_yes(town)
    assert not correct(town, town.claims[0], ALONE + 1)
    assert still(town) == [True, True]
    proposal = town.session.exec(select(Proposal)).one()
    told = {"seen": proposal.version, "now": NOW, "on": DAY}
    correcting.sign(town.session, town.other, proposal, "yes", WHY, **told)
    assert still(town) == [False, True]


def test_a_second_person_who_says_no_leaves_it_standing_still(town: Town) -> None:
    said_yes(town)
    correct(town, town.claims[0], ALONE + 1)
    proposal = town.session.exec(select(Proposal)).one()
    told = {"seen": proposal.version, "now": NOW, "on": DAY}
    correcting.sign(town.session, town.other, proposal, "no", WHY, **told)
    assert still(town) == [True, True]


def test_charging_more_puts_nothing_right(town: Town) -> None:
    said_yes(town)
    correct(town, town.claims[0], what="too_low")
    assert still(town) == [True, True]


def test_a_correction_does_not_answer_a_dispute_that_still_waits(town: Town) -> None:
    case = town.sent("dispute")
    correct(town, town.claims[0])
    assert held_for_a_dispute(town, town.claims[0])
    assert len(handling.events_of(town.session, case)) == 1


def test_a_person_ends_it_with_a_reason(town: Town) -> None:
    case = said_yes(town, "partly")
    correct(town, town.claims[0])
    with pytest.raises(NotNow, match="reason"):
        answering.end_pause(town.session, town.by(case), case, "no")
    answering.end_pause(town.session, town.by(case), case, "The other one was right.")
    assert (still(town), case.to_weigh) == ([False, False], False)
    last = last_outcome(town.session, case)
    assert last is not None
    assert (last.outcome, last.words) == ("ended", "The other one was right.")


def test_it_is_not_ended_without_a_reason_on_the_page_of_the_person(town: Town) -> None:
    said_yes(town)
    (hold, _) = holding.of_person(town.session, town.owner, DAY)
    assert hold.id is not None
    with pytest.raises(NotFound):
        holding.one_of(town.session, town.owner, hold.id, DAY)


@pytest.mark.parametrize("corrected", [0, 1, 2])
def test_the_answer_can_be_taken_back_before_and_after_a_correction(
    corrected: int, town: Town
) -> None:
    case = said_yes(town)
    for claim in town.claims[:corrected]:
        correct(town, claim)
    answering.reopen(town.session, town.by(case), case, "We read the wrong file.")
    assert (case.state, still(town)) == ("sent", [True, True])
    answering.answer(town.session, town.by(case), case, Said("not_accepted", WHY))
    assert still(town) == [False, False]
    assert town.broken() == []


def test_two_disputes_about_the_same_claims_are_both_done(town: Town) -> None:
    first, second = said_yes(town), said_yes(town)
    for claim in town.claims:
        correct(town, claim)
    assert [first.to_weigh, second.to_weigh] == [False, False]
    assert still(town) == [False, False]


@pytest.mark.parametrize("act", ["lower", "withdraw"])
def test_what_its_unit_corrects_goes_on_too(act: str, town: Town) -> None:
    said_yes(town)
    claim, unit = town.claims[0], staff_actor(builders.staff(town.session, "decentral_unit"))
    by, its = (returning.By(actor, DAY, NOW) for actor in (town.worker, unit))
    back = returning.give_back(town.session, by, claim, ["period_missing"], "Which month?")
    if act == "lower":
        returning.lower(town.session, its, back, claim, 1_00, back.version)
    else:
        returning.withdraw(town.session, its, back, claim, "It was wrong.", back.version)
    assert not held_for_a_dispute(town, claim)
    assert held_for_a_dispute(town, town.claims[1])


@pytest.mark.parametrize(("reason", "goes_on"), [("corrected", True), ("let_go", False)])
def test_at_the_collector_it_is_corrected_by_writing_it_down(
    reason: str, goes_on: bool, town: Town
) -> None:
    claim = handing.reminded(town.session, town.owner)
    (hand_over,) = handing.handed_over(town.session, [claim])
    town.claims = [claim]
    said_yes(town)
    wanted = Change("write_down", reason, "Billed twice.", 1, "principal", 50_00)
    change(town.session, town.worker, hand_over.reference, wanted, on=DAY, now=NOW)
    assert held_for_a_dispute(town, claim) != goes_on


def held_for_a_dispute(town: Town, claim: Claim) -> bool:
    found = town.session.exec(select(Hold).where(Hold.claim_id == claim.id, Hold.kind == "dispute"))
    return any(hold.lifted_on is None for hold in found)
