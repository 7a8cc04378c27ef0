"""A way out on every page: the way back, and in its frame the menu, the start and the telephone."""

import pytest

from tests.structure.tree import ROOT

TEMPLATES = ROOT / "templates"
ROOTS = {
    "citizen/overview.html": "where one starts",
    "citizen/lent.html": "shows a code once; its link onwards stands below the code",
    "citizen/link_sent.html": "its one button goes on with the request",
    "citizen/evidence_too_large.html": "its one button goes back to the form",
}
"""Pages of residents and businesses without a way back on top, each with the reason."""


def pages() -> list[str]:
    found = [path for folder in ("citizen", "business") for path in (TEMPLATES / folder).rglob("*")]
    texts = {str(path.relative_to(TEMPLATES)): path for path in found if path.suffix == ".html"}
    return sorted(name for name, path in texts.items() if '"_base.html"' in path.read_text("utf-8"))


@pytest.mark.parametrize("page", pages())
def test_a_page_has_a_way_back(page: str) -> None:
    has_back = "{% block back %}" in (TEMPLATES / page).read_text("utf-8")
    assert has_back != (page in ROOTS)


def test_the_frame_has_the_start_the_menu_and_the_telephone_and_no_page_takes_them_away() -> None:
    frame = (TEMPLATES / "_base.html").read_text("utf-8")
    for part in ("home_url or '/'", "ui.header_menus", "ui.phone(municipality.contact.phone"):
        assert part in frame
    others = [path for path in TEMPLATES.rglob("*.html") if path.name != "_base.html"]
    others = [path for path in others if "staff" not in path.parts]  # they have colleagues to ask
    assert [p.name for p in others if "{% block footer %}" in p.read_text("utf-8")] == []
