"""Which questions are asked: only those that matter for what was said so far."""

from hypothesis import given
from hypothesis import strategies as st

from portal.cases.journey import Answers, open_questions, questions, step
from portal.cases.situation import income_in, situation
from portal.municipality import load, names
from portal.rules.assess import assess
from portal.rules.facts import ASKS, FORMS, ClaimFacts, RunningPlan
from tests.builders import DAY

LISTED = load("oss").journeys["person"]["plan"]
SHORT_TERM = 12


def asked(**answers: object) -> list[str]:
    return questions(LISTED, answers, SHORT_TERM)


def test_a_short_plan_asks_nothing_about_means() -> None:
    assert asked(way="months", months=12, means=False) == ["way", "months", "means"]


def test_one_month_more_asks_what_the_rules_need() -> None:
    assert "income" in asked(way="months", months=13)


def test_whoever_wants_to_see_the_rules_first_is_asked_about_means() -> None:
    assert "income" in asked(way="months", months=6, means=True)


def test_letting_the_rules_say_needs_no_proposal() -> None:
    assert not {"months", "monthly"} & set(asked(way="rules"))


def test_someone_alone_is_not_asked_about_children() -> None:
    assert "children" not in asked(way="rules", household="single")
    assert "children" in asked(way="rules", household="couple")


def test_only_who_has_a_benefit_is_asked_who_shares_the_home() -> None:
    assert "sharers" not in asked(way="rules", benefit=False)
    assert "sharers" in asked(way="rules", benefit=True)


def test_the_next_question_is_the_first_open_one_after_this() -> None:
    order = ["a", "b", "c"]
    assert step(order, "a", {"a": 1, "b": 1}) == "c"
    assert step(order, "c", {"c": 1, "b": 1}) == "a"
    assert step(order, "c", dict.fromkeys(order, 1)) is None


def test_income_a_year_and_a_month() -> None:
    assert income_in({"amount": 2_000_00, "period": "month"}, "year") == 24_000_00
    assert income_in({"amount": 25_000_00, "period": "year"}, "month") == 2_083_33
    assert income_in({"unknown": True}, "month") is None


UNKNOWN = st.just({"unknown": True})
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "way": st.sampled_from(("rules", "months", "monthly")),
        "months": st.integers(1, 120),
        "monthly": st.integers(1, 10_000_00),
        "means": st.booleans(),
        "household": st.sampled_from(FORMS),
        "pension_age": st.sampled_from(("none", "one", "both", "under_21")),
        "children": st.integers(0, 9),
        "benefit": st.booleans() | UNKNOWN,
        "sharers": st.integers(1, 9) | UNKNOWN,
        "income": UNKNOWN
        | st.fixed_dictionaries(
            {"amount": st.integers(0, 10_000_00), "period": st.sampled_from(("month", "year"))}
        ),
        "assets": st.integers(0, 100_000_00) | UNKNOWN,
        "circumstances": st.lists(st.sampled_from(("health", "work")), unique=True),
    },
)


@given(ANSWERS, st.sampled_from(names()), st.sampled_from(ASKS[:4]), st.integers(1, 50_000_00))
def test_whatever_is_answered_in_whatever_order_the_rules_can_answer(
    answers: Answers, name: str, ask: str, balance: int
) -> None:
    town = load(name)
    kind = "invoice"
    put = situation(
        on=DAY,
        ask=ask,
        debtor="person",
        answers=answers,
        claims=[ClaimFacts("a", kind, balance, balance, "in_plan")],
        running_plan=RunningPlan(50_00, DAY),
        income_period=town.policy.income_period,
        short_term=SHORT_TERM,
    )
    answer = assess(put, town.policy)
    assert answer.outcome in ("grant", "staff", "keep", "elsewhere")
    listed = town.journeys["person"][ask]
    left = open_questions(questions(listed, answers, SHORT_TERM), answers)
    assert set(left) <= set(listed)
