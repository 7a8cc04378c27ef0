"""What of the queue somebody looks at, as it stands in an address: no name and no number in it."""

import base64
import binascii
from dataclasses import dataclass, replace
from datetime import date

STATES = ("open", "asked", "stopped", "weigh", "paused", "sign")
EVERYTHING = "all"
_LONGEST_ID = 10
_PARTED = "~"


@dataclass(frozen=True)
class View:
    """Which part of the queue; nothing named is all of it."""

    kind: str = ""
    state: str = ""
    who: str = ""
    """`mine`, or `free`: nobody has it."""
    is_near: bool = False
    """Only what is due within some days."""
    unit: str = ""
    """Only claims of this unit."""

    @property
    def text(self) -> str:
        """How it stands in an address."""
        unit = base64.urlsafe_b64encode(self.unit.encode()).decode().rstrip("=")
        named = (("kind", self.kind), ("state", self.state), ("unit", unit))
        parts = [f"{name}.{value}" for name, value in named if value]
        parts += [self.who] if self.who else []
        parts += ["near"] if self.is_near else []
        return _PARTED.join(parts) or EVERYTHING

    def but(self, **changes: str | bool) -> "View":
        """Return the same view with something else in it."""
        return replace(self, **changes)  # type: ignore[arg-type]


def read(text: str) -> View | None:
    """Return the view of an address, or None for one that names none."""
    found = View()
    for part in text.split(_PARTED):
        name, _, value = part.partition(".")
        match name, value:
            case "all", "":
                continue
            case (("mine" | "free"), ""):
                found = found.but(who=name)
            case "near", "":
                found = found.but(is_near=True)
            case "state", state if state in STATES:
                found = found.but(state=state)
            case "kind", kind if kind.replace("-", "").isalpha():
                found = found.but(kind=kind)
            case "unit", unit if (said := _unit(unit)) is not None:
                found = found.but(unit=said)
            case _:
                return None
    return found


def _unit(text: str) -> str | None:
    try:
        whole = text + "=" * (-len(text) % 4)
        return base64.b64decode(whole, altchars=b"-_", validate=True).decode() or None
    except (binascii.Error, ValueError):
        return None


@dataclass(frozen=True)
class Place:
    """A place in the queue, between two things: it stays where it is whatever comes in."""

    day: date
    id: int

    @property
    def text(self) -> str:
        """How it stands in an address."""
        return f"{self.day.isoformat()}.{self.id}"


def place(text: str) -> Place | None:
    """Return the place of an address, or None for one that names none."""
    day, _, no = text.partition(".")
    if not (no.isascii() and no.isdigit() and len(no) < _LONGEST_ID):
        return None
    try:
        return Place(date.fromisoformat(day), int(no))
    except ValueError:
        return None
