"""Receipts: sealed when they are kept, and rebuilt from their facts in any year after."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from json import JSONEncoder
from typing import Any

from portal.cases.models import Receipt
from portal.errors import PortalError
from portal.municipality import Municipality
from portal.rules.assess import assess
from portal.rules.intake import read_situation
from portal.rules.reply import answer_to_stored

_PARTS = ("outcome", "capacity", "instalment", "schedule", "reasons")
_WRITER = JSONEncoder(sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True)
class Kept:
    """What is kept of an answer of the rules, as it lies in the database."""

    facts: Any
    result: Any
    policy_id: str
    policy_version: str
    policy_hash: str
    seal: str | None

    @classmethod
    def of(cls, receipt: Receipt) -> "Kept":
        """Take it from the row of a receipt."""
        return cls(
            receipt.facts,
            receipt.result,
            receipt.policy_id,
            receipt.policy_version,
            receipt.policy_hash,
            receipt.seal,
        )

    def sealed(self) -> str:
        """Digest of all it tells: one changed byte makes another one."""
        policy = [self.policy_id, self.policy_version, self.policy_hash]
        return sha256(canonical([self.facts, self.result, *policy]).encode()).hexdigest()


@dataclass(frozen=True)
class Rebuilt:
    """A receipt computed again: the answer of the rules today, and where it differs."""

    result: Mapping[str, Any] | None
    """In the shape of a receipt's result; None when the facts cannot be put to the rules."""
    differences: tuple[str, ...]
    """Names of what differs: `facts`, `outcome`, `line income`, `policy hash`, `seal`, ..."""

    @property
    def is_same(self) -> bool:
        """Whether nothing differs, to the last byte."""
        return not self.differences

    @property
    def decides_the_same(self) -> bool:
        """Whether only the policy's digest or version is another one."""
        return all(name.startswith("policy ") for name in self.differences)


def is_emptied(facts: object) -> bool:
    """Whether no more than the day is left of facts: the rest went after its time."""
    return isinstance(facts, Mapping) and set(facts) == {"on"}


def canonical(data: object) -> str:
    """Write JSON in one way only, so that equal data is equal text."""
    return _WRITER.encode(data)


def rebuild(town: Municipality, kept: Kept) -> Rebuilt:
    """Compute a kept answer again by the municipality's rules, and compare all of it."""
    shapes = {town.name: town.shape}
    try:
        _, situation = read_situation(kept.facts, shapes.get, stored=True)
        result = answer_to_stored(assess(situation, town.policy))
    except (PortalError, ValueError, LookupError, ArithmeticError, AssertionError):
        return Rebuilt(None, ("facts", *_broken_seal(kept)))
    return Rebuilt(result, (*_differences(kept, result), *_broken_seal(kept)))


def _broken_seal(kept: Kept) -> list[str]:
    """Whether the record itself was changed after it was kept, and not only the rules."""
    return [] if kept.seal == kept.sealed() else ["seal"]


def _differences(kept: Kept, result: Mapping[str, Any]) -> list[str]:
    told = kept.result if isinstance(kept.result, Mapping) else {}
    beside = {"id": kept.policy_id, "version": kept.policy_version, "hash": kept.policy_hash}
    if beside == result["policy"] and _equal(told, result):
        return []
    found = [name for name in _PARTS if not _equal(told.get(name), result[name])]
    found += _lines(told.get("account"), result["account"])
    found += _policy(beside, told.get("policy"), result["policy"])
    return found or ["result"]


def _lines(told: object, now: list[dict[str, Any]]) -> list[str]:
    """Name the lines of the account that differ; all of it when it is no account."""
    if _equal(told, now):
        return []
    if not isinstance(told, list) or not all(isinstance(entry, Mapping) for entry in told):
        return ["account"]
    ours = {str(entry.get("id")): entry for entry in told}
    theirs = {str(entry["id"]): entry for entry in now}
    names = [name for name in {**ours, **theirs} if ours.get(name) != theirs.get(name)]
    return [f"line {name}" for name in names] or ["account"]


def _policy(beside: Mapping[str, str], told: object, now: Mapping[str, str]) -> list[str]:
    """Name what differs of the policy: it stands in the result, and beside it for a look."""
    stored = told if isinstance(told, Mapping) else {}
    return [f"policy {name}" for name in now if not stored.get(name) == beside[name] == now[name]]


def _equal(told: object, now: object) -> bool:
    """Whether two are the same to the byte: 1 and true are not."""
    return told == now and canonical(told) == canonical(now)
