"""What a plan's days and amounts become by a change: the sum, the order and the rules hold."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.ledger.bankdays import is_bank_day
from portal.ledger.plans import first_due
from portal.ledger.plans.courses import Course, longer, movable, moved, paused, spread, window
from portal.ledger.plans.days import due_dates, step_at
from portal.rules.rhythm import per_instalment, per_month
from portal.rules.schedule import schedule

DAY = date(2026, 11, 2)


def course(
    total: int = 100_00,
    amount: int = 25_00,
    anchor: date = date(2026, 11, 25),
    rhythm: str = "month",
    country: str = "NL",
) -> Course:
    amounts = schedule(total, amount)
    days = due_dates(anchor, len(amounts), country, rhythm)
    return Course(amount, rhythm, anchor, tuple(zip(days, amounts, strict=True)))


@pytest.mark.parametrize(
    ("anchor", "rhythm", "country", "days"),
    [
        (date(2027, 12, 31), "month", "NL", ["2027-12-31", "2028-01-31", "2028-02-29"]),
        (date(2027, 1, 31), "month", "NL", ["2027-02-01", "2027-03-01", "2027-03-31"]),
        (date(2027, 1, 30), "month", "DK", ["2027-02-01", "2027-03-01", "2027-03-30"]),
        (date(2028, 2, 29), "month", "NL", ["2028-02-29", "2028-03-29", "2028-05-02"]),
        # Clocks go forward on 28 March 2027: a day of 23 hours is a day.
        (date(2027, 3, 26), "week", "DK", ["2027-03-30", "2027-04-02", "2027-04-09"]),
        (date(2026, 12, 4), "four_weeks", "DK", ["2026-12-04", "2027-01-04", "2027-01-29"]),
        (date(2026, 12, 24), "week", "NL", ["2026-12-24", "2026-12-31", "2027-01-07"]),
        (date(2026, 12, 24), "week", "DK", ["2026-12-28", "2027-01-04", "2027-01-07"]),
    ],
)
def test_days_are_counted_from_the_pay_day_and_move_to_a_bank_day(
    anchor: date, rhythm: str, country: str, days: list[str]
) -> None:
    found = due_dates(anchor, 3, country, rhythm)
    assert [day.isoformat() for day in found] == days


def test_a_pause_leaves_one_out_and_moves_the_end() -> None:
    before = course()
    after = paused(before, 1, "NL")
    days = [day for day, _ in before.instalments]
    assert [day for day, _ in after.instalments] == [days[0], *days[2:], date(2027, 3, 25)]
    assert [amount for _, amount in after.instalments] == [25_00] * 4


def test_another_day_moves_this_instalment_and_all_after_it() -> None:
    after = moved(course(), 1, date(2027, 1, 4), "NL")
    assert [day.isoformat() for day, _ in after.instalments] == [
        "2026-11-25",
        "2027-01-04",
        "2027-02-04",
        "2027-03-04",
    ]


def test_a_day_moves_a_month_at_most_and_no_nearer_than_the_notice() -> None:
    first, last = window(course(), 0, DAY, "NL", 31)
    assert (first, last) == (first_due(DAY, "NL"), date(2026, 12, 26))
    soon = course(anchor=date(2026, 11, 4))
    assert window(soon, 0, DAY, "NL", 31)[0] == date(2026, 11, 4)


def test_what_is_open_is_spread_over_the_days_to_come() -> None:
    after = spread(course(), 1, schedule(75_00, 10_00), on=DAY, monthly=10_00, country="NL")
    assert [amount for _, amount in after.instalments] == [25_00, *[10_00] * 7, 5_00]
    assert after.instalments[1][0] == date(2026, 12, 28)


def test_a_missed_instalment_is_spread_with_the_rest() -> None:
    late = date(2026, 12, 10)
    after = spread(course(), 0, schedule(100_00, 20_00), on=late, monthly=20_00, country="NL")
    assert after.instalments[0][0] > late


def test_amounts_of_another_sum_are_refused() -> None:
    with pytest.raises(ValueError, match="do not sum"):
        spread(course(), 0, [50_00], on=DAY, monthly=50_00, country="NL")


def test_what_came_on_top_makes_the_plan_longer_by_no_more_than_usual() -> None:
    after = longer(course(), 30_00, date(2027, 2, 26), "NL")
    assert [amount for _, amount in after.instalments[4:]] == [25_00, 5_00]
    assert after.instalments[4][0] == date(2027, 3, 25)


def test_a_plan_of_a_few_cents_does_not_go_on_for_ever() -> None:
    after = longer(course(total=2, amount=1), 250_00, DAY, "NL")
    assert after.total == 250_02
    assert len(after.instalments) == 2 + 120


ANCHORS = st.dates(date(2024, 1, 1), date(2035, 12, 31))
RHYTHMS = st.sampled_from(["month", "four_weeks", "week"])
COUNTRIES = st.sampled_from(["NL", "DK"])


@given(
    total=st.integers(7_77, 2_000_00),
    amount=st.integers(7_77, 90_000),
    anchor=ANCHORS,
    rhythm=RHYTHMS,
    country=COUNTRIES,
    acts=st.lists(st.tuples(st.sampled_from("mpslu"), st.integers(0, 40)), max_size=5),
)
def test_any_changes_keep_the_sum_the_order_and_the_bank_days(
    total: int,
    amount: int,
    anchor: date,
    rhythm: str,
    country: str,
    acts: list[tuple[str, int]],
) -> None:
    made = course(total, amount, anchor, rhythm, country)
    on, asked = anchor - timedelta(days=10), total
    for act, days in acts:
        on += timedelta(days=days)
        at = movable(made, 0, on)
        if act == "l":
            made, asked = longer(made, 7_77, on, country), asked + 7_77
        elif act == "s":
            new = schedule(made.total, max(1, amount - days))
            made = spread(made, 0, new, on=on, monthly=amount, country=country)
        elif at < len(made.instalments) and act == "p":
            made = paused(made, at, country)
        elif at < len(made.instalments) and act == "m":
            earliest, latest = window(made, at, on, country, 31)
            made = moved(made, at, min(latest, earliest + timedelta(days=days)), country)
        found = [day for day, _ in made.instalments]
        assert made.total == asked
        assert found == sorted(set(found))
        assert all(is_bank_day(day, country) for day in found)
        assert all(0 < part <= amount for _, part in made.instalments)


@given(st.integers(1, 10**7), st.sampled_from([12, 13, 52]))
def test_a_year_of_instalments_never_asks_more_than_twelve_months(monthly: int, times: int) -> None:
    one = per_instalment(monthly, times)
    assert one * times <= monthly * 12 or one == 1
    assert (one + 1) * times > monthly * 12
    assert per_month(one, times) <= monthly or one == 1


@given(ANCHORS, ANCHORS, RHYTHMS, COUNTRIES)
def test_the_first_day_of_a_rhythm_from_a_day_on(
    anchor: date, earliest: date, rhythm: str, country: str
) -> None:
    step = step_at(anchor, earliest, country, rhythm)
    before, found = due_dates(anchor, 2, country, rhythm, step - 1)
    assert before < earliest <= found
