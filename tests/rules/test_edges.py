"""At the edges: every reason a municipality can give, and the neighbours of every threshold."""

from datetime import date, timedelta
from typing import Any

import pytest

from portal import municipality
from portal.rules.bands import Bands, Frame
from portal.rules.verdict import ARTICLES
from tests.rules.edges import HOUSEHOLDS, add, ask, named, prepared, tables

MEANS, FRAME = "oss", "norddjurs"
NEIGHBOURS = {"below", "at", "above"}
GIVEN = {
    MEANS: {
        *("no_capacity", "below_minimum", "proposal_covers_capacity", "proposal_below_capacity"),
        *("capped_by_room", "room_estimated", "within_short_term", "crumb_amount"),
        *("loan_paid_36_months", "remission_signs", "assets_above_limit", "information_breach"),
        *("income_needed", "new_rules_cost_more", "lower_at_review", "weighing_needed"),
    },
    FRAME: {
        *("within_short_term", "excluded_kind", "transferred", "amount_above_frame"),
        *("capacity_below_frame", "proposal_below_frame", "above_capacity"),
        *("weighing_needed", "below_collection_limit"),
    },
}
"""The reasons of the contract that each of them can give."""
IN_TABLES = {
    **dict.fromkeys(("norm_single", "norm_couple"), "norms"),
    **dict.fromkeys(("norm_single_pension", "norm_couple_pension", "threshold_percent"), "norms"),
    **dict.fromkeys(("sharers_percent", "percent_a_sharer", "recipient_percent"), "sharers"),
    **dict.fromkeys(("protected_single", "protected_single_parent"), "protected"),
    **dict.fromkeys(("protected_couple", "protected_couple_with_children"), "protected"),
    "protected_percent": "protected",
    **dict.fromkeys(("assets_single", "assets_family"), "assets"),
    "capacity_table": "bands",
}
"""Thresholds whose neighbours follow from a table, and its name."""
NO_THRESHOLD = {
    "capacity_percent": "a share of what is above the threshold; shown with every norm",
    "instalment_step": "how a whole krone is rounded; shown with the minimum",
    "capacity_step": "how a capacity is rounded; shown with the bands",
    **dict.fromkeys(
        ("crumb_includes_limit", "crumb_takes_remainders", "crumb_takes_fines"), "yes or no"
    ),
    **dict.fromkeys(("use_cost_sharer_norm", "time_bar_postponed"), "yes or no"),
}
"""Dated numbers on whose two sides nothing else happens."""
A_DAY_OR_A_SUM = (
    *("reminder_weeks", "time_bar_side_years", "time_bar_next_warning", "time_bar_last_warning"),
    *("interest_rate", "reminder_fee_distraint", "reminder_fee_civil"),
)
"""What a calculation for staff only counts with; nothing is decided on its two sides."""
FAMILIES = ("disposable_", "interest_rate_")
"""Beginnings of more of them."""


@pytest.mark.parametrize("town", GIVEN)
def test_every_reason_has_its_situation_at_the_edges(town: str) -> None:
    told = tables(town, "situation")
    found = {code for situation in told for code in situation["out"].get("reasons", ())}
    assert found == GIVEN[town]


def test_every_reason_of_the_contract_is_given_by_one_of_them() -> None:
    assert set().union(*GIVEN.values()) == set(ARTICLES)


@pytest.mark.parametrize("town", GIVEN)
def test_every_dated_threshold_has_its_neighbours(town: str) -> None:
    policy, edges = municipality.load(town).policy, prepared(town) | named(town)
    for name, series in {**policy.settings, **policy.amounts}.items():
        values = [entry.value for entry in series]
        if not isinstance(values[-1], int | Bands | Frame) or name in NO_THRESHOLD:
            continue
        if name in A_DAY_OR_A_SUM or name.startswith(FAMILIES):
            continue
        if name in IN_TABLES:
            dated = [table.get("from", table.get("on")) for table in tables(town, IN_TABLES[name])]
            assert {entry.start for entry in series} <= set(dated), name
        else:
            steps = {step for step, _ in edges[name]}
            tops = len(values[-1].tops) if isinstance(values[-1], Frame) else 1
            assert len(steps) == tops, name
            assert edges[name] == {(step, at) for step in steps for at in NEIGHBOURS}, name


def days(table: dict[str, Any]) -> tuple[date, date]:
    """The first day of a table's values and their last."""
    return table["from"], table["until"]


NORMS = [
    (on, row) for table in tables(MEANS, "norms") for on in days(table) for row in table["rows"]
]


@pytest.mark.parametrize(
    ("on", "row"), NORMS, ids=lambda v: v["household"] if type(v) is dict else f"{v}"
)
@pytest.mark.parametrize(
    ("cents", "capacity", "outcome", "codes"),
    [
        (-1, "0.00", "staff", ["no_capacity"]),
        (0, "0.00", "staff", ["no_capacity"]),
        (1, "0.00", "staff", ["no_capacity"]),
        (2, "0.01", "staff", ["below_minimum"]),
        (49_99, "24.99", "staff", ["below_minimum"]),
        (50_00, "25.00", "grant", []),
        (50_02, "25.01", "grant", []),
    ],
)
def test_around_the_threshold_of_each_norm(
    on: date, row: dict[str, str], cents: int, capacity: str, outcome: str, codes: list[str]
) -> None:
    income = {"monthly_net": add(row["threshold"], cents)}
    answer = ask(MEANS, on, income=income, room="900.00", household=HOUSEHOLDS[row["household"]])
    figures = {name: answer["account"][name] for name in ("norm", "threshold")}
    assert figures == {"norm": row["norm"], "threshold": row["threshold"]}
    found = (answer["capacity"], answer["outcome"], answer["reasons"])
    assert found == (capacity, outcome, codes)


def test_the_norms_follow_each_other_day_by_day() -> None:
    for name in ("norms", "sharers", "protected"):
        ends = [table["until"] + timedelta(days=1) for table in tables(MEANS, name)]
        assert ends[:-1] == [table["from"] for table in tables(MEANS, name)][1:]
    ends = [table["until"] + timedelta(days=1) for table in tables(FRAME, "bands")]
    assert ends[:-1] == [table["from"] for table in tables(FRAME, "bands")][1:]


@pytest.mark.parametrize("table", tables(MEANS, "sharers"), ids=lambda table: f"{table['from']}")
def test_the_norm_of_two_to_six_sharers(table: dict[str, Any]) -> None:
    for on in days(table):
        for sharers, (norm, capacity) in enumerate(table["rows"], 2):
            told = {"income": {"monthly_net": norm}, "household": {"cost_sharers": sharers}}
            answer = ask(MEANS, on, room="900.00", benefit_from_municipality=True, **told)
            assert (answer["account"]["own_norm"], answer["capacity"]) == (norm, capacity)


@pytest.mark.parametrize("table", tables(MEANS, "protected"), ids=lambda table: f"{table['from']}")
def test_the_room_where_the_highest_protected_amount_begins_to_count(table: dict[str, Any]) -> None:
    for on in days(table):
        for row in table["rows"]:
            for income, room in row["incomes"]:
                told = {
                    "income": {"monthly_net": income},
                    "household": HOUSEHOLDS[row["household"]],
                }
                answer = ask(MEANS, on, **told)
                assert answer["account"]["room"] == room, (on, row["household"], income)
                assert "room_estimated" in answer["reasons"]


@pytest.mark.parametrize("table", tables(MEANS, "assets"), ids=lambda table: f"{table['on']}")
@pytest.mark.parametrize("form", ["single", "couple"])
@pytest.mark.parametrize("cents", [-1, 0, 1])
def test_around_the_limit_of_assets_of_each_year(
    table: dict[str, Any], form: str, cents: int
) -> None:
    row = table[form]
    assets = add(row["limit"], cents)
    told = {"income": {"monthly_net": row["income"]}, "household": HOUSEHOLDS[form]}
    answer = ask(MEANS, table["on"], room="300.00", assets=assets, **told)
    expected = ("staff", ["assets_above_limit"]) if cents > 0 else ("grant", [])
    assert (answer["outcome"], answer["reasons"]) == expected
    assert answer["instalment"] == row["instalment"]


@pytest.mark.parametrize("table", tables(FRAME, "bands"), ids=lambda table: f"{table['from']}")
@pytest.mark.parametrize("children", [0, 1])
def test_around_every_band_of_the_table(table: dict[str, Any], children: int) -> None:
    before = table["rows"][0]
    for row in table["rows"]:
        for krone in (-1, 0, 1):
            percent = (before if krone < 0 else row)[1 + children]
            income = row[0] + krone
            if income < 1:
                continue
            wanted = (str(percent), f"{income * percent // 100 // 12 // 50 * 50}.00")
            for on in days(table):
                told = {
                    "income": {"yearly_net": f"{income}.99"},
                    "household": {"children": children},
                }
                answer = ask(FRAME, on, **told)
                assert (answer["account"]["percentage"], answer["capacity"]) == wanted, income
        before = row
