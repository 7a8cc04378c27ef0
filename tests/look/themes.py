"""The themes of the municipalities, read as tokens for the tests of this folder."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
THEMES = sorted((ROOT / "portal" / "municipalities").glob("*/theme.css"))
_DARK = "@media (prefers-color-scheme: dark)"


def name(theme: Path) -> str:
    """Return the name of the municipality whose theme this is."""
    return theme.parent.name


def tokens(theme: Path, scheme: str) -> dict[str, str]:
    """Return the tokens as a reader with a `light` or `dark` preference gets them."""
    light, _, dark = theme.read_text(encoding="utf-8").partition(_DARK)
    return _declared(light) | (_declared(dark) if scheme == "dark" else {})


def dark_tokens(theme: Path) -> set[str]:
    """Return the names of the tokens that differ with a dark preference."""
    return set(_declared(theme.read_text(encoding="utf-8").partition(_DARK)[2]))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two #rrggbb colours as WCAG 2.2 defines it, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _declared(css: str) -> dict[str, str]:
    return dict(re.findall(r"(--m-[a-z-]+):\s*([^;]+);", css))


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
