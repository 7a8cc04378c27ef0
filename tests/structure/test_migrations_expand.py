"""Old code goes on working on a new schema: from this release on an upgrade only adds.

What is no longer used is dropped one release later, when no old code runs any more; such a
migration is named here with what it drops.
"""

import ast

from tests.structure.tree import ROOT

FIRST = "0038"
"""Earlier ones were written before the first release: nobody upgrades across them while serving."""
CONTRACTS: dict[str, str] = {
    "0045": "a check is put back wider: what running code writes it still takes",
}
"""Revisions that drop, and why no running code needs what they drop."""
DROPS = {"drop_table", "drop_column", "drop_constraint", "rename_table"}
WORDS = ("drop table", "drop column", "rename to", "rename column", "set not null")


def test_from_the_first_release_on_upgrades_only_add() -> None:
    folder = ROOT / "portal" / "migrations" / "versions"
    late = {path.name: path for path in folder.glob("*.py") if path.name[:4] > FIRST}
    found = {
        name: drops
        for name, path in late.items()
        if name[:4] not in CONTRACTS and (drops := dropped(path.read_text("utf-8")))
    }
    assert found == {}, "first release without it, then drop it: see deploy/install.md"


def test_what_drops_is_seen() -> None:
    told = (
        "def upgrade():\n    op.drop_column('a', 'x')\n    op.execute('alter table a rename to b')"
    )
    assert dropped(told) == ["drop_column", "rename to"]
    assert dropped(told.replace("upgrade", "downgrade")) == []


def dropped(source: str) -> list[str]:
    """What the code outside `downgrade` takes away, in the order it stands."""
    kept = [
        node
        for node in ast.parse(source).body
        if not (isinstance(node, ast.FunctionDef) and node.name == "downgrade")
    ]
    found = []
    for node in (one for top in kept for one in ast.walk(top)):
        if isinstance(node, ast.Attribute) and node.attr in DROPS:
            found.append(node.attr)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found += [word for word in WORDS if word in node.value.lower()]
    return found
