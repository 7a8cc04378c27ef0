"""A comparison as a table to read, and as JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from portal.money import plain
from portal.rules.policy import Policy, book
from portal.simulate.caseload import Caseload
from portal.simulate.groups import Comparison, Group

_AMOUNTS = ("paid_before", "paid_after", "year_before", "year_after")
_HEADINGS = {
    "people": "people",
    "gain": "pay less",
    "lose": "pay more",
    "freed": "now nothing",
    "burdened": "no more nothing",
    "staff_before": "staff before",
    "staff_after": "after",
    "paid_before": "a month before",
    "paid_after": "after",
    "year_before": "a year before",
    "year_after": "after",
}
_PARTS = {
    "by_form": "by household form",
    "by_income": "by net income",
    "by_age": "by age of the oldest claim",
}


@dataclass(frozen=True)
class Report:
    """All that a simulation says."""

    municipality: str
    currency: str
    on: date
    seed: int | None
    """None for the real people."""
    changes: dict[str, str]
    """By name of the value: from what to what."""
    caseload: Caseload
    before: Policy
    after: Policy
    found: Comparison

    def as_json(self) -> dict[str, Any]:
        """Return it as other programs read it; amounts are texts with two decimals."""
        found = self.found
        return {
            "municipality": self.municipality,
            "on": self.on.isoformat(),
            "people": len(self.caseload),
            "left_out": self.caseload.left_out,
            "seed": self.seed,
            "changes": self.changes,
            "policy": {"before": self._policy(self.before), "after": self._policy(self.after)},
            "all": _group(found.whole),
            **{part: [_group(group) for group in getattr(found, part)] for part in _PARTS},
            "distributions": [asdict(origin) for origin in self.caseload.origins],
        }

    def _policy(self, policy: Policy) -> dict[str, str]:
        held = book(policy, self.on)
        return {"id": policy.id, "version": policy.version, "hash": held.hash}

    def lines(self) -> Iterator[str]:
        """Yield it as a table to read on a terminal."""
        yield f"{self.municipality}, by the values of {self.on}: {len(self.caseload)} people"
        if self.caseload.left_out:
            yield f"{self.caseload.left_out} people are left out: their facts are not known"
        yield from (f"{name}: {change}" for name, change in self.changes.items())
        yield ""
        yield from _table([self.found.whole], f"amounts in {self.currency}")
        for part, title in _PARTS.items():
            yield ""
            yield from _table(getattr(self.found, part), title)
        yield ""
        yield "Everyone asks for a plan and names no amount. Where these people come from:"
        yield from (f"  {o.name}: {o.mark}: {o.source}" for o in self.caseload.origins)


def _group(group: Group) -> dict[str, Any]:
    written: dict[str, Any] = asdict(group)
    for name in _AMOUNTS:
        written[name] = plain(written[name])
    for name in ("gain", "lose", "freed", "burdened"):
        written[f"{name}_share"] = _share(written[name], group.people)
    return written


def _share(part: int, whole: int) -> str:
    """A share in percent with one decimal, half up."""
    tenths = (2000 * part + whole) // (2 * whole) if whole else 0
    return f"{tenths // 10}.{tenths % 10}"


def _table(groups: Sequence[Group], title: str) -> Iterator[str]:
    width = max(24, *(len(group.name) for group in groups))
    yield f"{title:<{width}}" + "".join(f"{heading:>16}" for heading in _HEADINGS.values())
    for group in groups:
        cells = [_cell(group, name) for name in _HEADINGS]
        yield f"{group.name:<{width}}" + "".join(f"{cell:>16}" for cell in cells)


def _cell(group: Group, name: str) -> str:
    figure = getattr(group, name)
    if name in _AMOUNTS:
        return plain(figure)
    if name == "people" or name.startswith("staff"):
        return str(figure)
    return f"{figure} ({_share(figure, group.people)}%)"
