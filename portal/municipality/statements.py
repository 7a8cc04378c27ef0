"""What the statements of a site say that differs by municipality: who answers for it, which law."""

import tomllib
from functools import cache
from typing import Any

from portal.errors import BadFile
from portal.municipality.reading import load

FILE = "statements.toml"


@cache
def statements_of(name: str) -> dict[str, Any]:
    """Return a municipality's own part of the statements; texts by language.

    Raises NotFound for the municipality, and BadFile where it has none.
    """
    file = load(name).folder / FILE
    if not file.is_file():
        raise BadFile([f"{name}: the folder needs a {FILE}"])
    return tomllib.loads(file.read_text(encoding="utf-8"))
