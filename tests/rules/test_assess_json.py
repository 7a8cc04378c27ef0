"""One request in JSON through the rules, and a file of them, with texts in three languages."""

import json
import re
from datetime import date
from typing import Any

import pytest

from portal.assess import assess_json, assess_lines, parse, read
from portal.errors import BadFile
from portal.municipality import load
from portal.rules.assess import assess
from portal.rules.policy import book
from portal.rules.reply import answer_from_stored, answer_to_stored
from tests.rules.situations import all_situations
from tests.rules.test_contract import NORDDJURS, OSS

PLAN: dict[str, Any] = {
    "municipality": "oss",
    "on": "2026-07-01",
    "ask": "plan",
    "income": {"monthly_net": "2000.00"},
    "claims": [{"id": "a", "kind": "loan", "balance": "250.00", "phase": "open"}],
}
SITUATIONS = [told for told in all_situations() if not told.settings]


def test_an_answer_is_whole() -> None:
    answer = assess_json(PLAN, "en")
    policy = load("oss").policy
    assert answer["outcome"] == "grant"
    assert (answer["capacity"], answer["instalment"]) == ("148.32", "100.00")
    assert answer["schedule"] == [
        {"no": 1, "amount": "100.00"},
        {"no": 2, "amount": "100.00"},
        {"no": 3, "amount": "50.00"},
    ]
    assert [set(reason) for reason in answer["reasons"]] == [{"code", "article", "text"}]
    assert answer["account"][2] == {
        "id": "threshold",
        "term": "Free for living",
        "amount": "1703.35",
        "article": "Beleidsregels Oss art. 18",
        "mark": "policy",
    }
    held = book(policy, date.fromisoformat(PLAN["on"])).hash
    assert answer["policy"] == {"id": policy.id, "version": policy.version, "hash": held}
    assert list(answer) == [
        "outcome",
        "capacity",
        "instalment",
        "schedule",
        "reasons",
        "account",
        "policy",
    ]


@pytest.mark.parametrize("lang", ["nl", "da", "en"])
def test_every_line_and_reason_has_its_words(lang: str) -> None:
    answers = [assess_json(told.request, lang) for told in SITUATIONS]
    said = {line["term"] for answer in answers for line in answer["account"]}
    said |= {reason["text"] for answer in answers for reason in answer["reasons"]}
    assert len(said) > 30
    assert not [words for words in said if re.fullmatch(r"(line|reason)-[a-z0-9-]+", words)]


def test_the_strategy_is_cited_by_its_headings() -> None:
    account = assess_json(NORDDJURS, "da")["account"]
    assert {line["article"] for line in account} == {"Afdragsordninger"}


def test_a_file_is_answered_line_by_line() -> None:
    asked = [PLAN, NORDDJURS, OSS]
    lines = [json.dumps(request) + "\n" for request in asked]
    assert list(assess_lines(lines, "en")) == [assess_json(request, "en") for request in asked]


def test_every_bad_line_is_named_before_any_answer() -> None:
    bad = PLAN | {"ask": "refuse", "color": "red"}
    lines = [json.dumps(PLAN), json.dumps(bad), "", "{", json.dumps(NORDDJURS)]
    with pytest.raises(BadFile) as refused:
        assess_lines(lines, "en")
    places = [": ".join(mistake.split(": ")[:2]) for mistake in refused.value.mistakes]
    assert places == ["line 2: ask", "line 2: color", "line 3: input", "line 4: input"]


@pytest.mark.parametrize(
    "written",
    ["", "{", "NaN", '{"a": Infinity}', '{"a": 1, "a": 2}', "[" * 100_000, "1" * 5000, "plan"],
)
def test_what_is_not_json_is_a_mistake(written: str) -> None:
    with pytest.raises(BadFile, match="input: is not JSON"):
        parse(written)


def test_a_receipt_gives_the_answer_back() -> None:
    for told in SITUATIONS:
        _, situation = read(told.request)
        answer = assess(situation, load(told.request["municipality"]).policy)
        stored = json.loads(json.dumps(answer_to_stored(answer)))
        assert answer_from_stored(stored) == answer


def test_a_policy_chooses_its_kind_of_rules_by_name() -> None:
    policy = load("oss").policy.changed({"decisions": "by_lot"})
    with pytest.raises(KeyError, match="by_lot"):
        assess(read(PLAN)[1], policy)
