"""Whether a page is fit for people: every width, large text, thumbs, and what axe looks for."""

from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

PHONE = {"width": 360, "height": 800}
WIDTHS = (320, 1440)
"""Pixels, beside those of the phone; 320 is a page of 1280 at a zoom of 400 %."""
LEAST_TARGET = 44
LEAST_GAP = 8
"""Pixels between two buttons."""
_AXE = Axe().axe_script
_TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]

_TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  if (document.scrollingElement.scrollWidth <= innerWidth) return [];
  const wide = [...document.body.querySelectorAll("*")].filter(
    (one) => one.getBoundingClientRect().right > room + 0.5 && !one.closest(".scroll"));
  return wide.slice(-3).map((one) => one.tagName + "." + one.className) + "";
}"""

_TOO_SMALL = """(least) => {
  const box = (one) => {
    const label = one.matches("[type=radio], [type=checkbox]") && one.labels[0];
    return (label || one).getBoundingClientRect();
  };
  return [...document.querySelectorAll(
      "button, .button, summary, select, textarea, input:not([type=hidden])")]
    .filter((one) => one.checkVisibility())
    .filter((one) => box(one).height < least - 0.5 || box(one).width < least - 0.5)
    .map((one) => `${one.tagName} ${one.textContent || one.name} `
      + `${Math.round(box(one).width)}x${Math.round(box(one).height)}`);
}"""

_TOUCHING = """(least) => {
  const all = [...document.querySelectorAll(".button")].filter((one) => one.checkVisibility());
  const apart = (a, b) => Math.max(a.top - b.bottom, b.top - a.bottom,
                                   a.left - b.right, b.left - a.right);
  const near = (one, other) =>
    apart(one.getBoundingClientRect(), other.getBoundingClientRect()) < least - 0.5;
  return all.flatMap((one, place) => all.slice(place + 1).filter((other) => near(one, other))
    .map((other) => `${one.textContent.trim()} and ${other.textContent.trim()}`));
}"""
"""Buttons so close to each other that they look like one, or are pressed for another."""

_OUT_OF_ORDER = """() => {
  const named = [...document.querySelectorAll(".errors a[href^='#']")];
  const fields = named.map((one) => document.getElementById(one.hash.slice(1)));
  const before = Node.DOCUMENT_POSITION_PRECEDING;
  return named.filter((_, place) => place && fields[place - 1] && fields[place]
      && fields[place - 1].compareDocumentPosition(fields[place]) & before)
    .map((one) => one.textContent);
}"""
"""Mistakes that the summary names later than the page does."""

_IDLE = "() => [...document.querySelectorAll('[disabled], [aria-disabled]')].map(e => e.outerHTML)"
CONTRAST = "color-contrast"
_FAR_ENOUGH: set[tuple[str, ...]] = set()
"""Colours together on a page that axe let pass."""
_TOGETHER = """() => {
  const shown = [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility());
  const behind = (one) => {
    for (; one; one = one.parentElement) {
      const {backgroundColor, backgroundImage} = getComputedStyle(one);
      if (backgroundImage !== "none") return backgroundImage;
      if (backgroundColor !== "rgba(0, 0, 0, 0)") return backgroundColor;
    }
    return "";
  };
  const told = (one) => {
    const {color, fontSize, fontWeight, opacity} = getComputedStyle(one);
    return [color, behind(one), fontSize, fontWeight, opacity];
  };
  const all = shown.map(told).map((one) => JSON.stringify(one));
  return [...new Set(all)].map((one) => JSON.parse(one));
}"""
_TEXT = {"small": {"standard": 16, "fixed": 13}, "large": {"standard": 32, "fixed": 26}}
"""Pixels of the browser's own text size: as it comes, and at 200 %."""


def faults(page: Page) -> list[str]:
    """Return what is wrong with how the page fits a screen and a thumb."""
    found = [f"small: {one}" for one in page.evaluate(_TOO_SMALL, LEAST_TARGET)]
    found += [f"disabled: {one}" for one in page.evaluate(_IDLE)]
    found += [f"touching: {one}" for one in page.evaluate(_TOUCHING, LEAST_GAP)]
    found += [f"out of order: {one}" for one in page.evaluate(_OUT_OF_ORDER)]
    found += _wide(page, "as it is")
    with _large_text(page):
        found += _wide(page, "with large text")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found += _wide(page, f"at {width}")
    page.set_viewport_size(PHONE)
    return found


@contextmanager
def _large_text(page: Page) -> Iterator[None]:
    """Read with the browser's text size at 200 %."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Page.setFontSizes", {"fontSizes": _TEXT["large"]})
    yield
    devtools.send("Page.setFontSizes", {"fontSizes": _TEXT["small"]})
    devtools.detach()


def _wide(page: Page, when: str) -> list[str]:
    wide = page.evaluate(_TOO_WIDE)
    return [f"wide {when}: {wide}"] if wide else []


def violations(page: Page) -> list[str]:
    """Return what axe finds against WCAG 2.2 AA, one line an element; colours aside."""
    rules = {CONTRAST: {"enabled": False}}
    return _axe(page, runOnly={"type": "tag", "values": _TAGS}, rules=rules)


def too_close_colours(page: Page) -> list[str]:
    """Return where axe finds colours too close, for those who prefer them light, and dark.

    It takes axe long, so it is asked on pages with two colours together that no page had before.
    """
    found = _too_close(page)
    page.emulate_media(color_scheme="dark")
    found += [f"dark {one}" for one in _too_close(page)]
    page.emulate_media(color_scheme="light")
    return found


def _too_close(page: Page) -> list[str]:
    together = {tuple(one) for one in page.evaluate(_TOGETHER)}
    if together <= _FAR_ENOUGH:
        return []
    found = _axe(page, runOnly={"type": "rule", "values": [CONTRAST]})
    if not found:
        _FAR_ENOUGH.update(together)
    return found


def _axe(page: Page, **chosen: object) -> list[str]:
    options = {"resultTypes": ["violations"], "preload": False, **chosen}
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_AXE)
    found = page.evaluate("async options => (await axe.run(options)).violations", options)
    return [
        f"axe {one['id']}: {node['target']} {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
    ]
