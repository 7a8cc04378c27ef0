"""Workings about one claim: what its kind implies on the day comes along with the facts."""

from portal.rules.policy import MARKS
from portal.rules.workings.working import Asked, Working

KIND = Asked("kind", "claim_kind")
"""Offered are the kinds of the municipality. Filling it in brings the facts `kind_...` along."""


class OfKind(Working):
    """A working that asks for the kind of a claim."""

    def rest_on_kind(self) -> None:
        """Let the line in hand be as weak as what is known of the kind."""
        self.rest_on(MARKS.index(self.choice("kind_mark")), "kind")

    @property
    def has_distraint(self) -> bool:
        """Whether the claim can ground an attachment (udpantningsret, dwangbevel)."""
        return self.says("kind_distraint")

    @property
    def bears_interest(self) -> bool:
        """Whether interest runs on the claim while the municipality has it."""
        return self.says("kind_interest")
