"""What a business owes by branch and kind of bill, and how long each amount has been due.

Of a claim that is paid in instalments only what should have been paid by now is due.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from portal.ledger.claims import ClaimView
from portal.ledger.firms.branches import BranchView

BOUNDS = (30, 60, 90)
"""The days over the due day at which the next column begins; these are the auditor's habit."""
COLUMNS = ("not_due", "first", "second", "third", "last", "collector")
"""Not yet due, then by days over the due day: 1-30, 31-60, 61-90, more; and what a collector
outside the municipality has."""


@dataclass(frozen=True)
class Aged:
    """Amounts by age, in minor units; together all that is left."""

    not_due: int = 0
    first: int = 0
    second: int = 0
    third: int = 0
    last: int = 0
    collector: int = 0

    @property
    def amounts(self) -> tuple[int, ...]:
        """The amounts in the order of the columns."""
        return tuple(getattr(self, name) for name in COLUMNS)

    @property
    def total(self) -> int:
        """All of it."""
        return sum(self.amounts)

    def __add__(self, other: "Aged") -> "Aged":
        return Aged(*(a + b for a, b in zip(self.amounts, other.amounts, strict=True)))


@dataclass(frozen=True)
class Group:
    """The claims of one branch and kind."""

    branch: BranchView | None
    kind: str
    claims: int
    aged: Aged


def by_branch_and_kind(
    views: Iterable[ClaimView], branches: Mapping[int, BranchView], on: date
) -> list[Group]:
    """Group what is left by branch and kind, branches in order of name; no branch comes last."""
    groups: dict[tuple[str, str], Group] = {}
    behind: dict[int, int] = {}
    for view in views:
        if not view.balance:
            continue
        branch = branches.get(view.id)
        key = (branch.ref if branch else "", view.kind)
        had = groups.get(key, Group(branch, view.kind, 0, Aged()))
        aged = had.aged + age(view, behind, on)
        groups[key] = Group(branch, view.kind, had.claims + 1, aged)
    return sorted(groups.values(), key=_place)


def total(groups: Iterable[Group]) -> Aged:
    """Add the groups up."""
    return sum((group.aged for group in groups), Aged())


def age(view: ClaimView, behind: dict[int, int], on: date) -> Aged:
    """Say how old what is left of a claim is.

    `behind` keeps what is still to be told of each plan that several claims run in.
    """
    if view.phase == "transferred":
        return Aged(collector=view.balance)
    due_on, overdue = view.next_due, view.balance
    if view.plan is not None and view.phase == "in_plan":
        left = behind.setdefault(view.plan.id, view.plan.progress.behind)
        overdue = min(left, view.balance)
        behind[view.plan.id] = left - overdue
    if due_on is None or due_on >= on or not overdue:
        return Aged(not_due=view.balance)
    column = COLUMNS[1 + sum((on - due_on).days > bound for bound in BOUNDS)]
    return Aged(not_due=view.balance - overdue) + Aged(**{column: overdue})


def _place(group: Group) -> tuple[bool, str, str, str]:
    branch = group.branch
    if branch is None:
        return True, "", "", group.kind
    return False, branch.name, branch.number, group.kind
