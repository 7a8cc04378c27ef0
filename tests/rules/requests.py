"""Requests at random, as other programs write them; every amount close to some edge at times."""

from typing import Any

from hypothesis import strategies as st

from portal.money import plain

NL_DAYS = ("2024-01-01", "2024-12-31", "2025-06-30", "2026-07-01", "2027-03-01")
DK_DAYS = ("2023-10-01", "2024-06-01", "2025-12-31", "2026-11-21")
MEANS_KINDS = ("benefit_recovery", "loan", "furnishing_loan", "fine", "invoice")
FRAME_KINDS = ("rent", "daycare", "invoice", "damages")


def amounts(least: int, most: int, *edges: int) -> st.SearchStrategy[str]:
    """Amounts as text; the edges, given in minor units, come often, and a cent beside them."""
    near = [st.integers(edge - 1, edge + 1) for edge in edges]
    return st.one_of(st.integers(least, most), *near).map(plain)


@st.composite
def households(draw: st.DrawFn) -> dict[str, Any]:
    form = draw(st.sampled_from(("single", "single_parent", "couple")))
    adults = 2 if form == "couple" else 1
    ages = ("none", "one", "both") if form == "couple" else ("none", "one")
    return {
        "form": form,
        "pension_age": draw(st.sampled_from(ages)),
        "cost_sharers": draw(st.integers(adults, 6)),
        "children": draw(st.integers(1 if form == "single_parent" else 0, 3)),
    }


@st.composite
def claims(draw: st.DrawFn, kinds: tuple[str, ...], phases: tuple[str, ...]) -> list[Any]:
    def one(number: int) -> dict[str, Any]:
        return {
            "id": f"c{number}",
            "kind": draw(st.sampled_from(kinds)),
            "balance": draw(amounts(1, 2_000_000, 2500, 10_000, 20_000, 1_500_000)),
            "phase": draw(st.sampled_from(phases)),
        }

    return [one(number) for number in range(draw(st.integers(1, 3)))]


PROPOSALS = st.one_of(
    st.fixed_dictionaries({"monthly": amounts(1, 500_000, 2500, 20_000)}),
    st.fixed_dictionaries({"months": st.integers(1, 120)}),
)


@st.composite
def by_means(draw: st.DrawFn, asks: tuple[str, ...]) -> dict[str, Any]:
    """A person who asks the municipality that tests means."""
    ask = draw(st.sampled_from(asks))
    asked: dict[str, Any] = {
        "municipality": "oss",
        "on": draw(st.sampled_from(NL_DAYS)),
        "ask": ask,
        "household": draw(households()),
        "benefit_from_municipality": draw(st.booleans()),
        "claims": draw(claims(MEANS_KINDS, ("open", "reminded"))),
        "circumstances": draw(st.lists(st.sampled_from(("health", "work")), max_size=1)),
    }
    optional = {
        "income": st.fixed_dictionaries({"monthly_net": amounts(1, 400_000, 170_335, 175_335)}),
        "room": amounts(1, 50_000, 2500),
        "assets": amounts(1, 2_000_000, 800_000, 1_600_000),
    }
    asked |= {key: draw(value) for key, value in optional.items() if draw(st.booleans())}
    if ask in ("lower_instalment", "review"):
        asked["running_plan"] = {"monthly": draw(amounts(2, 60_000, 2500)), "since": "2023-01-01"}
    if ask in ("plan", "lower_instalment") and draw(st.booleans()):
        asked["proposal"] = draw(PROPOSALS)
        if ask == "lower_instalment" and "monthly" in asked["proposal"]:
            running = int(asked["running_plan"]["monthly"].replace(".", ""))
            asked["proposal"] = {"monthly": plain(draw(st.integers(1, running - 1)))}
    return asked


@st.composite
def by_frame(draw: st.DrawFn) -> dict[str, Any]:
    """Anyone who asks the municipality with a frame for a plan."""
    asked: dict[str, Any] = {
        "municipality": "norddjurs",
        "on": draw(st.sampled_from(DK_DAYS)),
        "ask": "plan",
        "debtor": draw(st.sampled_from(("person", "business"))),
        "household": draw(households()),
        "claims": draw(claims(FRAME_KINDS, ("open", "in_plan", "transferred"))),
    }
    if draw(st.booleans()):
        net = amounts(1, 60_000_000, 13_359_000, 16_659_000, 46_360_000)
        asked["income"] = {"yearly_net": draw(net)}
    if draw(st.booleans()):
        asked["proposal"] = draw(PROPOSALS)
    return asked
