"""What must hold for every situation, drawn at random."""

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.assess import assess_json, read
from portal.money import plain
from portal.rules.answer import OUTCOMES
from portal.rules.arithmetic import at_least, at_most, percent_down, percent_half_up
from tests.rules import oracle, requests

ASKS = ("plan", "lower_instalment", "deferral", "review")
ANY = st.one_of(requests.by_means((*ASKS, "remission")), requests.by_frame())


def answered(asked: dict[str, Any]) -> dict[str, Any]:
    return assess_json(asked, "en")


def judged(answer: dict[str, Any]) -> oracle.Verdict:
    return oracle.Verdict(
        answer["outcome"],
        None if answer["capacity"] is None else Decimal(answer["capacity"]),
        None if answer["instalment"] is None else Decimal(answer["instalment"]),
        {reason["code"] for reason in answer["reasons"]},
    )


@settings(max_examples=200, deadline=None)
@given(requests.by_means(ASKS))
def test_a_means_test_agrees_with_a_second_reading_in_decimals(asked: dict[str, Any]) -> None:
    assert judged(answered(asked)) == oracle.by_means(asked)


@settings(max_examples=200, deadline=None)
@given(requests.by_frame())
def test_a_frame_agrees_with_a_second_reading_in_decimals(asked: dict[str, Any]) -> None:
    assert judged(answered(asked)) == oracle.by_frame(asked)


@settings(max_examples=100, deadline=None)
@given(ANY)
def test_a_schedule_sums_to_the_debt_in_equal_amounts_and_a_smaller_last(
    asked: dict[str, Any],
) -> None:
    answer = answered(asked)
    amounts = [Decimal(entry["amount"]) for entry in answer["schedule"]]
    if answer["outcome"] != "grant" or answer["instalment"] is None:
        assert amounts == []
        return
    owed = [c for c in asked["claims"] if c["phase"] != "transferred"]
    assert sum(amounts) == sum(Decimal(claim["balance"]) for claim in owed)
    assert set(amounts[:-1]) <= {Decimal(answer["instalment"])}
    assert 0 < amounts[-1] <= Decimal(answer["instalment"])
    assert [entry["no"] for entry in answer["schedule"]] == list(range(1, len(amounts) + 1))


@settings(max_examples=100, deadline=None)
@given(ANY)
def test_there_is_no_fifth_outcome_and_a_person_gets_a_reason(asked: dict[str, Any]) -> None:
    answer = answered(asked)
    assert answer["outcome"] in OUTCOMES
    assert answer["outcome"] != "staff" or answer["reasons"]
    codes = [reason["code"] for reason in answer["reasons"]]
    assert len(codes) == len(set(codes))


@settings(max_examples=50, deadline=None)
@given(requests.by_means(("plan",)), st.integers(1, 300_000), st.integers(0, 50_000))
def test_more_income_never_lowers_capacity_by_the_norm(
    asked: dict[str, Any], income: int, more: int
) -> None:
    assert _capacity(asked, "monthly_net", income) <= _capacity(asked, "monthly_net", income + more)


@settings(max_examples=50, deadline=None)
@given(requests.by_frame(), st.integers(1, 60_000_000), st.integers(0, 5_000_000))
def test_more_income_never_lowers_capacity_by_the_table(
    asked: dict[str, Any], income: int, more: int
) -> None:
    asked |= {"debtor": "person"}
    assert _capacity(asked, "yearly_net", income) <= _capacity(asked, "yearly_net", income + more)


def _capacity(asked: dict[str, Any], key: str, income: int) -> Decimal:
    return Decimal(answered(asked | {"income": {key: plain(income)}})["capacity"])


@settings(max_examples=100, deadline=None)
@given(ANY)
def test_the_account_recomputes_line_by_line(asked: dict[str, Any]) -> None:
    answer = answered(asked)
    lines = {
        e["id"]: int(e.get("amount", e.get("value")).replace(".", "")) for e in answer["account"]
    }
    assert bool(lines) == (answer["capacity"] is not None)
    if not lines:
        return
    assert plain(lines["capacity"]) == answer["capacity"]
    if "threshold" in lines:
        assert lines["threshold"] == percent_half_up(lines["norm"], 120)
        assert lines["excess"] == at_least(lines["income"] - lines["threshold"], 0)
        assert lines["capacity"] == percent_down(lines["excess"], 50)
    if "room" in lines:
        assert lines["instalment"] == min(lines["capacity"], lines["room"], lines["open_debt"])
    if "frame_months" in lines:
        whole = -(-lines["open_debt"] // (100 * lines["frame_months"])) * 100
        least = at_least(whole, lines["minimum"])
        assert lines["instalment"] == at_most(least, lines["open_debt"])
    if "percentage" in lines:
        a_month = Decimal(lines["net_income"]) * lines["percentage"] / 1200
        assert lines["capacity"] == a_month // 5000 * 5000


@settings(max_examples=30, deadline=None)
@given(ANY)
def test_the_same_request_gets_the_same_answer(asked: dict[str, Any]) -> None:
    assert read(asked) == read(asked)
    assert answered(asked) == answered(asked)
