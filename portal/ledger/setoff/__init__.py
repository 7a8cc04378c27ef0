"""Withheld from a benefit, paid over by another agency, set off by the state."""
