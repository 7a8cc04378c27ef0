"""A value the municipality adopts: two people, from its day and not before, and old cases stay."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from portal.adopting.acts import Day, Wanted, propose, sign, withdraw
from portal.adopting.current import CurrentTown, town_of
from portal.adopting.models import Adoption, AdoptionAct
from portal.adopting.overlay import signed_in, strangers, town_in
from portal.cases.models import Receipt
from portal.cases.receipts import Kept
from portal.check import check
from portal.db import Database
from portal.errors import Conflict, NotAllowed, NotFound, NotNow
from portal.municipality import Municipality, load
from portal.people.actors import Actor, staff_actor
from portal.people.installation import Purpose, claim
from portal.people.models import AuditEvent
from portal.replay import replay
from portal.rules.assess import assess
from portal.rules.bands import Frame
from portal.rules.contract import situation_to_json
from portal.rules.intake import read_situation
from portal.rules.releases import faults, read_releases
from portal.rules.reply import answer_to_stored
from tests import builders

OSS = load("oss")
TODAY, START = date(2026, 11, 2), date(2026, 12, 1)
EVE = START - timedelta(days=1)
NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
DAY = Day(TODAY, NOW)
WANTED = Wanted("settings", "threshold_percent", 130, START, "Council decision 2026-118", TODAY)


@pytest.fixture
def people(session: Session) -> list[Actor]:
    """Two supervisors."""
    return [staff_actor(builders.staff(session, "supervisor")) for _ in range(2)]


def adopt(session: Session, people: list[Actor], wanted: Wanted = WANTED) -> Adoption:
    row = propose(session, people[0], OSS, wanted, DAY)
    return sign(session, people[1], OSS, row.ref, seen=0, day=DAY)


def instalment(town: Municipality, on: date) -> int | None:
    """What the rules give someone with an income somewhat above the norm, who asks for a plan."""
    return assess(request(on), town.policy).instalment


def request(on: date) -> Any:
    told = {
        "municipality": "oss",
        "on": on.isoformat(),
        "ask": "plan",
        "income": {"monthly_net": "1900.00"},
        "claims": [{"id": "1", "kind": "invoice", "balance": "900.00", "phase": "open"}],
    }
    return read_situation(told, lambda name: load(name).shape)[1]


def test_it_is_used_from_its_day_and_not_before(session: Session, people: list[Actor]) -> None:
    adopt(session, people)
    town = town_in(session, OSS)
    assert instalment(town, EVE) == instalment(OSS, EVE)
    before, after = instalment(OSS, START), instalment(town, START)
    assert before is not None
    assert after is not None
    assert after < before
    entry = town.policy.dated("threshold_percent", START)
    assert (entry.mark, entry.source) == ("policy", "Council decision 2026-118, 2026-11-02")


def test_what_was_released_before_its_day_keeps_its_digest(
    session: Session, people: list[Actor]
) -> None:
    adopt(session, people)
    town = town_in(session, OSS)
    assert town.policy.digest(EVE) == OSS.policy.digest(EVE)
    assert town.policy.digest(START) != OSS.policy.digest(START)
    released = read_releases((OSS.folder / "released.txt").read_text("utf-8"))
    assert list(faults(town.policy, released)) == []


def kept(session: Session, town: Municipality, on: date) -> None:
    """Keep what the rules answer on a day on a case."""
    case = builders.case(session, builders.person(session))
    answer = assess(request(on), town.policy)
    row = Receipt(
        case_id=case.id,
        made_at=NOW,
        facts=situation_to_json("oss", request(on), OSS.shape),
        result=answer_to_stored(answer),
        policy_id=answer.policy.id,
        policy_version=answer.policy.version,
        policy_hash=answer.policy.hash,
    )
    row.seal = Kept.of(row).sealed()
    session.add(row)
    session.flush()


def test_decided_cases_stay_and_later_ones_are_derived_again(
    session: Session, people: list[Actor]
) -> None:
    kept(session, OSS, TODAY)
    adopt(session, people)
    town = town_in(session, OSS)
    kept(session, town, EVE)
    kept(session, town, START)
    assert [found.differences for found in replay(session, town)] == [()] * 3
    without = [bool(found.differences) for found in replay(session, OSS)]
    assert without == [False, False, True], "the last one rests on what was adopted"


def test_a_proposal_alone_changes_nothing(session: Session, people: list[Actor]) -> None:
    propose(session, people[0], OSS, WANTED, DAY)
    assert town_in(session, OSS) is OSS


def test_nobody_signs_their_own(session: Session, people: list[Actor]) -> None:
    row = propose(session, people[0], OSS, WANTED, DAY)
    with pytest.raises(NotAllowed):
        sign(session, people[0], OSS, row.ref, seen=0, day=DAY)


@pytest.mark.parametrize(
    "wrong",
    [
        {"done_by": "proposer"},
        {"done_by": "proposer", "proposed_by": "other"},
        {"done_on": START},
        {"done_on": START, "starts_on": START + timedelta(days=9)},
    ],
)
def test_the_database_itself_wants_two_people_before_the_day(
    session: Session, people: list[Actor], wrong: dict[str, Any]
) -> None:
    row = propose(session, people[0], OSS, WANTED, DAY)
    ids = {"proposer": people[0].id, "other": people[1].id}
    told = {
        "adoption_id": row.id,
        "no": 1,
        "kind": "signed",
        "starts_on": START,
        "proposed_by": people[0].id,
        "done_by": people[1].id,
        "done_on": TODAY,
        "done_at": NOW,
    }
    session.add(AdoptionAct(**told | {key: ids.get(str(of), of) for key, of in wrong.items()}))
    with pytest.raises(IntegrityError):
        session.flush()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"starts_on": TODAY}, "error-adopt-day"),
        ({"starts_on": TODAY - timedelta(days=40)}, "error-adopt-day"),
        ({"written": "130.00"}, "error-adopt-value"),
        ({"written": True}, "error-adopt-value"),
        ({"written": 100_000}, "error-adopt-value"),
        ({"written": -1}, "error-adopt-value"),
        ({"written": 120}, "error-adopt-same"),
        ({"decision": " "}, "error-adopt-decision"),
        ({"decided_on": TODAY + timedelta(days=1)}, "error-adopt-decision"),
    ],
)
def test_what_cannot_be_proposed(
    session: Session, people: list[Actor], change: dict[str, Any], why: str
) -> None:
    with pytest.raises(NotNow) as said:
        propose(session, people[0], OSS, replace(WANTED, **change), DAY)
    assert said.value.message == why


@pytest.mark.parametrize(
    "place", [("settings", "nothing"), ("settings", "fine_kinds"), ("others", "threshold_percent")]
)
def test_only_a_number_that_the_data_hold_is_changed(
    session: Session, people: list[Actor], place: tuple[str, str]
) -> None:
    wanted = replace(WANTED, group=place[0], name=place[1])
    with pytest.raises(NotFound):
        propose(session, people[0], OSS, wanted, DAY)


def test_an_assumed_value_becomes_firm_with_its_decision(
    session: Session, people: list[Actor]
) -> None:
    adopt(session, people, replace(WANTED, name="short_term_months", written=12))
    policy = town_in(session, OSS).policy
    marks = [policy.mark("short_term_months", on) for on in (EVE, START)]
    assert marks == ["assumed", "policy"]


def test_what_is_adopted_after_the_period_of_a_policy_is_firm(
    session: Session, people: list[Actor]
) -> None:
    town = load("norddjurs")
    wanted = replace(WANTED, name="minimum_instalment", written="150.00")
    row = propose(session, people[0], town, wanted, DAY)
    sign(session, people[1], town, row.ref, seen=0, day=DAY)
    assert town_in(session, town).policy.mark("minimum_instalment", START) == "policy"


def test_terms_beside_the_rules_are_adopted_the_same_way(
    session: Session, people: list[Actor]
) -> None:
    adopt(session, people, replace(WANTED, group="courses", name="plan_grace_days", written=5))
    terms = town_in(session, OSS).terms
    assert [terms.number("plan_grace_days", on) for on in (EVE, START)] == [3, 5]


def test_a_figure_in_a_row_of_a_frame_is_changed_alone(
    session: Session, people: list[Actor]
) -> None:
    town = load("norddjurs")
    before = town.policy.dated("frame", START).value
    assert isinstance(before, Frame)
    wanted = replace(WANTED, name="frame.1.months", written=36)
    row = propose(session, people[0], town, wanted, DAY)
    sign(session, people[1], town, row.ref, seen=0, day=DAY)
    after = town_in(session, town).policy.dated("frame", START).value
    assert after == replace(before, months=(before.months[0], 36))
    below_the_first_row = replace(wanted, name="frame.1.up_to", written="1.00")
    for wrong in (below_the_first_row, replace(wanted, written=0)):
        with pytest.raises(NotNow):
            propose(session, people[0], town, wrong, DAY)


def test_it_is_taken_back_until_its_day(session: Session, people: list[Actor]) -> None:
    row = adopt(session, people)
    with pytest.raises(NotNow):
        withdraw(session, people[0], row.ref, seen=1, day=Day(START, NOW + timedelta(days=29)))
    withdraw(session, people[0], row.ref, seen=1, day=Day(EVE, NOW + timedelta(days=28)))
    assert town_in(session, OSS) is OSS
    acts = [row.act for row in session.exec(select(AuditEvent).order_by("id"))]
    assert acts == ["rules:propose", "rules:signed", "rules:withdrawn"]


def test_who_comes_second_is_told(session: Session, people: list[Actor]) -> None:
    row = adopt(session, people)
    with pytest.raises(Conflict):
        withdraw(session, people[0], row.ref, seen=0, day=DAY)
    again = propose(session, people[0], OSS, replace(WANTED, written=140), DAY)
    with pytest.raises(NotNow):
        sign(session, people[1], OSS, again.ref, seen=0, day=DAY)


def test_no_signature_so_late_that_a_process_could_miss_it(
    session: Session, people: list[Actor]
) -> None:
    row = propose(session, people[0], OSS, WANTED, DAY)
    late = datetime(2026, 11, 30, 22, 55, tzinfo=UTC)  # five minutes to midnight in Oss
    with pytest.raises(NotNow):
        sign(session, people[1], OSS, row.ref, seen=0, day=Day(EVE, late))


@pytest.mark.parametrize("role", ["case_worker", "senior"])
def test_only_a_supervisor_proposes(session: Session, role: str) -> None:
    with pytest.raises(NotAllowed):
        propose(session, staff_actor(builders.staff(session, role)), OSS, WANTED, DAY)


def test_a_process_that_runs_for_long_sees_it_by_its_day(database: Database) -> None:
    current = CurrentTown(database, OSS)
    assert current.on(TODAY, NOW) is OSS
    with database.unit_of_work() as session:
        both = [staff_actor(builders.staff(session, "supervisor")) for _ in range(2)]
        adopt(session, both)
    assert current.on(TODAY, NOW + timedelta(seconds=1)) is OSS
    morning = NOW.replace(day=30, hour=23, minute=1)
    town = current.on(START, morning)
    assert instalment(town, START) == instalment(town_of(database, "oss"), START)
    assert current.on(START, morning + timedelta(minutes=5)) is town


def test_a_value_that_lost_its_place_is_named(session: Session, people: list[Actor]) -> None:
    claim(session, Purpose("oss", demo=True))
    adopt(session, people)
    signed = signed_in(session)
    assert strangers(OSS, signed) == []
    assert strangers(load("norddjurs"), signed) == list(signed)
    (finding,) = (found for found in check(session) if found.name == "adopted-value-has-its-place")
    assert (finding.count, finding.broken) == (1, 0)
