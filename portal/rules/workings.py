"""Every working there is, by name. A municipality lists the ones it has in its data."""

from portal.rules.working import Working

WORKINGS: dict[str, type[Working]] = {}
"""Filled from the modules that hold them; each gives its own by name."""
