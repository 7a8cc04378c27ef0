"""The account of means a second time, with Decimal and sharing no code: what right figures are."""

from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import cache

from portal.rules.offers import People
from portal.rules.policy import Policy

CENT, NOTHING = Decimal("0.01"), Decimal(0)
_FORMS = ("single", "single_parent", "couple")


class Oracle:
    """Answers one row of people after another, in whole currency as people write it."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.value = cache(self._value)

    def offer(self, people: People, row: int) -> tuple[int, int]:
        """Return capacity and instalment granted, in minor units."""
        on = int(people.on[row])
        income, debt = _whole(people.income[row]), _whole(people.debt[row])
        form = _FORMS[people.form[row]]
        age = "_pension" if people.is_pensioner[row] else ""
        norm = self.value("norm_couple" + age if form == "couple" else "norm_single" + age, on)
        raised = norm * self.value("threshold_percent", on)
        threshold = raised.quantize(CENT, ROUND_HALF_UP)
        excess = max(NOTHING, income - threshold)
        capacity = (excess * self.value("capacity_percent", on)).quantize(CENT, ROUND_DOWN)
        room = _whole(people.room[row])
        if room < 0:
            room = self._estimate(income, form, bool(people.children[row]), on)
        instalment = min(capacity, room, debt)
        limit = self.value("assets_single" if form == "single" else "assets_family", on)
        least = min(self.value("minimum_instalment", on), debt)
        granted = instalment >= least and _whole(people.assets[row]) <= limit
        return int(capacity * 100), int(instalment * 100) if granted else 0

    def _estimate(self, income: Decimal, form: str, children: bool, on: int) -> Decimal:
        row = f"{form}_with_children" if form == "couple" and children else form
        share = income * self.value("protected_percent", on)
        protected = min(self.value(f"protected_{row}", on), share)
        return max(NOTHING, (income - protected).quantize(CENT, ROUND_DOWN))

    def _value(self, name: str, on: int) -> Decimal:
        """An amount in whole currency, or a percentage as a share: both are hundredths."""
        value = self.policy.value(name, date.fromordinal(on))
        assert isinstance(value, int), name
        return _whole(value)


def _whole(minor: int) -> Decimal:
    return Decimal(int(minor)) / 100
