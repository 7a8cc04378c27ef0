"""A yardstick: the account of means written out by hand for columns, with nothing around it."""

from datetime import date

import numpy as np

from portal.rules.columns import Column
from portal.rules.offers import BLOCK, People
from portal.rules.policy import Policy, book

_NORMS = ("norm_single", "norm_single_pension", "norm_couple", "norm_couple_pension")
_PROTECTED = (
    "protected_single",
    "protected_single_parent",
    "protected_couple",
    "protected_couple_with_children",
)
_ASSETS = ("assets_single", "assets_family")
_COUPLE = 2


class ByHand:
    """The formula for people without a benefit; percentages as they stand in its first day."""

    def __init__(self, policy: Policy) -> None:
        self.turns = np.array(policy.turns)
        books = [book(policy, date.fromordinal(turn)) for turn in policy.turns]
        self.norms, self.protected, self.assets = (
            np.array([[held.number(name) for name in names] for held in books]).ravel()
            for names in (_NORMS, _PROTECTED, _ASSETS)
        )
        held = books[0]
        self.threshold = held.number("threshold_percent")
        self.share = held.number("capacity_percent")
        self.unprotected = 100 - held.number("protected_percent")
        self.least = held.number("minimum_instalment")

    def offers(self, people: People) -> tuple[Column, Column]:
        """Return capacity and instalment granted, in the same blocks as the rules."""
        capacity = np.zeros(len(people), dtype=np.int64)
        monthly = np.zeros(len(people), dtype=np.int64)
        for start in range(0, len(people), BLOCK):
            block = slice(start, start + BLOCK)
            capacity[block], monthly[block] = self._block(people.rows(block))
        return capacity, monthly

    def _block(self, people: People) -> tuple[Column, Column]:
        period = np.searchsorted(self.turns, people.on, side="right") - 1
        couple = people.form == _COUPLE
        norm = self.norms.take(4 * period + 2 * couple + people.is_pensioner)
        threshold = (2 * norm * self.threshold + 100) // 200
        capacity = np.maximum(people.income - threshold, 0) * self.share // 100
        row = people.form + (couple & (people.children > 0))
        protected = self.protected.take(4 * period + row)
        estimate = np.maximum(people.income - protected, people.income * self.unprotected // 100)
        room = np.where(people.room >= 0, people.room, estimate)
        instalment = np.minimum(np.minimum(capacity, room), people.debt)
        limit = self.assets.take(2 * period + (people.form != 0))
        fits = (instalment >= np.minimum(self.least, people.debt)) & (people.assets <= limit)
        return capacity, instalment * fits
