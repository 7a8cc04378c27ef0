"""Many situations at once: their accounts are worked out in columns, then each is decided."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from portal.rules.answer import RulesAnswer
from portal.rules.assess import Test, put
from portal.rules.columns import ColumnBook
from portal.rules.facts import Situation
from portal.rules.line import Account
from portal.rules.policy import Policy


def assess_all(asked: Sequence[tuple[Situation, Policy]]) -> list[RulesAnswer]:
    """Answer each as `assess` does, in the same order. Raises NoValue as it does."""
    tests = [put(situation, policy) for situation, policy in asked]
    for accounts in _alike(tests).values():
        _work_out(accounts)
    return [test.answer() for test in tests]


def _alike(tests: Iterable[Test]) -> dict[tuple[type[Account], Policy], list[Account]]:
    """Group the accounts by their kind and policy."""
    groups: dict[tuple[type[Account], Policy], list[Account]] = {}
    for test in tests:
        for account in test.accounts:
            groups.setdefault((type(account), account.book.policy), []).append(account)
    return groups


def _work_out(accounts: Sequence[Account]) -> None:
    """Work their lines out in columns, and give each its own figures."""
    first = accounts[0]
    facts = type(first.facts)(*map(np.array, zip(*(one.facts for one in accounts), strict=True)))
    days = np.array([one.book.on.toordinal() for one in accounts])
    columns = type(first)(facts, ColumnBook(first.book.policy, days), traced=False)
    names = [entry.id for entry in first.lines]
    rows: Any = zip(
        *(_listed(getattr(columns, name), len(accounts)) for name in names), strict=True
    )
    for account, figures in zip(accounts, rows, strict=True):
        account.take(dict(zip(names, figures, strict=True)))


def _listed(figures: Any, size: int) -> list[int]:  # noqa: ANN401 -- a column, or one figure for all
    listed: list[int] = np.broadcast_to(figures, size).tolist()
    return listed
