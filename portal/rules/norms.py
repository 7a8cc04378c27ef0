"""The norm of a household, and what an attachment could take from it: common ground."""

from dataclasses import dataclass

from portal.rules.arithmetic import at_least, at_most, choose, divide_half_up, percent_down
from portal.rules.facts import Situation
from portal.rules.line import ASSUMED, LAW, POLICY, Calculation, line
from portal.rules.policy import Rulebook


@dataclass(frozen=True)
class Means:
    """The facts of a household that count. Amounts are minor units a month."""

    income: int
    room: int
    """What an attachment could take; without meaning unless known."""
    room_known: bool
    open_debt: int
    is_couple: bool
    is_single_parent: bool
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
            is_couple=household.form == "couple",
            is_single_parent=household.form == "single_parent",
            has_children=household.children > 0,
            is_pensioner=household.pension_age != "none",
            sharers=household.cost_sharers,
        )


class MeansCalculation(Calculation):
    """What every account of means has in common. A kind of account says how `capacity` comes."""

    def __init__(self, facts: Means, book: Rulebook) -> None:
        super().__init__(book)
        self.facts = facts

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

    def _estimated_room(self) -> int:
        """Income above the highest amount the law protects (beslagvrije voet)."""
        self.rest_on(ASSUMED)
        unprotected = percent_down(self.income, 100 - self.number("protected_percent"))
        return at_least(self.income - self._highest_protected(), unprotected)

    def _highest_protected(self) -> int:
        return choose(
            self.facts.is_couple,
            lambda: choose(
                self.facts.has_children,
                lambda: self.number("protected_couple_with_children"),
                lambda: self.number("protected_couple"),
            ),
            lambda: choose(
                self.facts.is_single_parent,
                lambda: self.number("protected_single_parent"),
                lambda: self.number("protected_single"),
            ),
        )

    def full_norm(self) -> int:
        """The norm of a household that shares its costs with nobody else."""
        return choose(
            self.facts.is_couple,
            self._couple_norm,
            lambda: choose(
                self.facts.is_pensioner,
                lambda: self.number("norm_single_pension"),
                lambda: self.number("norm_single"),
            ),
        )

    def shared_norm(self) -> int:
        """The norm with cost sharing (kostendelersnorm), where others share the costs."""
        shares = self.facts.sharers > 1 + self.facts.is_couple
        return choose(shares, self._cost_sharer_norm, self.full_norm)

    def _couple_norm(self) -> int:
        return choose(
            self.facts.is_pensioner,
            lambda: self.number("norm_couple_pension"),
            lambda: self.number("norm_couple"),
        )

    def _cost_sharer_norm(self) -> int:
        """All sharers together get a share of the couple norm that grows with their number."""
        sharers = self.facts.sharers
        percent = self.number("sharers_percent") + self.number("percent_a_sharer") * sharers
        a_person = divide_half_up(self._couple_norm() * percent, 100 * sharers)
        return a_person * (1 + self.facts.is_couple)
