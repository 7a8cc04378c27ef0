"""Where templates, static files and translations lie: in the wheel, or beside the package.

And where municipalities lie: in the package, and in a folder of those who run the portal.
"""

import os
from functools import cache
from pathlib import Path

from portal.errors import UnsafeSettings

_PACKAGE = Path(__file__).parent


@cache
def folder(name: str) -> Path:
    """Return the folder of this name (`templates`, `static`, `translations`)."""
    packed = _PACKAGE / "_resources" / name
    return packed if packed.is_dir() else _PACKAGE.parent / name


def town_folders() -> list[Path]:
    """Return every municipality's folder; one in PORTAL_MUNICIPALITIES hides ours of its name.

    Raises UnsafeSettings where that is no folder.
    """
    own = os.environ.get("PORTAL_MUNICIPALITIES")
    homes = [_PACKAGE / "municipalities", *([Path(own)] if own else [])]
    if not homes[-1].is_dir():
        raise UnsafeSettings("Set PORTAL_MUNICIPALITIES to a folder, or leave it out.")
    found = {one.name: one for home in homes for one in home.iterdir()}
    return [one for one in found.values() if (one / "municipality.toml").is_file()]
