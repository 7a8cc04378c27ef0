"""What a claim lacks to be billed and handed over, kind by kind, told before the bill goes out."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from portal.ledger.origin.floor import is_collected, is_let_go
from portal.ledger.origin.kinds import billed_by_units, needs_of
from portal.ledger.origin.readiness import CODES, readiness
from portal.municipality import load

DAY = date(2026, 11, 21)
DK, NL = load("norddjurs"), load("oss")


@dataclass(frozen=True)
class Bill:
    """A bill for daycare that lacks nothing."""

    description: str = "Plads i børnehave, oktober 2026"
    person_name: str = "A. Eksempel"
    unit: str = "Dagtilbud"
    arose_on: date = date(2026, 11, 2)
    due_on: date = date(2026, 12, 21)
    time_bar_on: date = date(2029, 12, 22)
    principal: int = 2400_00
    period_from: date | None = date(2026, 10, 1)
    period_to: date | None = date(2026, 10, 31)
    basis: str = "ordinary"
    basis_on: date | None = None
    scheme: str | None = None


def lacks(kind: str = "daycare", town: Any = DK, **changes: Any) -> list[str]:
    return [
        lack.code for lack in readiness(replace(Bill(), **changes), needs_of(town, kind, DAY), DAY)
    ]


def test_a_whole_bill_lacks_nothing() -> None:
    assert lacks() == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"principal": 0}, "principal"),
        ({"description": "Plads"}, "description_short"),
        ({"description": "x" * 201}, "description_long"),
        ({"description": "Plads til barnet 010190-1238"}, "description_number"),
        ({"description": "Plads til barnet 0101 90 1238"}, "description_number"),
        ({"description": "Ekstra plads under sygdommen"}, "description_health"),
        ({"description": "Plads til Anna Prøvesen, oktober"}, "description_name"),
        ({"description": "Plads for a. eksempel, oktober"}, "description_name"),
        ({"arose_on": date(2026, 11, 22)}, "arose_later"),
        ({"due_on": date(2026, 11, 1)}, "arose_after_due"),
        ({"time_bar_on": DAY}, "too_old"),
        ({"period_to": None}, "period_missing"),
        ({"period_to": date(2026, 9, 30)}, "period_turned"),
        ({"basis": "judgment", "basis_on": DAY}, "basis_other"),
        ({"basis_on": DAY}, "basis_day"),
    ],
)
def test_each_lack_is_found(changes: dict[str, Any], code: str) -> None:
    assert lacks(**changes) == [code]


def test_damages_need_a_judgment_for_their_code_but_the_bill_may_go_out() -> None:
    needs = needs_of(DK, "damages", DAY)
    bill = replace(Bill(), description="Skade på et vejskilt, 3. maj 2026")
    (lack,) = readiness(bill, needs, DAY)
    assert (lack.code, lack.stops) == ("basis_needed", False)
    judged = replace(bill, basis="judgment", basis_on=date(2026, 9, 1))
    assert readiness(judged, needs, DAY) == []
    assert lacks("damages", basis="judgment") == ["basis_day"]


def test_a_kind_without_a_code_is_billed_and_the_collection_department_is_told() -> None:
    assert lacks("culture_school", unit="Kulturskolen") == ["type_code"]
    assert lacks("rat_control", period_from=None) == ["period_missing"]


def test_a_dutch_benefit_needs_its_act_and_an_invoice_does_not() -> None:
    assert lacks("benefit_recovery", NL) == ["scheme_missing"]
    assert lacks("benefit_recovery", NL, scheme="pw") == []
    assert lacks("invoice", NL, period_from=None, period_to=None) == []


def test_what_stops_the_bill_comes_first_and_a_description_brings_its_example() -> None:
    bill = replace(Bill(), description="Anna Prøvesen", principal=0)
    found = readiness(bill, needs_of(DK, "daycare", DAY), DAY)
    assert [(lack.code, lack.stops) for lack in found] == [
        ("principal", True),
        ("description_name", False),
    ]
    assert "børnehave" in found[1].guidance["da"]


def test_every_kind_of_every_municipality_says_what_it_needs_in_each_language() -> None:
    for town in (DK, NL):
        for kind in town.kinds:
            needs = needs_of(town, kind, DAY)
            assert set(needs.rests_on) == set(needs.example) == set(town.languages), kind
            assert needs.basis.mark in ("law", "policy", "assumed")
            example = needs.example[town.languages[0]]
            assert not set(lacks(kind, town, description=example)) & {
                code for code in CODES if code.startswith("description")
            }, kind
    assert "property_tax" not in billed_by_units(DK, DAY)


def test_below_the_floor_nothing_is_collected_and_exactly_the_floor_is() -> None:
    assert [is_collected(DK.policy, amount, DAY) for amount in (24_99, 25_00)] == [False, True]
    assert is_collected(DK.policy, 1, date(2001, 1, 1))
    assert is_collected(NL.policy, 1, DAY)


def test_a_crumb_is_let_go_when_asked_but_not_a_fine() -> None:
    assert is_let_go(NL.policy, "loan", 100_00, DAY)
    assert not is_let_go(NL.policy, "loan", 100_01, DAY)
    assert not is_let_go(NL.policy, "fine", 50_00, DAY)
    assert not is_let_go(DK.policy, "invoice", 1_00, DAY)
