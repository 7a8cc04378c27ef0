"""The time bar with many acts: each counts if it came in time, whatever order they are told in."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.municipality import load
from portal.rules.limitation import Act, act_of, after, bar_of_bill, first, is_firm, years_of
from portal.rules.policy import book

DUE = date(2022, 3, 1)
TOWNS = {town: book(load(town).policy, date(2026, 1, 1)) for town in ("oss", "norddjurs")}
DENMARK, NETHERLANDS = TOWNS["norddjurs"], TOWNS["oss"]
ACTS = st.lists(
    st.builds(
        Act,
        st.dates(date(2022, 3, 2), date(2045, 1, 1)),
        st.booleans(),
        st.booleans(),
    ),
    max_size=6,
)

SITUATIONS = [
    ("oss", "ordinary", [], "2027-03-02"),
    ("oss", "ordinary", [("reminder", "2027-03-01")], "2032-03-02"),
    ("oss", "ordinary", [("reminder", "2027-03-02")], "2027-03-02"),
    ("oss", "ordinary", [("reminder", "2023-01-01"), ("writ", "2027-12-31")], "2033-01-01"),
    ("oss", "ordinary", [("wage_withholding", "2023-01-01")], "2027-03-02"),
    ("oss", "ordinary", [("acknowledgement", "2024-02-29")], "2029-03-01"),
    ("norddjurs", "ordinary", [("reminder", "2024-01-01")], "2025-03-02"),
    ("norddjurs", "ordinary", [("attachment", "2025-03-01")], "2028-03-02"),
    ("norddjurs", "ordinary", [("attachment", "2025-03-02")], "2025-03-02"),
    (
        "norddjurs",
        "ordinary",
        [("attachment", "2025-03-01"), ("set_off", "2028-03-01"), ("set_off", "2031-03-02")],
        "2031-03-02",
    ),
    ("norddjurs", "ordinary", [("acknowledgement", "2024-06-01")], "2034-06-02"),
    (
        "norddjurs",
        "ordinary",
        [("acknowledgement", "2024-06-01"), ("attachment", "2034-06-01")],
        "2044-06-02",
    ),
    ("norddjurs", "instrument", [], "2032-03-02"),
    ("norddjurs", "settlement", [("wage_withholding", "2030-01-01")], "2040-01-02"),
]


@pytest.mark.parametrize(("town", "basis", "acts", "bar"), SITUATIONS, ids=str)
def test_situations(town: str, basis: str, acts: list[tuple[str, str]], bar: str) -> None:
    values = TOWNS[town]
    running = first(DUE, is_long=is_firm(values, basis), years=years_of(values))
    done = [act_of(values, name, date.fromisoformat(on)) for name, on in acts]
    assert after(running, done, years_of(values)).bar.isoformat() == bar


@given(ACTS, st.randoms())
def test_the_order_they_are_told_in_changes_nothing(acts: list[Act], chance) -> None:  # noqa: ANN001
    running = first(DUE, is_long=False, years=years_of(DENMARK))
    told = list(acts)
    chance.shuffle(told)
    years = years_of(DENMARK)
    assert after(running, told, years).bar == after(running, acts, years).bar


@given(ACTS)
def test_an_act_never_brings_the_bar_nearer(acts: list[Act]) -> None:
    running, years = first(DUE, is_long=False, years=years_of(DENMARK)), years_of(DENMARK)
    for count in range(len(acts)):
        ordered = sorted(acts, key=lambda act: act.on)
        assert (
            after(running, ordered[: count + 1], years).bar
            >= after(running, ordered[:count], years).bar
        )


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_the_last_safe_day_is_the_last_on_which_an_act_helps(due_on: date) -> None:
    years = years_of(NETHERLANDS)
    running = first(due_on, is_long=False, years=years)
    assert running.bar == bar_of_bill(NETHERLANDS, due_on)
    assert after(running, [Act(running.last_safe_day)], years).bar > running.bar
    assert after(running, [Act(running.bar)], years).bar == running.bar


def test_time_given_to_pay_lengthens_what_runs_after_it_began() -> None:
    years = years_of(NETHERLANDS)
    pause = [date(2024, 1, 1) + timedelta(days=number) for number in range(60)]

    def added(start: date) -> int:
        return sum(day >= start for day in pause)

    running = first(DUE, is_long=False, years=years, added=added)
    assert running.bar == date(2027, 3, 2) + timedelta(days=60)
    in_it = after(running, [Act(date(2024, 1, 30))], years, added)
    assert in_it.bar == date(2029, 1, 31) + timedelta(days=30)
