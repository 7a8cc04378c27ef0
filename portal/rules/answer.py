"""What the rules answer. There is no value for a refusal: only a person refuses."""

from dataclasses import dataclass
from typing import NamedTuple

OUTCOMES = ("grant", "staff", "keep", "elsewhere")


class AccountLine(NamedTuple):
    """One line of the calculation. It has an amount (minor units) or a plain value, not both."""

    id: str
    """What other programs know it by."""
    article: str
    """The key of its article in the policy's list."""
    mark: str
    """`law`, `policy` or `assumed`."""
    amount: int | None = None
    value: str | None = None
    percent: int | None = None
    """The percentage this line applies, if any, to show beside it."""
    uses: tuple[str, ...] = ()
    """The lines and the dated values it was worked out from, by name, in the order of use."""
    named: str = ""
    """The name of its texts, where they are not those of its id."""

    @property
    def words(self) -> str:
        """Its term is the text `line-<words>`; its sentence, `line-<words>-why`."""
        return self.named or self.id


class Reason(NamedTuple):
    """Why the outcome is what it is: a code of the contract and the key of its article."""

    code: str
    article: str


@dataclass(frozen=True)
class PolicyVersion:
    """Which rules answered."""

    id: str
    version: str
    hash: str


@dataclass(frozen=True)
class RulesAnswer:
    """The outcome, what it comes to, and why."""

    outcome: str
    policy: PolicyVersion
    capacity: int | None = None
    """Minor units a month; None where no account is made."""
    instalment: int | None = None
    """Minor units a month: granted, or advised to staff."""
    schedule: tuple[int, ...] = ()
    """The instalments in order when one is granted; they sum to the open debt."""
    reasons: tuple[Reason, ...] = ()
    account: tuple[AccountLine, ...] = ()
