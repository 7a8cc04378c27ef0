"""Where other rules hold: benefits of another law, schemes with rules of their own, the young."""

from portal.rules.workings.working import Advice, Asked, Working

_SCHEMES = ("general", "ioaw", "ioaz", "bbz", "tozo", "wage_subsidy")


class OtherScheme(Working):
    """Which law a benefit rests on, and whether these rules are the ones for it."""

    asks = (
        Asked("scheme", "one_of", _SCHEMES),
        Asked("under_age", "yes"),
    )

    def advice(self) -> tuple[Advice, ...]:
        """The basis, or that a person hands it over; the young have norms of their own."""
        scheme = self.choice("scheme")
        found = (Advice(f"scheme_{scheme}", f"scheme_{scheme}"),)
        if scheme in self.book.names("schemes_apart"):
            return (*found, Advice("hand_over", f"scheme_{scheme}"))
        young = (Advice("young_norm", "young_norm"),)
        return (*found, *(young if self.says("under_age") else ()))
