"""Past decisions computed again: the same to the byte, and one changed byte is found."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from portal.cases.models import Case, Receipt
from portal.cases.receipts import Kept, rebuild
from portal.errors import BadFile
from portal.municipality import Municipality, load
from portal.replay import Replayed, count, replay
from portal.rules.assess import assess
from portal.rules.contract import situation_to_json
from portal.rules.intake import read_situation
from portal.rules.reply import answer_to_stored
from tests import builders
from tests.rules.situations import Told, all_situations

OSS = load("oss")
TOLD = [told for told in all_situations() if not told.settings]
PLAN = next(told for told in TOLD if "100.00" in json.dumps(told.answered()["schedule"]))


def kept(told: Told, town: Municipality | None = None) -> Receipt:
    """A receipt as the portal keeps it, not yet of any case."""
    shapes = lambda name: load(name).shape  # noqa: E731
    name, situation = read_situation(told.request, shapes)
    answer = assess(situation, (town or load(name)).policy)
    policy = answer.policy
    receipt = Receipt(
        case_id=0,
        made_at=builders.NOW,
        facts=situation_to_json(name, situation, load(name).shape),
        result=answer_to_stored(answer),
        policy_id=policy.id,
        policy_version=policy.version,
        policy_hash=policy.hash,
    )
    receipt.seal = Kept.of(receipt).sealed()
    return receipt


@pytest.fixture
def cases(session: Session) -> list[Case]:
    """A case with a receipt for every situation of one municipality."""
    owner = builders.person(session)
    made = []
    for told in TOLD:
        if told.request["municipality"] == OSS.name:
            made.append(builders.case(session, owner))
            receipt = kept(told)
            receipt.case_id = made[-1].id or 0
            session.add(receipt)
    session.flush()
    return made


@pytest.fixture
def unguarded(session: Session) -> Callable[..., None]:
    """Change what the database guards, for one row by the id of its case."""
    if session.connection().dialect.name == "sqlite":
        session.execute(text("drop trigger receipt_no_update"))
    else:
        session.execute(text("alter table receipt disable trigger user"))

    def change(case: Case, column: str, old: str, new: str) -> None:
        value = f"replace(cast({column} as text), :old, :new)"
        if column in ("facts", "result") and session.connection().dialect.name == "postgresql":
            value = f"cast({value} as json)"
        given = {"old": old, "new": new, "case": case.id}
        done = session.execute(
            text(f"update receipt set {column} = {value} where case_id = :case"), given
        )
        assert done.rowcount == 1  # type: ignore[attr-defined]

    return change


def different(session: Session, town: Municipality = OSS) -> list[Replayed]:
    return [found for found in replay(session, town) if found.differences]


def test_every_decision_is_rebuilt_to_the_byte(session: Session, cases: list[Case]) -> None:
    assert len(cases) > 20
    assert count(session) == len(cases)
    assert [found.case for found in replay(session, OSS)] == [case.ref for case in cases]
    assert different(session) == []


@pytest.mark.parametrize("told", TOLD, ids=lambda told: told.name)
def test_every_situation_of_both_municipalities_is_rebuilt(told: Told) -> None:
    receipt = Kept.of(kept(told))
    again = rebuild(load(told.request["municipality"]), receipt)
    assert again.is_same, again.differences
    assert again.result == receipt.result


def at(cases: list[Case], told: Told) -> Case:
    ours = [one for one in TOLD if one.request["municipality"] == OSS.name]
    return cases[ours.index(told)]


@pytest.mark.parametrize(
    ("column", "old", "new", "found"),
    [
        ("facts", '"single"', '"singlf"', ("facts", "seal")),
        ("policy_hash", "a", "b", ("policy hash", "seal")),
        ("policy_version", "2024", "2025", ("policy version", "seal")),
        ("result", '"grant"', '"grand"', ("outcome", "seal")),
        ("result", '"article": "income"', '"article": "incame"', ("line income", "seal")),
        ("result", '"account": [', '"more": 1, "account": [', ("result", "seal")),
    ],
)
def test_one_changed_byte_makes_exactly_that_case_differ(
    session: Session,
    cases: list[Case],
    unguarded: Callable[..., None],
    column: str,
    old: str,
    new: str,
    found: tuple[str, ...],
) -> None:
    case = at(cases, PLAN)
    unguarded(case, column, old, new)
    differing = different(session)
    assert [one.case for one in differing] == [case.ref]
    assert differing[0].differences == found


def test_facts_that_decide_nothing_are_sealed_too() -> None:
    """The number of a claim changes no sum, and yet it is what was told."""
    receipt = kept(PLAN)
    receipt.facts = json.loads(json.dumps(receipt.facts).replace('"id": "', '"id": "x'))
    assert rebuild(OSS, Kept.of(receipt)).differences == ("seal",)


def changed_by_a_cent(setting: str) -> Municipality:
    """Oss with one cent more in an amount of the newest day."""
    policy = OSS.policy
    *before, last = policy.amounts[setting]
    assert isinstance(last.value, int)
    entries = (*before, replace(last, value=last.value + 1))
    return replace(OSS, policy=replace(policy, amounts={**policy.amounts, setting: entries}))


def test_one_cent_in_the_policy_is_found_where_it_held(session: Session, cases: list[Case]) -> None:
    start = OSS.policy.amounts["norm_couple"][-1].start.isoformat()
    ours = [told for told in TOLD if told.request["municipality"] == OSS.name]
    since = {
        case.ref for case, told in zip(cases, ours, strict=True) if told.request["on"] >= start
    }
    found = different(session, changed_by_a_cent("norm_couple"))
    assert {one.case for one in found} == since
    assert all("policy hash" in one.differences for one in found)
    assert any("line norm" in one.differences for one in found)
    assert all("seal" not in one.differences for one in found), "the records were not touched"


def test_some_cases_by_their_reference(session: Session, cases: list[Case]) -> None:
    refs = [cases[3].ref, cases[1].ref]
    assert {found.case for found in replay(session, OSS, refs)} == set(refs)
    assert count(session, refs) == 2
    with pytest.raises(BadFile) as unknown:
        replay(session, OSS, [*refs, "nobody-has-this"])
    assert unknown.value.mistakes == ["case nobody-has-this: not found"]


@pytest.mark.parametrize("broken", [{}, [], "text", None, {"account": 3}, {"account": [1]}])
def test_a_record_that_is_no_record_differs_and_stops_nothing(broken: Any) -> None:
    receipt = Kept.of(kept(PLAN))
    for column in ("facts", "result"):
        spoilt = replace(receipt, **{column: broken})
        assert "seal" in rebuild(OSS, spoilt).differences
        assert len(rebuild(OSS, spoilt).differences) > 1


def test_a_record_without_a_seal_differs() -> None:
    assert rebuild(OSS, replace(Kept.of(kept(PLAN)), seal=None)).differences == ("seal",)


def test_only_a_number_in_place_of_its_text_differs() -> None:
    receipt = Kept.of(kept(PLAN))
    result = {**receipt.result, "schedule": [dict(one) for one in receipt.result["schedule"]]}
    result["schedule"][0]["no"] = True
    assert rebuild(OSS, replace(receipt, result=result)).differences == ("schedule", "seal")
