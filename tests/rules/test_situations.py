"""Every situation of tests/situations comes out as written."""

from typing import Any

import pytest

from portal.rules.verdict import ARTICLES
from tests.rules.situations import Told, all_situations

SITUATIONS = all_situations()


@pytest.mark.parametrize("told", SITUATIONS, ids=lambda told: told.name)
def test_the_rules_answer(told: Told) -> None:
    answer = told.answered()
    assert {key: _found(answer, key) for key in told.expected} == {
        key: _wanted(key, value) for key, value in told.expected.items()
    }
    lines = {line["id"]: line for line in answer["account"]}
    figures = {key: lines[key].get("amount", lines[key].get("value")) for key in told.account}
    assert figures == told.account
    assert {key: lines[key]["mark"] for key in told.marks} == told.marks


def _found(answer: dict[str, Any], key: str) -> Any:
    if key == "reasons":
        return sorted(reason["code"] for reason in answer["reasons"])
    if key == "schedule":
        return [entry["amount"] for entry in answer["schedule"]]
    return answer[key]


def _wanted(key: str, value: Any) -> Any:
    if key == "reasons":
        return sorted(value)
    if key == "schedule":
        return [amount for written in value for amount in _instalments(written)]
    return value or None


def _instalments(written: str) -> list[str]:
    """ "6 x 148.32" is six times that amount."""
    times, _, amount = written.rpartition(" x ")
    return [amount] * int(times or 1)


def test_every_reason_code_has_its_situation() -> None:
    told = {code for told in SITUATIONS for code in told.expected.get("reasons", ())}
    assert told == set(ARTICLES)


def test_the_account_has_the_lines_of_its_kind_in_order() -> None:
    accounts = {tuple(line["id"] for line in told.answered()["account"]) for told in SITUATIONS}
    means = ("room", "open_debt", "instalment")
    assert accounts == {
        (),
        ("income", "norm", "threshold", "excess", "capacity", *means),
        ("income", "own_norm", "capacity", *means),
        ("net_income", "percentage", "capacity", "open_debt"),
        (
            "net_income",
            "percentage",
            "capacity",
            "open_debt",
            "frame_months",
            "minimum",
            "instalment",
        ),
    }
