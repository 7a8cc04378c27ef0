"""The decision rules a second time: with Decimal, straight from their text, sharing no code.

Amounts are in whole currency, as people write them.
"""

import tomllib
from datetime import date
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

AMOUNTS = Path(__file__).parents[2] / "portal" / "amounts"
Found = tuple[str, Decimal | None, set[str]]
CENT, KRONE, NOTHING = Decimal("0.01"), Decimal(1), Decimal(0)


class Verdict(NamedTuple):
    """What the oracle says."""

    outcome: str
    capacity: Decimal | None
    instalment: Decimal | None
    reasons: set[str]


@cache
def _table(country: str) -> dict[str, Any]:
    return tomllib.loads((AMOUNTS / f"{country}.toml").read_text(encoding="utf-8"))


def _held(country: str, name: str, on: date) -> Any:
    return [row["value"] for row in _table(country)[name] if row["from"] <= on][-1]


def _amount(name: str, on: date) -> Decimal:
    return Decimal(_held("nl", name, on))


def _norm(household: dict[str, Any], on: date, *, shared: bool) -> Decimal:
    couple, old = household["form"] == "couple", household["pension_age"] != "none"
    a = household["cost_sharers"]
    of_couple = _amount("norm_couple_pension" if old else "norm_couple", on)
    if shared and a > (2 if couple else 1):
        each: Decimal = (Decimal(40 + 30 * a) / a / 100 * of_couple).quantize(CENT, ROUND_HALF_UP)
        return each * (2 if couple else 1)
    return of_couple if couple else _amount("norm_single_pension" if old else "norm_single", on)


def _estimate(income: Decimal, household: dict[str, Any], on: date) -> Decimal:
    row = household["form"]
    if row == "couple" and household["children"]:
        row = "couple_with_children"
    protected = min(_amount(f"protected_{row}", on), income * Decimal("0.95"))
    return max(NOTHING, (income - protected).quantize(CENT, ROUND_DOWN))


def by_means(asked: dict[str, Any]) -> Verdict:
    """A person in the municipality that tests means, for every ask but remission."""
    on, ask = date.fromisoformat(asked["on"]), asked["ask"]
    income = Decimal(asked["income"]["monthly_net"]) if "income" in asked else None
    room = Decimal(asked["room"]) if "room" in asked else None
    codes: set[str] = set()
    if income is not None and room is None:
        room = _estimate(income, asked["household"], on)
        codes.add("room_estimated")
    if ask in ("plan", "lower_instalment") and asked["circumstances"]:
        codes.add("weighing_needed")
    capacity = None if income is None else _capacity(income, asked, on)
    debt = _debt(asked)
    wish = _wish(asked.get("proposal"), debt)
    short = ask == "plan" and asked.get("proposal", {}).get("months", 99) <= 12
    if short and wish is not None and (room is None or wish <= room):
        return Verdict("grant", capacity, wish, codes | {"within_short_term"})
    if capacity is None or room is None:
        return Verdict("staff", None, None, codes | {"income_needed"})
    outcome, instalment, more = _answered(asked, on, capacity, room, debt, wish)
    return Verdict(outcome, capacity, instalment, codes | more)


def _debt(asked: dict[str, Any]) -> Decimal:
    return sum((Decimal(claim["balance"]) for claim in asked["claims"]), NOTHING)


def _capacity(income: Decimal, asked: dict[str, Any], on: date) -> Decimal:
    if asked["benefit_from_municipality"]:
        own = _norm(asked["household"], on, shared=True)
        return (own * Decimal("0.05")).quantize(CENT, ROUND_DOWN)
    norm = _norm(asked["household"], on, shared=False)
    threshold = (norm * Decimal("1.2")).quantize(CENT, ROUND_HALF_UP)
    return (max(NOTHING, income - threshold) / 2).quantize(CENT, ROUND_DOWN)


def _wish(proposal: dict[str, Any] | None, debt: Decimal) -> Decimal | None:
    if not proposal:
        return None
    if "monthly" in proposal:
        return min(Decimal(proposal["monthly"]), debt)
    return (debt / int(proposal["months"])).quantize(CENT, ROUND_CEILING)


def _answered(
    asked: dict[str, Any],
    on: date,
    capacity: Decimal,
    room: Decimal,
    debt: Decimal,
    wish: Decimal | None,
) -> Found:
    bearable = min(capacity, room, debt)
    would_do = bearable >= 25 or bearable == debt
    why = "below_minimum" if capacity else "no_capacity"
    if asked["ask"] == "deferral":
        return "staff", None, {"weighing_needed" if capacity else "no_capacity"}
    running = min(Decimal(asked.get("running_plan", {}).get("monthly", "0")), debt)
    if asked["ask"] == "review":
        return _reviewed(bearable, would_do, why, running)
    found = _judge(bearable, would_do, why, wish, room, min(Decimal(25), debt))
    if asked["ask"] == "lower_instalment" and would_do and bearable >= running:
        costs_more: Found = ("staff", running, {"new_rules_cost_more"})
        found = costs_more if bearable > running else ("keep", None, set())
    return _minding_assets(asked, on, found)


def _reviewed(bearable: Decimal, would_do: bool, why: str, running: Decimal) -> Found:
    if bearable >= running:
        return "keep", None, set()
    return ("grant", bearable, {"lower_at_review"}) if would_do else ("staff", None, {why})


def _minding_assets(asked: dict[str, Any], on: date, found: Found) -> Found:
    limit = "assets_single" if asked["household"]["form"] == "single" else "assets_family"
    if Decimal(asked.get("assets", 0)) <= _amount(limit, on):
        return found
    outcome, instalment, codes = found
    return "staff" if outcome == "grant" else outcome, instalment, codes | {"assets_above_limit"}


def _judge(
    bearable: Decimal,
    would_do: bool,
    why: str,
    wish: Decimal | None,
    room: Decimal,
    least: Decimal,
) -> Found:
    if not would_do:
        if wish is not None and least <= wish <= room:
            return "grant", wish, {"proposal_covers_capacity", why}
        return "staff", None, {why}
    if wish is None:
        return "grant", bearable, set()
    if wish < bearable:
        return "staff", bearable, {"proposal_below_capacity"}
    if wish <= room:
        return "grant", max(wish, least), {"proposal_covers_capacity"}
    return "grant", room, {"capped_by_room"}


def by_frame(asked: dict[str, Any]) -> Verdict:
    """Anyone who asks for a plan in the municipality with a frame."""
    left = [Decimal(c["balance"]) for c in asked["claims"] if c["phase"] != "transferred"]
    codes = {"transferred"} if len(left) < len(asked["claims"]) else set()
    capacity = None
    if asked["debtor"] == "person" and "income" in asked:
        capacity = _by_table(asked)
    if not left:
        return Verdict("elsewhere", capacity, None, codes)
    debt = sum(left, NOTHING)
    if debt > 30000:
        return Verdict("staff", capacity, capacity, codes | {"amount_above_frame"})
    outcome, instalment, more = _in_frame(debt, capacity, asked.get("proposal"))
    return Verdict(outcome, capacity, instalment, codes | more)


def _by_table(asked: dict[str, Any]) -> Decimal:
    net = Decimal(asked["income"]["yearly_net"]).quantize(KRONE, ROUND_DOWN)
    table = _held("dk", "capacity_table", date.fromisoformat(asked["on"]))
    row = [row for row in table if row[0] <= net][-1]
    percent = int(row[2] if asked["household"]["children"] else row[1])
    return net * percent / 100 / 12 // 50 * 50


def _in_frame(debt: Decimal, capacity: Decimal | None, proposal: dict[str, Any] | None) -> Found:
    term = 12 if debt <= 15000 else 24
    least = min(debt, max(Decimal(200), (debt / term).quantize(KRONE, ROUND_CEILING)))
    if proposal is None:
        if capacity is not None and capacity < least:
            return "staff", capacity, {"capacity_below_frame"}
        return "grant", least, {"within_short_term"}
    if "monthly" in proposal:
        wish = min(debt, Decimal(proposal["monthly"]))
    else:
        wish = (debt / proposal["months"]).quantize(KRONE, ROUND_CEILING)
        wish = min(debt, max(Decimal(200), wish) if proposal["months"] <= term else wish)
    if wish < least:
        return (
            "staff",
            least if capacity is None else min(least, capacity),
            {"proposal_below_frame"},
        )
    above = {"above_capacity"} if capacity is not None and capacity < wish else set()
    return "grant", wish, {"within_short_term"} | above
