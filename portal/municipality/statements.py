"""What the statements of a site say that differs by municipality: who answers for it, which law."""

import tomllib
from functools import cache
from typing import Any

from portal.municipality.reading import load

FILE = "statements.toml"


@cache
def statements_of(name: str) -> dict[str, Any]:
    """Return a municipality's own part of the statements; texts by language. Raises NotFound."""
    return tomllib.loads((load(name).folder / FILE).read_text(encoding="utf-8"))
