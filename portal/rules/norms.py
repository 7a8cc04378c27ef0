"""The norm of a household, and what an attachment could take from it: common ground."""

from collections.abc import Hashable
from typing import NamedTuple

from portal.rules.arithmetic import at_least, at_most, choose, divide_half_up, percent_down
from portal.rules.facts import FORMS, Situation
from portal.rules.line import ASSUMED, LAW, POLICY, Account, line, part

NORMS = ("norm_single", "norm_single_pension", "norm_couple", "norm_couple_pension")
PROTECTED = (
    "protected_single",
    "protected_single_parent",
    "protected_couple",
    "protected_couple_with_children",
)
ASSETS = ("assets_single", "assets_family")
SINGLE, SINGLE_PARENT, COUPLE = range(len(FORMS))


class Means(NamedTuple):
    """The facts of a household that count, or of many in columns. Amounts are minor units."""

    income: int
    """A month."""
    room: int
    """What an attachment could take a month; without meaning unless known."""
    room_known: bool
    open_debt: int
    assets: int
    form: int
    """Place in FORMS."""
    has_children: bool
    is_pensioner: bool
    """One of the adults reached pension age."""
    sharers: int
    """Adults sharing costs, the person and a partner included."""

    @classmethod
    def of(cls, situation: Situation, income: int, open_debt: int) -> "Means":
        """Pick them from a situation."""
        household = situation.household
        return cls(
            income=income,
            room=situation.room or 0,
            room_known=situation.room is not None,
            open_debt=open_debt,
            assets=situation.assets or 0,
            form=FORMS.index(household.form),
            has_children=household.children > 0,
            is_pensioner=household.pension_age != "none",
            sharers=household.cost_sharers,
        )

    @property
    def is_couple(self) -> bool:
        """Whether there is a partner."""
        return self.form == COUPLE

    @property
    def is_couple_with_children(self) -> bool:
        """Whether there is a partner, and a child."""
        return self.is_couple & self.has_children

    @property
    def shares_costs(self) -> bool:
        """Whether others than a partner share the costs."""
        return self.sharers > 1 + self.is_couple


class MeansCalculation(Account):
    """What every account of means has in common. A kind of account says how `capacity` comes."""

    facts: Means

    @property
    def shape(self) -> Hashable:
        """All that is not an amount."""
        facts = self.facts
        return (
            facts.room_known,
            facts.form,
            facts.has_children,
            facts.is_pensioner,
            facts.shares_costs,
        )

    @line("income", LAW)
    def income(self) -> int:
        """Net income a month, holiday allowance included."""
        return self.facts.income

    @line("capacity", POLICY)
    def capacity(self) -> int:
        """What the household can carry a month."""
        raise NotImplementedError

    @line("room", LAW)
    def room(self) -> int:
        """What an attachment could take: as given, else the most careful estimate."""
        return choose(self.facts.room_known, lambda: self.facts.room, self._estimated_room)

    @line("open_debt", LAW)
    def open_debt(self) -> int:
        """The sum of the balances."""
        return self.facts.open_debt

    @line("instalment", POLICY)
    def instalment(self) -> int:
        """What the household can carry, within the room, and never more than is owed."""
        return at_most(at_most(self.capacity, self.room), self.open_debt)

    @part
    def least(self) -> int:
        """The smallest instalment a plan may have."""
        return at_most(self.number("minimum_instalment"), self.open_debt)

    @part
    def would_do(self) -> int:
        """Whether what the household can carry makes a plan."""
        return self.instalment >= self.least

    @part
    def within_assets(self) -> int:
        """Whether there is no more than the limit on assets leaves alone."""
        return self.facts.assets <= self.listed(ASSETS, self.facts.form != SINGLE)

    def _estimated_room(self) -> int:
        """Income above the highest amount the law protects (beslagvrije voet)."""
        self.rest_on(ASSUMED)
        unprotected = percent_down(self.income, 100 - self.number("protected_percent"))
        highest = self.listed(PROTECTED, self.facts.form + self.facts.is_couple_with_children)
        return at_least(self.income - highest, unprotected)

    @part
    def full_norm(self) -> int:
        """The norm of a household that shares its costs with nobody else."""
        return self.listed(NORMS, 2 * self.facts.is_couple + self.facts.is_pensioner)

    @part
    def shared_norm(self) -> int:
        """The norm with cost sharing (kostendelersnorm), where others share the costs."""
        return choose(
            self.facts.shares_costs, lambda: self._cost_sharer_norm, lambda: self.full_norm
        )

    @part
    def _cost_sharer_norm(self) -> int:
        """All sharers together get a share of the couple norm that grows with their number."""
        sharers = self.facts.sharers
        percent = self.number("sharers_percent") + self.number("percent_a_sharer") * sharers
        of_couple = self.listed(NORMS, 2 + self.facts.is_pensioner)
        a_person = divide_half_up(of_couple * percent, 100 * sharers)
        return a_person * (1 + self.facts.is_couple)
