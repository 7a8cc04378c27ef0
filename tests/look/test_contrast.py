"""Every theme can be read: text and controls stand out, also with a dark preference."""

from pathlib import Path

import pytest

from tests.look.themes import THEMES, contrast, name, tokens

SURFACES = ("paper", "surface", "slip")
TINTS = ("done-tint", "near-tint", "wrong-tint")
PAIRS = (
    [("ink", ground, 7.0) for ground in SURFACES + TINTS]
    + [("soft", ground, 4.5) for ground in SURFACES + TINTS]
    + [("link", ground, 4.5) for ground in SURFACES + TINTS]
    + [("wrong", ground, 4.5) for ground in (*SURFACES, "wrong-tint")]
    + [("done", ground, 4.5) for ground in (*SURFACES, "done-tint")]
    + [("near", ground, 4.5) for ground in (*SURFACES, "near-tint")]
    + [("on-accent", "accent", 4.5), ("on-accent", "accent-hover", 4.5), ("on-band", "band", 4.5)]
    + [("edge", ground, 3.0) for ground in SURFACES]
    + [("accent", ground, 3.0) for ground in SURFACES]
    + [("ring", "halo", 3.0)]
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("theme", THEMES, ids=name)
def test_text_and_controls_stand_out(theme: Path, scheme: str) -> None:
    colours = tokens(theme, scheme)
    faint = [
        f"{front} on {back}: {found:.2f}, at least {least}"
        for front, back, least in PAIRS
        if (found := contrast(colours[f"--m-{front}"], colours[f"--m-{back}"])) < least
    ]
    assert faint == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("theme", THEMES, ids=name)
@pytest.mark.parametrize("ground", ["paper", "surface", "slip", "band", "accent"])
def test_the_focus_ring_shows_on_every_ground(theme: Path, scheme: str, ground: str) -> None:
    colours = tokens(theme, scheme)
    ring = (contrast(colours[f"--m-{part}"], colours[f"--m-{ground}"]) for part in ("ring", "halo"))
    assert max(ring) >= 3


def test_the_measure_of_contrast_is_the_known_one() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
