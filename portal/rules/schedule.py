"""The instalments of a plan."""


def schedule(debt: int, monthly: int) -> tuple[int, ...]:
    """Equal instalments and a smaller last one, which sum to the debt. Both above 0."""
    whole, rest = divmod(debt, monthly)
    return (monthly,) * whole + ((rest,) if rest else ())
