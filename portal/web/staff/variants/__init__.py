"""Pages to try another value of a rule, to propose one with its decision, and to sign it."""

from portal.web.staff.variants import adopting, trying

__all__ = ["adopting", "trying"]
