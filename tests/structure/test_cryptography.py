"""Where the portal uses cryptography, and that the page on security says so."""

import ast
import re
from pathlib import Path

from tests.structure.tree import ROOT, mentions, syntax

LIBRARIES = {
    *("hashlib", "hmac", "secrets", "ssl", "cryptography", "joserfc", "itsdangerous", "authlib"),
}


def uses(path: Path) -> bool:
    """Whether a module imports one of the libraries, at its head or in a function."""
    for node in syntax(path) if mentions(path, *LIBRARIES) else ():
        names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module or ""]
        if any(name.partition(".")[0] in LIBRARIES for name in names):
            return True
    return False


def test_every_use_of_cryptography_is_in_the_table() -> None:
    told = (ROOT / "deploy" / "security.md").read_text("utf-8").partition("## What is used")[2]
    named = set(re.findall(r"`(portal/[\w/]+\.py)`", told.partition("\n## ")[0]))
    modules = [path for path in (ROOT / "portal").rglob("*.py") if "migrations" not in path.parts]
    assert named == {str(path.relative_to(ROOT)) for path in modules if uses(path)}
