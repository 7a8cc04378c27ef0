"""A line is worked out once, stands where it is written, and is as weak as what it rests on."""

from datetime import date

import pytest

from portal.rules.line import LAW, POLICY, Calculation, line
from portal.rules.policy import Article, DatedValue, Policy, book

TODAY = date(2026, 7, 1)


def dated(value: int, mark: str, changes_on: date | None = None) -> tuple[DatedValue, ...]:
    return (DatedValue(value, date(2020, 1, 1), "here", mark, changes_on),)


def policy(until: date | None = None) -> Policy:
    return Policy(
        id="p",
        version="1",
        title="P",
        starts=date(2020, 1, 1),
        until=until,
        income_period="month",
        own_facts=frozenset(),
        articles={"here": Article("art. 1", "", "law")},
        settings={"percent": dated(50, "policy"), "guess": dated(7, "assumed")},
        amounts={"norm": dated(1000, "law", changes_on=date(2027, 1, 1))},
    )


class Half(Calculation):
    """Two lines and a plain method between them."""

    times = 0

    @line("here", LAW)
    def whole(self) -> int:
        """The norm."""
        self.times += 1
        return self.number("norm")

    @line("here", POLICY)
    def half(self) -> int:
        """Half of it."""
        return self.whole * self.percent("percent") // 100

    @line("here", LAW, "count")
    def months(self) -> int:
        """A value, not an amount."""
        return self.number("guess")

    @line("here", LAW)
    def again(self) -> int:
        """Rests on a line that is worked out already."""
        return self.half


def half(on: date = TODAY, until: date | None = None) -> Half:
    return Half(book(policy(until), on))


def test_the_account_reads_as_the_class_is_written() -> None:
    lines = half().account()
    assert [(entry.id, entry.amount, entry.value, entry.percent) for entry in lines] == [
        ("whole", 1000, None, None),
        ("half", 500, None, 50),
        ("months", None, "7", None),
        ("again", 500, None, None),
    ]
    assert {entry.article for entry in lines} == {"here"}


def test_a_line_is_worked_out_once() -> None:
    calculation = half()
    assert calculation.half + calculation.whole + calculation.again == 2000
    assert calculation.times == 1


@pytest.mark.parametrize(
    ("on", "until", "marks"),
    [
        (date(2026, 12, 31), None, ["law", "policy", "assumed", "policy"]),
        (date(2027, 1, 1), None, ["assumed", "assumed", "assumed", "assumed"]),
        (date(2026, 12, 31), date(2026, 12, 31), ["law", "policy", "assumed", "policy"]),
        (date(2026, 12, 31), date(2026, 12, 30), ["law", "assumed", "assumed", "assumed"]),
    ],
)
def test_a_line_is_as_weak_as_what_it_rests_on(
    on: date, until: date | None, marks: list[str]
) -> None:
    assert [entry.mark for entry in half(on, until).account()] == marks


def test_the_order_of_working_out_does_not_change_the_marks() -> None:
    one, other = half(), half()
    assert one.months + one.again == 507
    assert one.account() == other.account()


def test_a_line_of_the_class_is_the_line_itself() -> None:
    assert Half.half.article == "here"
    assert Half.lines == (Half.whole, Half.half, Half.months, Half.again)
