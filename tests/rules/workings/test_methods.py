"""Frame, table and budget side by side: the budget's own examples, and where the three differ."""

from datetime import date

import pytest

from portal.errors import NoValue
from portal.municipality import load
from portal.rules.workings.working import Working
from tests.rules.working_facts import codes, figures, marks, worked

TOWN = load("norddjurs")
IN_2024 = date(2024, 6, 1)


def budget(on: date = IN_2024, **said: object) -> Working:
    facts = {"adults": 1, "open_debt": "9000.00", "yearly_net": "216000.00"} | said
    return worked(TOWN, "methods", on, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "left", "capacity"),
    [
        (
            {"yearly_net": "216000.00", "common_costs": "6500.00", "own_costs": "1600.00"},
            "2660.00",
            "2650.00",
        ),
        (
            {"yearly_net": "168000.00", "common_costs": "6200.00", "own_costs": "500.00"},
            "60.00",
            "50.00",
        ),
        ({"yearly_net": "144000.00", "common_costs": "5500.00"}, "-740.00", "0.00"),
        (
            {
                "yearly_net": "240000.00",
                "adults": 2,
                "common_costs": "12000.00",
                "own_costs": "500.00",
            },
            "7360.00",
            "7350.00",
        ),
        (
            {"yearly_net": "360000.00", "common_costs": "9000.00", "own_costs": "2000.00"},
            "11760.00",
            "11750.00",
        ),
    ],
    ids=["alone", "almost nothing", "too little", "a couple", "well paid"],
)
def test_what_is_left_goes_down_to_whole_steps(
    said: dict[str, object], left: str, capacity: str
) -> None:
    found = figures(budget(**said))
    assert (found["left_over"], found["budget_capacity"]) == (left, capacity)


@pytest.mark.parametrize(
    ("own_costs", "capacity"),
    [("10710.00", "50.00"), ("10710.01", "0.00"), ("10760.00", "0.00"), ("10760.01", "0.00")],
)
def test_one_ore_decides_about_a_step(own_costs: str, capacity: str) -> None:
    assert figures(budget(own_costs=own_costs))["budget_capacity"] == capacity


@pytest.mark.parametrize(
    ("adults", "each"),
    [(1, "7240.00"), (2, "6140.00"), (3, "5773.34")],
)
def test_adults_who_live_together_keep_less_each(adults: int, each: str) -> None:
    assert figures(budget(adults=adults))["disposable_amount"] == each


@pytest.mark.parametrize(
    ("on", "kept", "mark"),
    [
        (date(2023, 12, 31), "7010.00", "law"),
        (date(2024, 1, 1), "7240.00", "law"),
        (date(2024, 12, 31), "7240.00", "law"),
        (date(2025, 1, 1), "7530.00", "assumed"),
        (date(2026, 1, 1), "7900.00", "assumed"),
        (date(2027, 1, 1), "7900.00", "assumed"),
    ],
)
def test_the_amount_is_that_of_the_year(on: date, kept: str, mark: str) -> None:
    made = budget(on)
    assert figures(made)["disposable_amount"] == kept
    assert marks(made)["disposable_amount"] == mark


def test_before_the_first_amounts_there_is_no_account() -> None:
    with pytest.raises(NoValue):
        budget(date(2022, 12, 31)).account()


@pytest.mark.parametrize(
    ("said", "costs"),
    [
        ({"children_0_1": 1, "children_2_6": 1, "children_7_17": 2}, "11750.00"),
        ({"children_7_17": 1, "child_costs": "500.00", "child_support": "1000.00"}, "3130.00"),
        ({"children_7_17": 1, "child_support": "3630.00"}, "0.00"),
        ({"children_7_17": 1, "child_support": "3630.01"}, "0.00"),
        ({"children_7_17": 1, "child_support": "3629.99"}, "0.01"),
    ],
)
def test_children_cost_what_their_benefits_do_not_pay(said: dict[str, object], costs: str) -> None:
    assert figures(budget(**said))["net_child_costs"] == costs


def test_without_children_nothing_is_said_of_them() -> None:
    assert "net_child_costs" not in figures(budget())


def test_a_couple_shares_the_costs_of_its_children() -> None:
    found = figures(budget(adults=2, children_2_6=1, common_costs="0.01"))
    assert found["shared_costs"] == "1260.01"


def test_the_three_stand_side_by_side() -> None:
    found = figures(budget(yearly_net="200000.00", common_costs="4000.00", open_debt="9000.00"))
    assert found["instalment"] == "750.00"
    assert found["percentage"] == "13"
    assert found["capacity"] == "2150.00"
    assert found["budget_capacity"] == "5400.00"
    assert list(found)[-1] == "budget_capacity"


def test_children_change_the_table_too() -> None:
    alone, parent = budget(yearly_net="180000.00"), budget(yearly_net="180000.00", children_7_17=1)
    assert figures(alone)["capacity"] == "1200.00"
    assert figures(parent)["capacity"] == "600.00"


@pytest.mark.parametrize(
    ("common_costs", "first"),
    [
        ("6560.00", "budget_above_table"),
        ("6560.01", "methods_reach_frame"),
        ("6610.00", "methods_reach_frame"),
        ("9427.00", "budget_leaves_nothing"),
    ],
)
def test_staff_are_warned_before_a_budget_raises_the_amount(common_costs: str, first: str) -> None:
    """The table gives 2.150 kr.; at 6.560 kr. of costs the budget gives 50 kr. more."""
    made = budget(yearly_net="200000.00", common_costs=common_costs, own_costs="666.66")
    assert codes(made)[0] == first, figures(made)


@pytest.mark.parametrize(
    ("open_debt", "code"),
    [
        ("30000.00", "methods_reach_frame"),
        ("30000.01", "debt_above_frame"),
    ],
)
def test_a_debt_above_the_frame_is_for_a_person(open_debt: str, code: str) -> None:
    made = budget(yearly_net="300000.00", open_debt=open_debt)
    assert code in codes(made)
    assert ("instalment" in figures(made)) is (code != "debt_above_frame")


def test_what_the_kinder_method_cannot_carry_is_said() -> None:
    made = budget(yearly_net="125000.00", open_debt="9000.00", common_costs="3000.00")
    assert figures(made)["capacity"] == "400.00"
    assert "methods_below_frame" in codes(made)


@pytest.mark.parametrize(("adults", "wrong"), [(0, True), (1, False), (20, False), (21, True)])
def test_somebody_lives_there(adults: int, wrong: bool) -> None:
    assert bool(budget(adults=adults).mistakes()) is wrong
