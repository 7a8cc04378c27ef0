"""What the statements of a site say that differs by municipality: who answers for it, which law."""

from functools import cache
from typing import Any

from portal.municipality.reading import load, table


@cache
def statements_of(name: str) -> dict[str, Any]:
    """Return a municipality's own part of the statements; texts by language.

    Raises NotFound for the municipality, and BadFile where it has none.
    """
    return table(load(name).folder / "statements.toml")
