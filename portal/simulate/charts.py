"""A comparison as pictures: bars in SVG, no script, no style, their figures also in words."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from portal.simulate.groups import Comparison, Group

WIDTH, ROW, LABEL, BAR = 640, 28, 190, 360
_GAIN, _LOSE, _INK = "#1f7a4d", "#a33b20", "#1c2733"


def charts(found: Comparison) -> dict[str, str]:
    """Return the pictures by name."""
    return {
        "by-form": _chart("Who pays less and who pays more, by household form", found.by_form),
        "by-income": _chart("Who pays less and who pays more, by net income", found.by_income),
        "by-age": _chart("Who pays less and who pays more, by age of the claim", found.by_age),
    }


def _chart(title: str, groups: Sequence[Group]) -> str:
    """Draw two bars a group: the share that pays less, and the share that pays more."""
    height = ROW * (2 * len(groups) + 2)
    bars = "".join(_bars(place, group) for place, group in enumerate(groups))
    told = "; ".join(_told(group) for group in groups)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
        f' aria-labelledby="t d" font-family="sans-serif" font-size="13" fill="{_INK}">'
        f'<title id="t">{escape(title)}</title><desc id="d">{escape(told)}</desc>'
        f'<text x="0" y="18" font-weight="bold">{escape(title)}</text>{bars}</svg>\n'
    )


def _told(group: Group) -> str:
    return f"{group.name}: of {group.people} people {group.gain} pay less, {group.lose} pay more"


def _bars(place: int, group: Group) -> str:
    top = ROW * (2 * place + 1) + 4
    label = f'<text x="0" y="{top + 24}">{escape(group.name)}</text>'
    gain = _bar(top, group.gain, group.people, _GAIN, "less")
    return label + gain + _bar(top + ROW - 8, group.lose, group.people, _LOSE, "more")


def _bar(top: int, part: int, whole: int, colour: str, word: str) -> str:
    long = BAR * part // whole if whole else 0
    return (
        f'<rect x="{LABEL}" y="{top}" width="{long}" height="16" fill="{colour}"/>'
        f'<text x="{LABEL + long + 6}" y="{top + 13}">{part} {word}</text>'
    )
