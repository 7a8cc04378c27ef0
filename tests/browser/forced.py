"""Whether one sees what can be pressed when the system chooses the colours.

Backgrounds and shadows are gone then: a control needs an edge, a line or a colour of its own.
"""

from playwright.sync_api import Page

_UNSEEN = """() => {
  const shown = (one) => one.checkVisibility({visibilityProperty: true, opacityProperty: true})
    && one.getBoundingClientRect().width > 1;
  const edge = (style) => ["Top", "Right", "Bottom", "Left"].some((side) =>
    style[`border${side}Style`] !== "none" && parseFloat(style[`border${side}Width`]) > 0
    && style[`border${side}Color`] !== style.backgroundColor);
  const seen = (one) => {
    const style = getComputedStyle(one), around = getComputedStyle(one.parentElement);
    return edge(style) || style.appearance !== "none"
      || style.textDecorationLine.includes("underline")
      || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)
      || style.color !== around.color
      || style.backgroundColor !== around.backgroundColor && one.matches(".button, button");
  };
  const bare = (one) => {
    const style = getComputedStyle(one);
    return style.forcedColorAdjust === "auto" && !edge(style) && !one.textContent.trim()
      && !one.children.length && style.backgroundImage === "none";
  };
  const controls = "a[href], button, .button, summary, select, textarea, input:not([type=hidden])";
  const bars = "main :is(span, div, i, b, td, progress, meter)";
  return [
    ...[...document.querySelectorAll(controls)].filter((one) => shown(one) && !seen(one)),
    ...[...document.querySelectorAll(bars)].filter((one) => shown(one) && one.dataset.painted
      && bare(one)),
  ].map((one) => one.outerHTML.slice(0, 160));
}"""
_PAINTED = """() => document.querySelectorAll("main :is(span, div, i, b, td)").forEach((one) => {
  if (getComputedStyle(one).backgroundColor !== "rgba(0, 0, 0, 0)") one.dataset.painted = "y";
})"""


def faults_in_forced_colours(page: Page) -> list[str]:
    """Return the controls that cannot be told from text, and the bars that are gone."""
    page.evaluate(_PAINTED)
    page.emulate_media(forced_colors="active")
    found = page.evaluate(_UNSEEN)
    page.emulate_media(forced_colors="none")
    return [f"forced colours: {one}" for one in found]
