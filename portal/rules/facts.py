"""What the rules are told: frozen facts of one situation. Amounts are minor units."""

from dataclasses import dataclass
from datetime import date

ASKS = ("plan", "lower_instalment", "deferral", "remission", "review")
FORMS = ("single", "single_parent", "couple")
PENSION_AGES = ("none", "one", "both")
PHASES = ("open", "reminded", "in_plan", "transferred")
CAUSES = ("none", "information_breach", "intent")
CIRCUMSTANCES = ("income", "work", "health", "housing", "wellbeing")
SCHEMES = ("pw", "ioaw", "ioaz", "bbz", "tozo", "wage_subsidy")
"""The acts and schemes of social security a claim can rest on."""
LONGEST_PROPOSAL = 120
"""Months."""


@dataclass(frozen=True)
class Household:
    """Who lives from the income."""

    form: str = "single"
    pension_age: str = "none"
    """How many of the adults reached pension age: `none`, `one`, `both`."""
    cost_sharers: int = 1
    """Adults sharing costs, the person and a partner included."""
    children: int = 0
    """Dependent children."""
    under_21: bool = False
    """An adult is younger than 21; their norms are others, so a person decides."""


@dataclass(frozen=True)
class ClaimFacts:
    """One claim as the rules see it."""

    id: str
    kind: str
    balance: int
    principal: int
    phase: str
    paid_months: int = 0
    repaid_share: int = 0
    """Share repaid in hundredths of a percent: 5000 is half."""
    cause: str = "none"
    scheme: str = ""
    """One of SCHEMES: the act it rests on, where that is known."""


@dataclass(frozen=True)
class Proposal:
    """What the debtor proposes: an amount a month, or a number of months; one of them."""

    monthly: int | None = None
    months: int | None = None


@dataclass(frozen=True)
class RunningPlan:
    """The plan that runs now."""

    monthly: int
    since: date


@dataclass(frozen=True)
class Situation:
    """All the rules need to answer one ask."""

    on: date
    """The date whose norms and rules hold."""
    ask: str
    claims: tuple[ClaimFacts, ...]
    debtor: str = "person"
    household: Household = Household()
    income: int | None = None
    """Net income in the period the municipality's rules use: a month or a year."""
    benefit_from_municipality: bool = False
    room: int | None = None
    """What an attachment could take a month, if known."""
    assets: int | None = None
    proposal: Proposal | None = None
    running_plan: RunningPlan | None = None
    circumstances: tuple[str, ...] = ()
