"""One small stylesheet; what differs between municipalities stands in their themes alone."""

import re
from pathlib import Path

import brotli
import pytest

from tests.look.themes import ROOT, THEMES, dark_tokens, name, tokens

STATIC = ROOT / "static"
CSS = (STATIC / "portal.css").read_text(encoding="utf-8")
SIDES = r"(?:margin|padding|border|inset)-(?:left|right|top|bottom)\b|text-align: (?:left|right)"
SIZES = r"(?<![-\w])(?:width|height|left|right|top|bottom):"


def _compressed(path: Path) -> int:
    return len(brotli.compress(path.read_bytes()))


def _right_and_left(sides: list[str]) -> list[str]:
    return [sides[1], sides[3]] if len(sides) == 4 else sides[:1]


def test_the_stylesheet_is_at_most_8_kb_over_the_wire() -> None:
    assert _compressed(STATIC / "portal.css") <= 8_000


def test_our_own_script_is_tiny() -> None:
    assert (STATIC / "portal.js").stat().st_size < 2_500


def test_style_and_scripts_leave_half_of_a_first_visit_to_the_page() -> None:
    files = ("portal.css", "portal.js", "vendor/htmx/htmx.min.js", "favicon.svg")
    shared = sum(_compressed(STATIC / file) for file in files)
    assert shared + max(map(_compressed, THEMES)) <= 20_000


@pytest.mark.parametrize("theme", THEMES, ids=name)
def test_a_theme_sets_every_token_the_stylesheet_reads_and_no_other(theme: Path) -> None:
    read = set(re.findall(r"var\((--m-[a-z-]+)\)", CSS))
    inside = set(re.findall(r"var\((--m-[a-z-]+)\)", theme.read_text(encoding="utf-8")))
    assert read <= set(tokens(theme, "light")) <= read | inside


@pytest.mark.parametrize("theme", THEMES, ids=name)
def test_a_dark_preference_changes_every_colour(theme: Path) -> None:
    colours = {token for token, value in tokens(theme, "light").items() if value.startswith("#")}
    assert colours == dark_tokens(theme)


def test_parts_name_no_colour_of_their_own() -> None:
    screen = CSS.partition("@media print")[0]
    assert set(re.findall(r"#[0-9a-f]{3,8}\b", screen)) <= {"#fff", "#000", "#0000"}


def test_pages_turn_around_for_languages_written_from_right_to_left() -> None:
    rules = re.sub(r"\([^)]*\)", "", CSS)
    assert re.findall(SIDES, rules) + re.findall(SIZES, rules) == []
    for rule in re.findall(r"(?:margin|padding|inset): ([^;]+);", rules):
        assert len(set(_right_and_left(rule.split()))) == 1, rule


def test_what_is_turned_round_is_there_unturned() -> None:
    """What stood in the menu alone once stood beside the steps of a request too, in Arabic."""
    selectors = [one.strip() for rule in re.findall(r"([^{}]+)\{", CSS) for one in rule.split(",")]
    turned = [one.removeprefix('[dir="rtl"] ') for one in selectors if one.startswith("[dir=")]
    assert turned
    assert set(turned) <= set(selectors)


def test_nothing_is_fetched_from_elsewhere() -> None:
    everything = CSS + "".join(theme.read_text(encoding="utf-8") for theme in THEMES)
    assert re.findall(r"url\(|@import|https?:", everything) == []
